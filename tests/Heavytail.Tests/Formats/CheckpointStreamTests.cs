using System.Security.Cryptography;
using Heavytail.Tests.Formats.Archives;
using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats;

/// <summary>Checkpoints from streams and from bytes: what a file gives, whoever delivers it.</summary>
public sealed class CheckpointStreamTests
{
    private static readonly float[] s_weights = Array.ConvertAll(SplitMix.Normals(3, 60 * 40), value => (float)value);

    private static readonly byte[] s_file =
        TinySafeTensors.Floats(("a", [60, 40], s_weights), ("b", [40, 60], s_weights), ("c", [2400], s_weights));

    public static TheoryData<string> Ways => ["stream", "byte by byte", "memory"];

    [Theory]
    [MemberData(nameof(Ways))]
    public void Whoever_delivers_the_bytes_the_tensors_are_those_of_the_file(string way)
    {
        using var folder = new TempFolder();
        using var file = Checkpoint.Open(folder.Write("m.safetensors", s_file));
        using var other = way switch
        {
            "stream" => Checkpoint.Open(new MemoryStream(s_file), file.Path),
            "byte by byte" => Checkpoint.Open(new TrickyStream(s_file, mostAtOnce: 1), file.Path),
            _ => Checkpoint.Open(s_file, file.Path),
        };
        Assert.Equal(file.Tensors, other.Tensors);
        Assert.Equal((file.Path, file.Format), (other.Path, other.Format));
        Assert.Equal(file.Files, other.Files);
        foreach (var tensor in file.Tensors)
        {
            Assert.Equal(file.Read(tensor), other.Read(tensor));
        }
    }

    /// <summary>
    /// One file of each format that real models come in; those that stand for several are refused by name.
    /// </summary>
    [Fact]
    public void Every_real_model_of_one_file_is_the_same_by_its_stream()
    {
        var formats = new HashSet<string>(StringComparer.Ordinal);
        string[] files = [.. CsvFile.Read(SharedData.Path("models/MODELS.csv")).Rows.Select(row => row["file"])];
        foreach (string path in files.Select(file => SharedData.Path($"models/{file}")).Where(File.Exists))
        {
            Checkpoint byPath;
            try
            {
                byPath = Checkpoint.Open(path);
            }
            catch (UnknownFormatException e)
            {
                var same = Assert.Throws<UnknownFormatException>(() => Checkpoint.Open(File.OpenRead(path), path));
                Assert.Equal(e.Message, same.Message);
                continue;
            }

            using (byPath)
            {
                if (byPath.Files.Count > 1)
                {
                    Assert.ThrowsAny<CheckpointException>(() => Checkpoint.Open(File.OpenRead(path), path));
                    continue;
                }

                using var byStream = Checkpoint.Open(File.OpenRead(path), path);
                Assert.Equal(byPath.Tensors.Select(Text), byStream.Tensors.Select(Text));
                Assert.Equal(byPath.Tensors.Select(Hash(byPath)), byStream.Tensors.Select(Hash(byStream)));
                if (formats.Add(byPath.Format))
                {
                    AssertSame(Analyze(byPath), Analyze(byStream));
                }
            }
        }

        Assert.InRange(formats.Count, 9, int.MaxValue);
    }

    [Fact]
    public void Threads_read_from_one_stream()
    {
        using var checkpoint = Checkpoint.Open(new TrickyStream(s_file, mostAtOnce: 100), "m.safetensors");
        double[] expected = checkpoint.Read(checkpoint.Tensors[0]);
        Parallel.For(
            0,
            64,
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            i => Assert.Equal(expected, checkpoint.Read(checkpoint.Tensors[i % 3])));
    }

