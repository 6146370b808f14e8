using System.Globalization;
using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Analysis;

/// <summary>M and N as WeightWatcher 0.7.5.5 has them, and the layers that it analyzes by them.</summary>
public sealed class WeightWatcherShapeTests
{
    [Fact]
    public void The_case_of_an_even_kernel()
    {
        using var checkpoint = Checkpoint.Open(SharedData.Path("cases/truth_compat_even_kernel.pt"));
        var model = Analyze(checkpoint, Convention.WeightWatcher0755);
        Assert.Equal(2, model.Layers.Count);
        var layer = model.Layers.Single(row => row.Name == "c1");
        Assert.Equal(new(8, 2), Convention.WeightWatcher0755.Shape(layer.Layer));
        Assert.Equal(8, Convention.WeightWatcher0755.TotalEigenvalueCount(layer.Layer));
        Close.Assert(4.862505, layer.Metrics["alpha"], 1e-6, "alpha");
        Close.Assert(7.451741, layer.Metrics["lambda_max"], 1e-6, "lambda_max");
        Assert.DoesNotContain(Analyze(checkpoint, Convention.WeightWatcher).Layers, row => row.Name == "c1");
    }

    /// <summary>The shapes of all kernels up to 6 × 6 and up to 6 channels, as its program finds them.</summary>
    [Theory]
    [InlineData("oikk", TensorPurpose.Convolution)]
    [InlineData("iokk", TensorPurpose.TransposedConvolution)]
    public void Every_small_convolution_has_its_shape(string axes, TensorPurpose purpose)
    {
        var range = Enumerable.Range(1, 6).ToArray();
        foreach (int[] s in
            from a in range from b in range from c in range from d in range select (int[])[a, b, c, d])
        {
            var layer = SampleLayer.Of(
                new TensorInfo(0, "a.weight", ElementType.F32, new TensorShape([s[0], s[1], s[2], s[3]]), "memory")
                {
                    Role = new TensorRole(purpose, "Conv") { Axes = axes },
                })!;
            var shape = Convention.WeightWatcher0755.Shape(layer);
            Assert.Equal(Program(s[0], s[1], s[2], s[3]), (shape.M, shape.N));
            Assert.Equal((long)shape.M * s[2] * s[3], Convention.WeightWatcher0755.CountToFilter(layer));
        }
    }

    /// <summary>Kernels that have fewer than 10 eigenvalues: it analyzes those of which its own M · rf is 10.</summary>
    [Theory]
    [InlineData("2x8x2x2", 8, 2)]
    [InlineData("1x5x2x3", 5, 1)]
    [InlineData("1x2x3x3", 2, 1)] // 3 + 3 > 1 + 2: never swapped, N is 1
    [InlineData("1x9x3x3", 0, 0)]
    [InlineData("8x2x2x2", 0, 0)]
    [InlineData("2x4x2x1", 0, 0)]
    public void Its_filter_counts_by_its_own_M(string shape, int m, int n)
    {
        long[] sides = [.. shape.Split('x').Select(side => long.Parse(side, CultureInfo.InvariantCulture))];
        float[] weights = [.. SplitMix.Normals(5, (int)sides.Aggregate((a, b) => a * b)).Select(w => (float)w)];
        using var folder = new TempFolder();
        using var checkpoint = Checkpoint.Open(
            folder.Write("a.safetensors", TinySafeTensors.Floats(("conv.weight", sides, weights))));
        var layers = Analyze(checkpoint, Convention.WeightWatcher0755).Layers;
        Assert.Equal(m > 0 ? 1 : 0, layers.Count);
        if (m > 0)
        {
            Assert.Equal(new(m, n), Convention.WeightWatcher0755.Shape(layers[0].Layer));
            Assert.Equal(Math.Min(m, n) * sides[2] * sides[3], layers[0].Spectrum!.Eigenvalues.Count);
        }
    }

    private static ModelAnalysis Analyze(Checkpoint checkpoint, Convention convention) => Analyzer.Analyze(
        checkpoint,
        new AnalysisOptions { Method = new() { Convention = convention } },
        cancellation: TestContext.Current.CancellationToken);

    /// <summary>What <c>conv2D_Wmats</c> does to N and M, step by step.</summary>
    private static (int M, int N) Program(int first, int second, int height, int width)
    {
        (int n, int m) = (first, second);
        if (first + second >= height + width)
        {
            for (int slice = 0; slice < height * width; slice++)
            {
                (n, m) = first < second ? (m, n) : (n, m);
            }
        }

        return (m, n);
    }
}
