using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.Reparametrization;

/// <summary>Weights that are stored as what they are computed from, against the formulas of PyTorch.</summary>
public sealed class ReparametrizationTests
{
    public enum Naming
    {
        Hook,
        Parametrization,
    }

    /// <summary>The magnitude's shape says over what the norm is: the dimensions in which it has length one.</summary>
    [Theory]
    [InlineData(Naming.Hook, new long[] { 3, 4 }, new long[] { 3, 1 })]
    [InlineData(Naming.Hook, new long[] { 3, 4 }, new long[] { 1, 4 })]
    [InlineData(Naming.Hook, new long[] { 3, 4 }, new long[] { })]
    [InlineData(Naming.Hook, new long[] { 3, 4 }, new long[] { 1 })]
    [InlineData(Naming.Hook, new long[] { 4, 3, 5 }, new long[] { 4, 1, 1 })]
    [InlineData(Naming.Hook, new long[] { 4, 3, 5 }, new long[] { 1, 3, 1 })]
    [InlineData(Naming.Hook, new long[] { 4, 3, 5 }, new long[] { 1, 1, 5 })]
    [InlineData(Naming.Hook, new long[] { 4, 3, 5, 2 }, new long[] { 4, 3, 1, 1 })]
    [InlineData(Naming.Parametrization, new long[] { 4, 3, 5 }, new long[] { 1, 1, 5 })]
    [InlineData(Naming.Parametrization, new long[] { 90, 70 }, new long[] { 90, 1 })]
    public void Weight_norm(Naming naming, long[] shape, long[] magnitude)
    {
        string[] names = naming == Naming.Hook
            ? ["a.weight_g", "a.weight_v"]
            : ["a.parametrizations.weight.original0", "a.parametrizations.weight.original1"];
        float[] g = Numbers(magnitude, seed: 1);
        float[] v = Numbers(shape, seed: 2);
        using var file = Open(
            (names[0], magnitude, g), (names[1], shape, v), ("a.bias", [shape[0]], Numbers([shape[0]], 3)));

        double[] norms = new double[g.Length];
        int[] owners = [.. Enumerable.Range(0, v.Length).Select(k => Owner(k, shape, magnitude))];
        for (int k = 0; k < v.Length; k++)
        {
            norms[owners[k]] += (double)v[k] * v[k];
        }

        double[] expected = [.. v.Select((value, k) => (float)(g[owners[k]] / Math.Sqrt(norms[owners[k]]) * value))];
        AssertClose(expected, file.Numbers("a.weight"));
        Assert.Equal("F32, weight norm", file["a.weight"].Encoding);
        Assert.Equal("weight norm: 1 tensor", file.Checkpoint.Metadata["reparametrized"]);
        Assert.Equal(("magnitudes of `a.weight`", true), (file[names[0]].Role!.Operator, file[names[0]].IsCompanion));
        Assert.Equal(v.Length + shape[0], LayerInventory.CountParameters(file.Checkpoint));
    }

    [Theory]
    [InlineData(Naming.Hook, true, new long[] { 3, 4 }, 0)]
    [InlineData(Naming.Hook, false, new long[] { 3, 4 }, 0)]
    [InlineData(Naming.Hook, true, new long[] { 4, 3, 5, 2 }, 0)]
    [InlineData(Naming.Hook, true, new long[] { 4, 3, 5, 2 }, 1)]
    [InlineData(Naming.Parametrization, true, new long[] { 4, 3, 5 }, 1)]
    [InlineData(Naming.Parametrization, true, new long[] { 60, 70 }, 0)]
    public void Spectral_norm(Naming naming, bool hasRight, long[] shape, int dimension)
    {
        string[] names = naming == Naming.Hook
            ? ["a.weight_orig", "a.weight_u", "a.weight_v"]
            :
            [
                "a.parametrizations.weight.original", "a.parametrizations.weight.0._u",
                "a.parametrizations.weight.0._v",
            ];
        float[] w = Numbers(shape, 1);
        float[] u = Numbers([shape[dimension]], 2);
        float[] v = Numbers([w.Length / u.Length], 3);
        var tensors = new List<(string, long[], float[])> { (names[0], shape, w), (names[1], [u.Length], u) };
        if (hasRight)
        {
            tensors.Add((names[2], [v.Length], v));
        }

        using var file = Open([.. tensors]);

        // The dimension comes first, the others follow in their order.
        double[] product = new double[v.Length];
        for (int k = 0; k < w.Length; k++)
        {
            long inner = shape[(dimension + 1)..].Aggregate(1L, (all, side) => all * side);
            long row = k / inner % shape[dimension];
            long column = (k / inner / shape[dimension] * inner) + (k % inner);
            product[column] += (double)u[row] * w[k];
        }

        double sigma = hasRight
            ? product.Zip(v, (left, right) => left * right).Sum()
            : Math.Sqrt(product.Sum(value => value * value));
        AssertClose([.. w.Select(value => (double)(float)(1 / sigma * value))], file.Numbers("a.weight"));
        Assert.Equal("spectral norm: 1 tensor", file.Checkpoint.Metadata["reparametrized"]);
    }