    [Fact]
    public void An_archive_in_a_stream_is_read_and_hashed()
    {
        byte[] tar = new TinyTar().Add("m/model.safetensors", s_file).ToArray();
        using var checkpoint = Checkpoint.Open(new MemoryStream(tar), "m.tar");
        Assert.Equal("safetensors in tar", checkpoint.Format);
        var analysis = Analyze(checkpoint);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(tar)), Assert.Single(analysis.Files).Sha256);
    }

    [Fact]
    public void The_position_of_the_stream_does_not_matter()
    {
        var stream = new MemoryStream(s_file) { Position = 17 };
        using var checkpoint = Checkpoint.Open(stream, "m.safetensors");
        Assert.Equal(3, checkpoint.Tensors.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_stream_is_closed_with_the_checkpoint_unless_it_is_to_stay_open(bool leaveOpen)
    {
        var stream = new TrickyStream(s_file);
        using (Checkpoint.Open(stream, "m.safetensors", leaveOpen))
        {
            Assert.False(stream.IsClosed);
        }

        Assert.Equal(!leaveOpen, stream.IsClosed);
        var damaged = new TrickyStream(s_file[..100]);
        Assert.Throws<InvalidCheckpointException>(() => Checkpoint.Open(damaged, "m.safetensors", leaveOpen));
        Assert.Equal(!leaveOpen, damaged.IsClosed);
    }

    [Fact]
    public void A_stream_that_cannot_seek_is_refused_with_a_way_out()
    {
        var stream = new ForwardOnly(new MemoryStream(s_file));
        var exception = Assert.Throws<ArgumentException>(() => Checkpoint.Open(stream, "m.safetensors"));
        Assert.Contains("copy it into a MemoryStream or a file", exception.Message, StringComparison.Ordinal);
        Assert.False(stream.IsClosed);
    }

    [Fact]
    public void A_truncated_stream_is_told_as_a_truncated_file_is()
    {
        byte[] cut = s_file[..^100];
        using var folder = new TempFolder();
        string path = folder.Write("m.safetensors", cut);
        var expected = Assert.Throws<InvalidCheckpointException>(() => Checkpoint.Open(path));
        var actual = Assert.Throws<InvalidCheckpointException>(() => Checkpoint.Open(new MemoryStream(cut), path));
        Assert.Equal((expected.Message, expected.Hint), (actual.Message, actual.Hint));
    }

    [Fact]
    public void A_stream_that_fails_makes_its_layers_unreadable()
    {
        var stream = new TrickyStream(s_file);
        using var checkpoint = Checkpoint.Open(stream, "m.safetensors");
        stream.Failure = new IOException("connection reset");
        var exception = Assert.Throws<InvalidCheckpointException>(() => checkpoint.Read(checkpoint.Tensors[0]));
        Assert.Equal("the stream cannot be read: connection reset", exception.Problem);
        var analysis = Analyzer.Analyze(
            checkpoint, new AnalysisOptions
            {
                Execution = new() { HashFiles = false },
            }, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(analysis.Layers.Count, analysis.Errors.Count);
    }

    [Fact]
    public void A_stream_that_shrinks_is_an_error()
    {
        var stream = new TrickyStream(s_file);
        using var checkpoint = Checkpoint.Open(stream, "m.safetensors");
        stream.Left = s_file.Length - 4000;
        var exception = Assert.Throws<InvalidCheckpointException>(() => checkpoint.Read(checkpoint.Tensors[2]));
        Assert.Contains("when it was opened", exception.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Shards_are_not_found_beside_a_stream()
    {
        byte[] index = """{"weight_map":{"a":"model-1.safetensors"}}"""u8.ToArray();
        var exception = Assert.Throws<InvalidCheckpointException>(() => Checkpoint.Open(index, "model.index.json"));
        Assert.Contains("`model-1.safetensors` is not beside it", exception.Message, StringComparison.Ordinal);
    }

    private static string Text(TensorInfo tensor) =>
        $"{tensor.Index} {tensor.Name} {tensor.Encoding} {tensor.Type} {tensor.Shape} {tensor.TiedTo} {tensor.Role?.Axes}";

    private static Func<TensorInfo, string> Hash(Checkpoint checkpoint) => tensor =>
    {
        using var stream = checkpoint.OpenRead(tensor);
        return Convert.ToHexString(SHA256.HashData(stream));
    };

    private static ModelAnalysis Analyze(Checkpoint checkpoint) =>
        Analyzer.Analyze(checkpoint, cancellation: TestContext.Current.CancellationToken);

    private static void AssertSame(ModelAnalysis expected, ModelAnalysis actual)
    {
        Assert.Equal(expected.Files, actual.Files);
        Assert.Equal(expected.Summary, actual.Summary);
        Assert.Equal(
            expected.Layers.Select(layer => layer.Metrics), actual.Layers.Select(layer => layer.Metrics));
    }
}
