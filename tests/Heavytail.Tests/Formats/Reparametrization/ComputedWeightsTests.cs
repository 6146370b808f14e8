using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.Reparametrization;

/// <summary>Computed weights beside copies, in other namings, and in files that leave something open.</summary>
public sealed class ComputedWeightsTests
{
    /// <summary>As many inputs as outputs: only the vectors say which dimension makes the rows.</summary>
    [Theory]
    [InlineData(new long[] { 4, 4, 3, 3 }, 0, true)]
    [InlineData(new long[] { 4, 4, 3, 3 }, 1, true)]
    [InlineData(new long[] { 4, 4, 3, 3 }, 1, false)]
    [InlineData(new long[] { 5, 5, 2 }, 0, false)]
    [InlineData(new long[] { 5, 5, 2 }, 1, true)]
    public void Square_spectral_norm(long[] shape, int dimension, bool hasRight)
    {
        float[] w = Numbers(shape, 1);
        int side = (int)shape[0];
        int inner = w.Length / side / side;
        double[,] matrix = new double[side, w.Length / side];
        for (int k = 0; k < w.Length; k++)
        {
            (int first, int second) = (k / inner / side, k / inner % side);
            (int row, int other) = dimension == 0 ? (first, second) : (second, first);
            matrix[row, (other * inner) + (k % inner)] = w[k];
        }

        var (u, v, sigma) = First(matrix);
        var tensors = new List<(string, long[], float[])>
        {
            ("a.weight_orig", shape, w), ("a.weight_u", [side], [.. u.Select(value => (float)value)]),
        };
        if (hasRight)
        {
            tensors.Add(("a.weight_v", [v.Length], [.. v.Select(value => (float)value)]));
        }

        using var file = Open([.. tensors]);
        AssertClose([.. w.Select(value => value / sigma)], file.Numbers("a.weight"));
    }

    /// <summary>The weight beside its parts is what it was when it was saved: one weight, computed anew.</summary>
    [Theory]
    [InlineData("a.weight_g", "a.weight_v", new long[] { 6, 1 })]
    [InlineData("a.weight_mask", "a.weight_orig", new long[] { 6, 5 })]
    [InlineData("a.weight_u", "a.weight_orig", new long[] { 6 })]
    [InlineData("a.parametrizations.weight.original0", "a.parametrizations.weight.original1", new long[] { 6, 1 })]
    [InlineData("a.parametrizations.weight.0._u", "a.parametrizations.weight.original", new long[] { 6 })]
    public void A_copy_is_not_another_weight(string companion, string stored, long[] shape)
    {
        float[] w = Numbers([6, 5], 1);
        float[] other = Numbers(shape, 2);
        using var expected = Open((companion, shape, other), (stored, [6, 5], w));
        using var file = Open(("a.weight", [6, 5], Numbers([6, 5], 3)), (companion, shape, other), (stored, [6, 5], w));
        Assert.Equal(expected.Numbers("a.weight"), file.Numbers("a.weight"));
        Assert.Equal(0, file["a.weight"].Index);
        Assert.True(file[stored].IsCompanion);
        Assert.True(file[companion].IsCompanion);
        Assert.Equal("the original of `a.weight`", file[stored].Role!.Operator);
        Assert.Equal(30, LayerInventory.CountParameters(file.Checkpoint));
    }

    [Fact]
    public void Spectral_norm_as_it_is_copied_from_hand_to_hand()
    {
        float[] w = Numbers([4, 3], 1);
        float[] u = Numbers([4], 2);
        float[] v = Numbers([3], 3);
        double sigma = w.Select((value, k) => (double)value * u[k / 3] * v[k % 3]).Sum();
        using var file = Open(("m.weight_bar", [4, 3], w), ("m.weight_u", [4], u), ("m.weight_v", [3], v));
        AssertClose([.. w.Select(value => value / sigma)], file.Numbers("m.weight"));
    }

    /// <summary>A mask beside a weight is one where it is of zeros and ones.</summary>
    [Theory]
    [InlineData("a.weight", "a.mask")]
    [InlineData("a.weight", "a.weight_mask")]
    [InlineData("net/kernel", "net/mask")]
    [InlineData("a.weight", "a.pruning_mask")]
    [InlineData("a.weight", "a.weight.mask")]
    [InlineData("a.weight", "a.weight_mask_0")]
    [InlineData("a.weight", "a.bool_mask")]
    [InlineData("net/kernel", "net/bool_mask")]
    [InlineData("a.weight", "a.weight_fake_sparsity.mask")]
    [InlineData("net.0.weight", "net.0.weight_fake_sparsity.mask")]
    [InlineData("a.weight", "a.connectivity")]
    [InlineData("model.a.weight", "masks.a.weight")]
    [InlineData("a.weight", "mask.a.weight")]
    public void Masked_layers(string weight, string mask)
    {
        float[] w = Numbers([6, 5], 1);
        float[] zeros = [.. w.Select((_, k) => k % 3 == 0 ? 0f : 1f)];
        using var file = Open((weight, [6, 5], w), (mask, [6, 5], zeros));
        Assert.Equal(w.Select((value, k) => k % 3 == 0 ? 0.0 : value), file.Numbers(weight));
        Assert.Equal($"the mask of `{weight}`", file[mask].Role!.Operator);

        using var scores = Open((weight, [6, 5], w), (mask, [6, 5], Numbers([6, 5], 2)));
        Assert.Equal(w.Select(value => (double)value), scores.Numbers(weight));
    }