    [Theory]
    [InlineData("F32")]
    [InlineData("U8")]
    [InlineData("BOOL")]
    public void Pruning_mask(string maskType)
    {
        float[] w = Numbers([6, 5], 1);
        bool[] mask = [.. w.Select((_, k) => k % 3 != 0)];
        byte[] stored = maskType == "F32"
            ? TinySafeTensors.Bytes([.. mask.Select(kept => kept ? 1f : 0f)])
            : [.. mask.Select(kept => (byte)(kept ? 1 : 0))];
        using var file = new TinyFile("m.safetensors", TinySafeTensors.File(
            ("a.weight_orig", "F32", [6, 5], TinySafeTensors.Bytes(w)), ("a.weight_mask", maskType, [6, 5], stored)));
        Assert.Equal(w.Select((value, k) => mask[k] ? value : 0.0), file.Numbers("a.weight"));
        Assert.Equal("the pruning mask of `a.weight`", file["a.weight_mask"].Role!.Operator);
        Assert.Equal(30, LayerInventory.CountParameters(file.Checkpoint));
    }

    /// <summary>Half of a matrix can be read without the half before it.</summary>
    [Fact]
    public void Elements_can_be_passed_over()
    {
        float[] v = Numbers([300, 200], 1);
        using var file = Open(("a.weight_g", [300, 1], Numbers([300, 1], 2)), ("a.weight_v", [300, 200], v));
        double[] all = file.Numbers("a.weight");
        using var stream = file.Checkpoint.OpenRead(
            file["a.weight"], new Heavytail.Tensors.StridedLayout(new TensorShape(100, 200), [200, 1], 150 * 200));
        byte[] bytes = new byte[100 * 200 * sizeof(float)];
        stream.ReadExactly(bytes);
        Assert.Equal(
            all[(150 * 200)..(250 * 200)].Select(value => (float)value),
            System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(bytes).ToArray());
    }

    /// <summary>Names that look alike and are something else stay as they are stored.</summary>
    [Theory]
    [InlineData("a.time_g", "a.time_v")]
    [InlineData("a.weight_k", "a.weight_v")]
    [InlineData("a.original0", "a.original1")]
    [InlineData("a.weight_u", "a.weight_orig2")]
    public void Other_pairs_are_left_alone(string first, string second)
    {
        using var file = Open((first, [3, 1], [1, 2, 3]), (second, [3, 2], [1, 2, 3, 4, 5, 6]));
        Assert.Equal([first, second], file.Checkpoint.Tensors.Select(tensor => tensor.Name));
        Assert.DoesNotContain("reparametrized", file.Checkpoint.Metadata.Keys);
    }

    [Fact]
    public void A_weight_of_another_shape_is_another_weight()
    {
        using var file = Open(
            ("a.weight", [2, 3], [1, 2, 3, 4, 5, 6]), ("a.weight_g", [2, 1], [1, 2]),
            ("a.weight_v", [2, 2], [5, 6, 7, 8]));
        Assert.Equal([1, 2, 3, 4, 5, 6], file.Numbers("a.weight"));
        Assert.Equal([5, 6, 7, 8], file.Numbers("a.weight_v"));
    }

    [Theory]
    [InlineData("a.weight_g", new long[] { 2, 1 }, "a.weight_v", new long[] { 3, 2 }, "one magnitude for each row")]
    [InlineData("a.weight_mask", new long[] { 2, 3 }, "a.weight_orig", new long[] { 3, 2 }, "a mask has the shape")]
    [InlineData("a.weight_u", new long[] { 4 }, "a.weight_orig", new long[] { 3, 2 }, "one element for each row")]
    public void Parts_that_do_not_fit_cost_their_weight(
        string first, long[] one, string second, long[] other, string fact)
    {
        using var file = Open(
            (first, one, Numbers(one, 1)), (second, other, Numbers(other, 2)), ("b", [20, 20], Numbers([20, 20], 3)));
        var model = Analyzer.Analyze(file.Checkpoint, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal("b", Assert.Single(model.Layers).Name);
        var left = model.Skipped.Single(tensor => tensor.Name == second);
        Assert.Equal(SkipReason.Unread, left.Reason);
        Assert.Contains(fact, left.Explanation, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("reparametrised/weight_norm.pt", 2.174613640199075, 2.166354935295496)]
    [InlineData("reparametrised/pruned.pt", 4.068888947227832, 3.737906966765428)]
    public void Cases(string file, double alpha, double logNorm)
    {
        using var checkpoint = Checkpoint.Open(SharedData.Path($"cases/{file}"));
        var model = Analyzer.Analyze(checkpoint, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(["a", "head"], model.Layers.Select(layer => layer.Name));
        Assert.Equal(alpha, model.Layers[0]["alpha"]!.Value, 1e-6);
        Assert.Equal(logNorm, model.Layers[0]["log_norm"]!.Value, 1e-6);
    }

    private static TinyFile Open(params (string Name, long[] Shape, float[] Data)[] tensors) =>
        new("m.safetensors", TinySafeTensors.Floats(tensors));

    private static float[] Numbers(long[] shape, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, (int)shape.Aggregate(1L, (all, side) => all * side))
            .Select(_ => (float)(random.NextDouble() - 0.5))];
    }

    private static int Owner(int element, long[] shape, long[] small)
    {
        if (small.Length < shape.Length)
        {
            return 0;
        }

        long owner = 0;
        long rest = element;
        long stride = 1;
        for (int d = shape.Length - 1; d >= 0; d--)
        {
            owner += small[d] == 1 ? 0 : rest % shape[d] * stride;
            rest /= shape[d];
            stride *= small[d];
        }

        return (int)owner;
    }

    private static void AssertClose(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int k = 0; k < expected.Length; k++)
        {
            Assert.Equal(expected[k], actual[k], Math.Abs(expected[k]) * 2e-7);
        }
    }
}
