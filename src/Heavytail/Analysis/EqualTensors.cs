using System.Runtime.InteropServices;

namespace Heavytail.Analysis;

/// <summary>
/// Weights that are stored twice under two names, equal byte by byte: the later one is a copy, in no mean and no count.
/// Headers do not show it, so only what reads weights asks for it.
/// </summary>
/// <param name="checkpoint">The checkpoint.</param>
/// <param name="cancellation">Stops the comparison.</param>
internal sealed class EqualTensors(Checkpoint checkpoint, CancellationToken cancellation)
{
    /// <summary>Compared at the beginning, in the middle and at the end, before all is.</summary>
    private const int ProbeBytes = 64;

    private const int BufferBytes = 1 << 16;

    /// <summary>
    /// Zeros, ones and unit matrices are what training starts from, and masks and signs are alike by chance: elements
    /// of fewer values prove no copy.
    /// </summary>
    private const int MinValues = 16;

    /// <summary>The tensors that are copies, with the first of their kind.</summary>
    /// <param name="tensors">Tensors in file order.</param>
    public IReadOnlyDictionary<TensorInfo, TensorInfo> Find(IEnumerable<TensorInfo> tensors)
    {
        var copies = new Dictionary<TensorInfo, TensorInfo>();
        var alike = tensors
            .GroupBy(tensor => new Layout(tensor.Shape, tensor.Type, tensor.Encoding, tensor.StoredByteCount))
            .Where(group => group.Count() > 1)
            .SelectMany(group => group.GroupBy(Probe).Where(same => same.Key is not null && same.Count() > 1));
        foreach (var group in alike)
        {
            var originals = new List<TensorInfo>();
            foreach (var tensor in group)
            {
                if (originals.Find(original => AreEqual(original, tensor)) is { } first)
                {
                    copies.Add(tensor, first);
                }
                else
                {
                    originals.Add(tensor);
                }
            }
        }

        return copies;
    }

    /// <summary>Some of a tensor's bytes, as text; null where they cannot be read: its analysis says why.</summary>
    private string? Probe(TensorInfo tensor)
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            using var stream = checkpoint.OpenRead(tensor);
            long length = (long)tensor.ByteCount;
            byte[] probe = new byte[3 * ProbeBytes];
            int count = (int)Math.Min(ProbeBytes, length);
            stream.ReadExactly(probe, 0, count);
            if (stream.CanSeek)
            {
                stream.Seek((length - count) / 2, SeekOrigin.Begin);
                stream.ReadExactly(probe, ProbeBytes, count);
                stream.Seek(length - count, SeekOrigin.Begin);
                stream.ReadExactly(probe, 2 * ProbeBytes, count);
            }

            return Convert.ToHexString(probe);
        }
        catch (Exception e) when (e is CheckpointException || Checkpoint.IsDamage(e))
        {
            return null;
        }
    }

    private bool AreEqual(TensorInfo one, TensorInfo other)
    {
        try
        {
            using var first = checkpoint.OpenRead(one);
            using var second = checkpoint.OpenRead(other);
            var values = new DistinctValues(Math.Max(1, one.Type.Bits() / 8));
            byte[] left = new byte[BufferBytes];
            byte[] right = new byte[BufferBytes];
            for (long rest = (long)one.ByteCount; rest > 0;)
            {
                cancellation.ThrowIfCancellationRequested();
                int count = (int)Math.Min(rest, BufferBytes);
                first.ReadExactly(left, 0, count);
                second.ReadExactly(right, 0, count);
                if (!left.AsSpan(0, count).SequenceEqual(right.AsSpan(0, count)))
                {
                    return false;
                }

                values.Add(left.AsSpan(0, count));
                rest -= count;
            }

            return values.Count >= MinValues;
        }
        catch (Exception e) when (e is CheckpointException || Checkpoint.IsDamage(e))
        {
            // Its analysis says why.
            return false;
        }
    }

    private sealed record Layout(TensorShape Shape, ElementType Type, string Encoding, Int128 Bytes);

    /// <summary>How many different elements there are, up to the least that matters.</summary>
    private sealed class DistinctValues(int elementBytes)
    {
        private readonly HashSet<ulong> _values = [];

        public int Count => _values.Count;

        public void Add(ReadOnlySpan<byte> bytes)
        {
            Span<byte> element = stackalloc byte[sizeof(ulong)];
            element.Clear();
            for (int at = 0; at < bytes.Length && _values.Count < MinValues; at += elementBytes)
            {
                bytes.Slice(at, elementBytes).CopyTo(element);
                _values.Add(MemoryMarshal.Read<ulong>(element));
            }
        }
    }
}
