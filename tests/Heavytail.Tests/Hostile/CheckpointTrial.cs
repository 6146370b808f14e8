using Heavytail.Tensors;
using Xunit;

namespace Heavytail.Tests.Hostile;

/// <summary>How a damaged file ended: anything but these is a finding.</summary>
internal enum MutantOutcome
{
    Read,
    Refused,
    Unknown,
}

/// <summary>Opens a checkpoint, decides on its layers, and reads all its tensors.</summary>
internal sealed class CheckpointTrial
{
    private const int MaxElements = 1_000_000;

    private readonly double[] _numbers = new double[MaxElements];
    private readonly byte[] _bytes = new byte[1 << 16];

    /// <summary>Elements read so far.</summary>
    public long Elements { get; private set; }

    public MutantOutcome Run(string path)
    {
        try
        {
            using var checkpoint = Checkpoint.Open(path);

            // Roles and shapes of a damaged file reach the rules and the cutter, whose layers are opened for their
            // memory.
            Assert.Equal(
                checkpoint.Tensors.Count + checkpoint.Unread.Count,
                LayerInventory.From(checkpoint, new AnalysisOptions()).Decisions.Count);
            foreach (var tensor in checkpoint.Tensors)
            {
                ReadTensor(checkpoint, tensor);
            }

            return MutantOutcome.Read;
        }
        catch (UnknownFormatException)
        {
            return MutantOutcome.Unknown;
        }
        catch (InvalidCheckpointException)
        {
            return MutantOutcome.Refused;
        }
    }

    private void ReadTensor(Checkpoint checkpoint, TensorInfo tensor)
    {
        if (tensor.Shape.ElementCount <= MaxElements && ElementConversion.CanConvert(tensor.Type))
        {
            Elements += tensor.Shape.ElementCount;
            checkpoint.Read(tensor, _numbers.AsSpan(0, (int)tensor.Shape.ElementCount));
            return;
        }

        // What is too much to read, or has no doubles, is begun; a stream may end early or be damaged.
        using var stream = checkpoint.OpenRead(tensor);
        try
        {
            Elements += stream.ReadAtLeast(_bytes, _bytes.Length, throwOnEndOfStream: false);
        }
        catch (Exception e) when (e is EndOfStreamException or InvalidDataException)
        {
            throw new InvalidCheckpointException(tensor.File, tensor.Name, e.Message);
        }
    }
}
