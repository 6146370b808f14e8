using Heavytail.Analysis;
using Heavytail.LinearAlgebra;
using Heavytail.LinearAlgebra.Storage;
using Heavytail.Spectra;
using Heavytail.Tensors;
using Heavytail.Tests.Formats.NumPy;
using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Analysis;

/// <summary>What a layer needs, and what becomes of one that needs too much.</summary>
public sealed class MemoryTests
{
    private static readonly TensorAccess s_file = new(CanSeek: true, BufferedBytes: 0);
    private static readonly TensorAccess s_deflated = new(CanSeek: false, BufferedBytes: 0);

    [Fact]
    public void A_dense_layer_takes_its_triangle_and_buffers_whatever_its_length()
    {
        long square = Gram("4096x4096", ElementType.F32, s_file);
        Assert.Equal(square, Gram("40960x4096", ElementType.F32, s_file));
        Assert.Equal(square, Gram("40960x4096", ElementType.F32, s_deflated));

        // wide: 4096 rows × 4 KB instead of two blocks of rows
        Assert.InRange(Gram("4096x40960", ElementType.F32, s_file) - square, 0, 17_000_000);
        Assert.Equal(
            4096L * 40960 * sizeof(float),
            Gram("4096x40960", ElementType.F32, s_deflated) - Gram("4096x40960", ElementType.F32, s_file),
            20_000_000.0);
    }

    [Fact]
    public void The_buffers_are_small_beside_the_triangle()
    {
        const long square = 4096L * 4096;
        long beside =
            WeightSource.BufferBytes(ElementType.F32, 4096, 4096) + (sizeof(double) * GramMatrix.ScratchLength(4096));
        Assert.InRange(sizeof(double) * PackedTriangle.LengthOf(4096), 4 * square, 41 * square / 10);
        Assert.InRange(beside, 0, 20_000_000);
        Assert.InRange(Gram("4096x4096", ElementType.F32, s_file), 4 * square, (9 * square / 2) + 30_000_000);
    }

    [Fact]
    public void A_convolution_is_held_in_its_stored_bytes_and_a_slice_in_work_costs_a_triangle()
    {
        var half = Of("256x128x3x3", ElementType.F16, s_file, SpectrumMethod.Gram);
        var single = Of("256x128x3x3", ElementType.F32, s_file, SpectrumMethod.Gram);
        Assert.Equal(256 * 128 * 9 * 2, single.Held - half.Held);
        Assert.Equal(half.PerSlice, single.PerSlice);
        Assert.True(half.PerSlice > sizeof(double) * PackedTriangle.LengthOf(128));
    }

    [Theory]
    [InlineData("64x64x3x3", 64, 8)]
    [InlineData("64x64x2x1", 64, 2)]
    [InlineData("64x64", 64, 1)]
    [InlineData("65x70x3x3", 65, 1)]
    public void Small_slices_are_in_work_in_batches(string shape, int order, int batch)
    {
        long perSlice = Of(shape, ElementType.F32, s_file, SpectrumMethod.Gram).PerSlice;
        long triangles = batch * sizeof(double) * PackedTriangle.LengthOf(order);
        Assert.InRange(perSlice, triangles, triangles + 400_000);
    }

    [Fact]
    public void Bidiagonalisation_takes_doubles_and_a_copy_of_what_is_not_tall()
    {
        Assert.InRange(Of("300x200", ElementType.F64, s_file, SpectrumMethod.Bidiagonal).Bytes(1), 480_000, 600_000);
        Assert.InRange(Of("200x300", ElementType.F64, s_file, SpectrumMethod.Bidiagonal).Bytes(1), 960_000, 1_080_000);
        Assert.InRange(
            Of("300x200x2x2", ElementType.F64, s_file, SpectrumMethod.Bidiagonal).Bytes(1), 2_400_000, 2_600_000);
    }

    [Fact]
    public void What_a_stream_holds_counts()
    {
        var scattered = new TensorAccess(CanSeek: false, BufferedBytes: 1_000_000);
        foreach (string shape in new[] { "300x200", "200x300", "30x20x3x3" })
        {
            foreach (var method in Enum.GetValues<SpectrumMethod>())
            {
                long more = Of(shape, ElementType.F32, scattered, method)
                    .Bytes(1) - Of(shape, ElementType.F32, s_deflated, method).Bytes(1);
                Assert.InRange(more, 1, 1_000_000);
            }
        }
    }

    [Fact]
    public void A_tensor_that_lies_scattered_says_what_its_stream_holds()
    {
        using var folder = new TempFolder();
        using var numpy = Checkpoint.Open(folder.Write(
            "f.npy", TinyNumPy.Array("<f4", "(20, 30)", new byte[2400], fortran: true)));
        Assert.Equal(new TensorAccess(false, 2400), numpy.AccessTo(numpy.Tensors[0]));
        using var plain = Checkpoint.Open(
            folder.Write("m.safetensors", TinySafeTensors.Floats(("a", [20, 30], new float[600]))));
        Assert.Equal(s_file, plain.AccessTo(plain.Tensors[0]));
    }