    [Theory]
    [InlineData(new long[] { 6, 1 })]
    [InlineData(new long[] { 1, 5 })]
    public void A_mask_of_rows_or_columns(long[] shape)
    {
        float[] w = Numbers([6, 5], 1);
        float[] mask = [.. Enumerable.Range(0, (int)shape.Max()).Select(k => k % 2)];
        using var file = Open(("a.weight_orig", [6, 5], w), ("a.weight_mask", shape, mask));
        Assert.Equal(
            w.Select((value, k) => (double)value * mask[shape[0] == 1 ? k % 5 : k / 5]), file.Numbers("a.weight"));
    }

    /// <summary>Pruned, then normalized: the norm is that of what the mask leaves.</summary>
    [Theory]
    [InlineData(new long[] { 6, 1 })]
    [InlineData(new long[] { 6 })]
    public void Pruning_on_top_of_weight_norm(long[] magnitudes)
    {
        float[] v = Numbers([6, 5], 1);
        float[] g = Numbers(magnitudes, 2);
        float[] mask = [.. v.Select((_, k) => k % 4 == 0 ? 0f : 1f)];
        using var file = Open(
            ("a.weight_g", magnitudes, g), ("a.weight_v_orig", [6, 5], v), ("a.weight_v_mask", [6, 5], mask));
        double[] norms = [.. Enumerable.Range(0, 6).Select(row => Math.Sqrt(
            Enumerable.Range(row * 5, 5).Sum(k => (double)v[k] * v[k] * mask[k])))];
        AssertClose([.. v.Select((value, k) => g[k / 5] / norms[k / 5] * value * mask[k])], file.Numbers("a.weight"));
        Assert.Equal("F32, pruning mask, weight norm", file["a.weight"].Encoding);
    }

    [Fact]
    public void Flat_magnitudes_of_a_square_weight_are_ambiguous()
    {
        using var columns = Open(("a.weight_g", [4], [1, 2, 3, 4]), ("a.weight_v", [3, 4], Numbers([3, 4], 1)));
        Assert.Null(columns["a.weight"].Unread);
        using var square = Open(("a.weight_g", [4], [1, 2, 3, 4]), ("a.weight_v", [4, 4], Numbers([4, 4], 1)));
        Assert.Contains("nothing says whose they are", square["a.weight_v"].Unread, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.weight_orig", "the other parts are not in the file")]
    [InlineData("a.weight_v", "the other parts are not in the file")]
    [InlineData("a.parametrizations.weight.original", "the file does not say which")]
    public void Alone(string name, string reason)
    {
        using var file = Open((name, [20, 20], Numbers([20, 20], 1)), ("b.weight", [20, 20], Numbers([20, 20], 2)));
        Assert.Contains(reason, file[name].Unread, StringComparison.Ordinal);
        Assert.Null(file["b.weight"].Unread);
    }

    /// <summary>Projections and factors have such names as well.</summary>
    [Theory]
    [InlineData("a.weight_q", "a.weight_v")]
    [InlineData("a.weight_u", "a.weight_v")]
    public void Several_of_a_name_are_weights(string first, string second)
    {
        using var file = Open((first, [20, 3], Numbers([20, 3], 1)), (second, [3, 20], Numbers([3, 20], 2)));
        Assert.All(file.Checkpoint.Tensors, tensor => Assert.Null(tensor.Unread));
    }

    /// <summary>The neighbors of a grouped convolution are convolutions, not its mask.</summary>
    [Theory]
    [InlineData("_orig", "_mask")]
    [InlineData("", "_mask")]
    public void Grouped_convolutions_are_split(string suffix, string mask)
    {
        float[] ones = [.. Enumerable.Repeat(1f, 16 * 4 * 9)];
        using var file = Open(
            ("layer1.0.conv1.weight", [16, 32, 1, 1], Numbers([16, 32], 1)),
            ("layer1.0.conv2.weight" + suffix, [16, 4, 3, 3], Numbers([16, 4, 9], 2)),
            ("layer1.0.conv2.weight" + mask, [16, 4, 3, 3], ones),
            ("layer1.0.conv3.weight", [8, 16, 1, 1], Numbers([8, 16], 3)));
        var decision = LayerInventory.From(file.Checkpoint, new AnalysisOptions()).Decisions[1];
        Assert.Equal(("grouped", 4), (decision.Rule, decision.Layers.Count));
    }

    private static TinyFile Open(params (string Name, long[] Shape, float[] Data)[] tensors) =>
        new("m.safetensors", TinySafeTensors.Floats(tensors));

    /// <summary>The first singular vectors and value, by power iteration.</summary>
    private static (double[] U, double[] V, double Sigma) First(double[,] matrix)
    {
        (int rows, int columns) = (matrix.GetLength(0), matrix.GetLength(1));
        double[] u = [.. Enumerable.Range(0, rows).Select(row => 1.0 + row)];
        double[] v = new double[columns];
        double sigma = 0;
        for (int step = 0; step < 2000; step++)
        {
            v = Unit([.. Enumerable.Range(0, columns)
                .Select(c => Enumerable.Range(0, rows).Sum(r => matrix[r, c] * u[r]))]);
            double[] next = [.. Enumerable.Range(0, rows)
                .Select(r => Enumerable.Range(0, columns).Sum(c => matrix[r, c] * v[c]))];
            sigma = Math.Sqrt(next.Sum(value => value * value));
            u = Unit(next);
        }

        return (u, v, sigma);
    }

    private static double[] Unit(double[] values)
    {
        double norm = Math.Sqrt(values.Sum(value => value * value));
        return [.. values.Select(value => value / norm)];
    }

    private static float[] Numbers(long[] shape, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, (int)shape.Aggregate(1L, (all, side) => all * side))
            .Select(_ => (float)(random.NextDouble() - 0.5))];
    }

    private static void AssertClose(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int k = 0; k < expected.Length; k++)
        {
            Assert.Equal(expected[k], actual[k], (Math.Abs(expected[k]) * 5e-7) + 1e-12);
        }
    }
}
