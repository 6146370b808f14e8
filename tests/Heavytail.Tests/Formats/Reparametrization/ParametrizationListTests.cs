using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.Reparametrization;

/// <summary>PyTorch's parametrizations in a chain, and others than weight norm and spectral norm.</summary>
public sealed class ParametrizationListTests
{
    private const string Path = "a.parametrizations.weight.";

    [Fact]
    public void Spectral_norm_of_weight_norm()
    {
        float[] g = [1, 2, 3];
        float[] v = [1, 2, 2, 0, 3, 4];
        float[] u = [0.5f, 1, 0.25f];
        float[] right = [1, -1];
        double[] norms = [Math.Sqrt(5), 2, 5];
        double[] w = [.. v.Select((value, k) => g[k / 2] / norms[k / 2] * value)];
        double sigma = w.Select((value, k) => value * u[k / 2] * right[k % 2]).Sum();
        using var file = Open(
            (Path + "original0", [3, 1], g), (Path + "original1", [3, 2], v), (Path + "1._u", [3], u),
            (Path + "1._v", [2], right));
        double[] actual = file.Numbers("a.weight");
        Assert.All(w.Zip(actual), pair => Assert.Equal(pair.First / sigma, pair.Second, 1e-6));
        Assert.Equal("F32, weight norm, spectral norm", file["a.weight"].Encoding);
        Assert.True(file[Path + "1._u"].IsCompanion);
    }

    [Fact]
    public void Spectral_norm_of_a_mask()
    {
        using var file = Open(
            (Path + "original", [2, 2], [1, 2, 3, 4]), (Path + "0.mask", [2, 2], [1, 0, 1, 1]),
            (Path + "1._u", [2], [1, 1]), (Path + "1._v", [2], [1, 0]));
        Assert.Equal([0.25, 0, 0.75, 1], file.Numbers("a.weight"));
    }

    [Theory]
    [InlineData("0.base", "orthogonal", true)]
    [InlineData("0.lora_A", "low-rank factors", true)]
    [InlineData("0.mask", "keeps `mask`", true)]
    [InlineData("0.scale", "keeps `scale`", true)]
    [InlineData("1._u", "the file does not say which comes before number 1", false)]
    public void Others_are_not_the_weight(string part, string reason, bool isMatrix)
    {
        long[] shape = isMatrix ? [20, 20] : [20];
        using var file = Open(
            (Path + "original", [20, 20], Numbers(400)), (Path + part, shape, Numbers(isMatrix ? 400 : 20)),
            ("b.weight", [20, 20], Numbers(400)));
        var model = Analyzer.Analyze(file.Checkpoint, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal("b", Assert.Single(model.Layers).Name);
        Assert.Contains(reason, file[Path + "original"].Unread, StringComparison.Ordinal);
        Assert.Equal($"`{part}` of the parametrization of `a.weight`", file[Path + part].Role!.Operator);
    }

    [Fact]
    public void Two_factors_are_not_weight_norm()
    {
        using var file = Open(
            (Path + "original0", [20, 4], Numbers(80)), (Path + "original1", [4, 20], Numbers(80)));
        Assert.Contains("several originals", file[Path + "original1"].Unread, StringComparison.Ordinal);
    }

    /// <summary>What was computed is in the file: that is the weight.</summary>
    [Fact]
    public void The_weight_beside_an_unknown_parametrization()
    {
        using var file = Open(
            (Path + "original", [20, 20], Numbers(400)), ("a.weight", [20, 20], Numbers(400)));
        Assert.Null(file["a.weight"].Unread);
        Assert.Contains("in the file too", file[Path + "original"].Unread, StringComparison.Ordinal);
    }

    private static TinyFile Open(params (string Name, long[] Shape, float[] Data)[] tensors) =>
        new("m.safetensors", TinySafeTensors.Floats(tensors));

    private static float[] Numbers(int count)
    {
        var random = new Random(count);
        return [.. Enumerable.Range(0, count).Select(_ => (float)(random.NextDouble() - 0.5))];
    }
}