    [Fact]
    public void A_layer_that_does_not_fit_is_skipped_with_what_it_needs_and_the_others_are_not()
    {
        using var folder = new TempFolder();
        using var checkpoint = Checkpoint.Open(folder.Write("m.safetensors", TinySafeTensors.Floats(
            ("small.weight", [30, 20], Normals(600)),
            ("large.weight", [400, 500], Normals(200_000)))));
        var options = new AnalysisOptions
        {
            Execution = new() { Memory = 1_000_000 },
        };
        var analysis = Analyzer.Analyze(checkpoint, options, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal("small", Assert.Single(analysis.Layers).Name);
        var skipped = Assert.Single(analysis.Skipped);
        Assert.Equal(SkipReason.Memory, skipped.Reason);
        Assert.Matches(@"^needs \d(\.\d)? MB, above `Memory` = 1MB$", skipped.Explanation);
        Assert.True(analysis.HasErrors);
        Assert.Equal(analysis.Skipped, LayerInventory.From(checkpoint, options).Skipped);

        var enough = Analyzer.Analyze(checkpoint, cancellation: TestContext.Current.CancellationToken);
        Assert.Empty(enough.Skipped);
        Assert.False(enough.HasErrors);
    }

    [Fact]
    public void The_figure_that_is_named_is_enough_and_less_is_not()
    {
        using var folder = new TempFolder();
        using var checkpoint = Checkpoint.Open(folder.Write(
            "m.safetensors", TinySafeTensors.Floats(("a.weight", [200, 300], Normals(60_000)))));
        long needed = LayerInventory.From(checkpoint, new AnalysisOptions()).Tasks.Single().LeastBytes;
        Assert.Empty(LayerInventory.From(checkpoint, new AnalysisOptions
        {
            Execution = new() { Memory = needed },
        }).Skipped);
        Assert.Single(LayerInventory.From(checkpoint, new AnalysisOptions
        {
            Execution = new() { Memory = needed - 1 },
        }).Skipped);
    }

    [Fact]
    public void Little_memory_changes_no_number()
    {
        using var folder = new TempFolder();
        using var checkpoint = Checkpoint.Open(folder.Write("m.safetensors", TinySafeTensors.Floats(
            [.. Enumerable.Range(0, 6).Select(
                k => ($"{k}.weight", new long[] { 40 + k, 30, 3, 3 }, Normals((40 + k) * 270)))])));
        long least = LayerInventory.From(checkpoint, new AnalysisOptions()).Tasks.Max(task => task.LeastBytes);
        var results = new[] { least, 2 * least, long.MaxValue }.Select(memory => Analyzer.Analyze(
            checkpoint,
            new AnalysisOptions
            {
                Execution = new() { Memory = memory, Threads = 4 },
            },
            cancellation: TestContext.Current.CancellationToken)).ToArray();
        Assert.All(results, result => Assert.Equal(
            results[0].Layers.Select(layer => layer.Metrics), result.Layers.Select(layer => layer.Metrics)));
        Assert.All(results[0].Layers, layer => Assert.Equal(LayerStatus.Success, layer.Metrics.Status));
    }

    [Theory]
    [InlineData(1, "1 B", "1 B")]
    [InlineData(999, "999 B", "999 B")]
    [InlineData(1000, "1 KB", "1 KB")]
    [InlineData(1_200_001, "1.3 MB", "1.2 MB")]
    [InlineData(10_000_001, "11 MB", "10 MB")]
    [InlineData(500_000_000, "500 MB", "500 MB")]
    [InlineData(long.MaxValue, "9223373 TB", "9223372 TB")]
    public void Needs_are_rounded_up_and_limits_down(long bytes, string atLeast, string atMost)
    {
        Assert.Equal(atLeast, ByteSize.AtLeast(bytes));
        Assert.Equal(atMost, ByteSize.AtMost(bytes));
    }

    private static long Gram(string shape, ElementType type, TensorAccess access) =>
        Of(shape, type, access, SpectrumMethod.Gram).Bytes(1);

    private static SpectrumMemory Of(string shape, ElementType type, TensorAccess access, SpectrumMethod method) =>
        SpectrumMemory.Estimate(new SpectrumRequest(
            SampleLayer.Of(shape, type), access, FloatFactor: method == SpectrumMethod.Bidiagonal ? 1 : null));

    private static float[] Normals(int count) => Array.ConvertAll(SplitMix.Normals(8, count), value => (float)value);
}
