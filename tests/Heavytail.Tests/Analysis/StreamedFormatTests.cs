using System.IO.Compression;
using Heavytail.Tests.Formats.NumPy;
using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Analysis;

/// <summary>
/// The same weights in files that are read from front to back, here and there, or gathered: the same metrics, and a
/// damaged file is told as one, wherever in the stream it ends.
/// </summary>
public sealed class StreamedFormatTests
{
    private const string Deflated = "deflated.npz";

    public static TheoryData<string> Shapes =>
        ["60, 40", "40, 60", "20, 3000", "3000, 20", "20, 30, 3, 3", "30, 20, 1, 1"];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Every_way_of_reading_gives_the_same_metrics(string shape)
    {
        using var folder = new TempFolder();
        var files = WriteFiles(folder, shape);
        var expected = Analyze(files[0]).Layers[0].Metrics;
        Assert.Equal(LayerStatus.Success, expected.Status);
        foreach (string file in files)
        {
            Assert.Equal(expected, Analyze(file).Layers[0].Metrics);
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_damaged_stream_makes_the_layer_unreadable_and_names_the_file(string shape)
    {
        using var folder = new TempFolder();
        string path = WriteFiles(folder, shape).First(file => file.EndsWith(Deflated, StringComparison.Ordinal));
        byte[] bytes = File.ReadAllBytes(path);
        bytes.AsSpan(bytes.Length / 2, 200).Clear();
        File.WriteAllBytes(path, bytes);
        foreach (int threads in new[] { 1, 3 })
        {
            var analysis = Analyze(path, threads);
            var error = Assert.Single(analysis.Errors);
            Assert.Equal(path, error.Path);
            Assert.Equal("its data is damaged or ends early", error.Problem);
            Assert.Equal(LayerStatus.Unreadable, analysis.Layers[0].Metrics.Status);
        }
    }

    [Fact]
    public void A_file_that_shrinks_while_it_is_read_makes_the_layer_unreadable()
    {
        using var folder = new TempFolder();
        string path = WriteFiles(folder, "60, 40")[0];
        using var checkpoint = Checkpoint.Open(path);
        using (var file = File.Open(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.SetLength(file.Length - 4000);
        }

        var analysis = Analyzer.Analyze(
            checkpoint, new AnalysisOptions
            {
                Execution = new() { HashFiles = false },
            }, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(LayerStatus.Unreadable, analysis.Layers[0].Metrics.Status);
        Assert.Contains(analysis.Errors, error => error.Problem.Contains("it had", StringComparison.Ordinal));
    }

    private static ModelAnalysis Analyze(string path, int threads = 2)
    {
        using var checkpoint = Checkpoint.Open(path);
        return Analyzer.Analyze(
            checkpoint, new AnalysisOptions
            {
                Execution = new() { Threads = threads },
            }, cancellation: TestContext.Current.CancellationToken);
    }

    private static string[] WriteFiles(TempFolder folder, string shape)
    {
        long[] sides = [.. shape.Split(", ").Select(
            side => long.Parse(side, System.Globalization.CultureInfo.InvariantCulture))];
        int count = (int)sides.Aggregate(1L, (a, b) => a * b);
        float[] weights = Array.ConvertAll(SplitMix.Normals(9, count), value => (float)value);
        byte[] bytes = TinySafeTensors.Bytes(weights);
        byte[] rowMajor = TinyNumPy.Array("<f4", $"({shape})", bytes);
        byte[] bigEndian = TinyNumPy.Array(
            ">f4", $"({shape})", [.. bytes.Chunk(4).SelectMany(element => element.Reverse())]);
        byte[] columnMajor = TinyNumPy.Array(
            "<f4", $"({shape})", TinySafeTensors.Bytes(ColumnMajor(weights, sides)), fortran: true);
        return
        [
            folder.Write("a.safetensors", TinySafeTensors.Floats(("a", sides, weights))),
            folder.Write("plain.npy", rowMajor),
            folder.Write("swapped.npy", bigEndian),
            folder.Write("fortran.npy", columnMajor),
            folder.Write("stored.npz", TinyNumPy.Archive(CompressionLevel.NoCompression, ("a.npy", rowMajor))),
            folder.Write(Deflated, TinyNumPy.Archive(CompressionLevel.Fastest, ("a.npy", rowMajor))),
        ];
    }

    private static float[] ColumnMajor(float[] weights, long[] sides)
    {
        float[] result = new float[weights.Length];
        for (int place = 0; place < weights.Length; place++)
        {
            (long rest, long target, long stride) = (place, 0, weights.Length);
            for (int d = sides.Length - 1; d >= 0; d--)
            {
                stride /= sides[d];
                target += rest % sides[d] * stride;
                rest /= sides[d];
            }

            result[target] = weights[place];
        }

        return result;
    }
}
