using Heavytail.Tests.Support;
using Xunit;
using static Heavytail.Tests.Formats.TensorFlow.TinyGraphs;
using static Heavytail.Tests.Formats.TensorFlow.TinyTensorFlow;

namespace Heavytail.Tests.Formats.TensorFlow;

/// <summary>Products of stored matrices, conversions that round, and names that a graph overrules.</summary>
public sealed class GraphProductTests
{
    private static readonly float[] s_values = [3, -4.4f, 0.7f, 2.6f, 4, 1.003f];
    private static readonly byte[] s_kernel = F("k", [3, 2], s_values);

    [Fact]
    public void Factors_that_are_merged_are_no_layers()
    {
        using var opened = Frozen(
            s_kernel, F("a", [3, 1], 1, 2, 3), F("b", [1, 2], 10, 100), F("two", [], 2),
            Node("ab", "MatMul", ["a", "b"]), Node("s", "Mul", ["ab", "two"]), Node("w", "AddV2", ["k", "s"]),
            Multiplied("w"));
        double[] expected =
        [
            .. s_values.Select((value, at) => value + (2 * ((at / 2) + 1) * (at % 2 == 0 ? 10.0 : 100))),
        ];
        AssertNear(expected, opened.Checkpoint.Read("k"));
        Assert.Equal("a factor of what the graph computes `k` from", opened.Checkpoint.Tensor("a").Role!.Operator);
        Assert.Single(opened.Checkpoint.Tensors, tensor => tensor.Role is { Purpose: TensorPurpose.Dense });
    }

    /// <summary>W/(v·W·uᵀ), v = u·Wᵀ/‖u·Wᵀ‖ of a kernel that is reshaped for it.</summary>
    [Fact]
    public void Spectral_norm_of_a_convolution()
    {
        using var opened = Frozen(
            F("k", [1, 1, 3, 2], s_values), F("u", [1, 2], 0.6f, 0.8f), ConstInts("sides", -1, 2),
            ConstInts("all", 0, 1),
            Node("m", "Reshape", ["k", "sides"]), Node("t", "MatMul", ["u", "m"], Flag("transpose_b")),
            Node("q", "Square", ["t"]), Node("n", "Sum", ["q", "all"]), Node("r", "Rsqrt", ["n"]),
            Node("v", "Mul", ["t", "r"]), Node("vw", "MatMul", ["v", "m"]),
            Node("s", "MatMul", ["vw", "u"], Flag("transpose_b")), ConstInts("none"),
            Node("o", "Reshape", ["s", "none"]),
            Node("w", "RealDiv", ["k", "o"]), Node("y", "Conv2D", ["x", "w"]));
        double[] product = [.. Enumerable.Range(0, 3).Select(row =>
            (0.6 * s_values[2 * row]) + (0.8 * s_values[(2 * row) + 1]))];
        double sigma = Math.Sqrt(product.Sum(value => value * value));
        AssertNear([.. s_values.Select(value => value / sigma)], opened.Checkpoint.Read("k"));
        var layer = Assert.Single(
            opened.Checkpoint.Tensors, tensor => tensor.Role is { Purpose: not TensorPurpose.NotAWeight });
        Assert.Equal(("k", "[1, 1, 3, 2]"), (layer.Name, layer.Shape.ToString()));
    }

    /// <summary>
    /// A table that goes through a layer before it meets the input: its matrix is one of the network's.
    /// </summary>
    [Fact]
    public void A_layer_of_constants_keeps_its_weight()
    {
        using var opened = Frozen(
            F("table", [2, 3], 1, 2, 3, 4, 5, 6), s_kernel, Node("h", "MatMul", ["table", "k"]),
            Node("y", "AddV2", ["x", "h"]));
        Assert.Equal(
            (TensorPurpose.Dense, "io"),
            (opened.Checkpoint.Tensor("k").Role!.Purpose, opened.Checkpoint.Tensor("k").Role!.Axes));
    }

    /// <summary>There is no norm in this graph, whatever its constants are called.</summary>
    [Fact]
    public void Names_decide_nothing_where_the_graph_computes()
    {
        using var opened = Frozen(
            F("d/v", [3, 2], s_values), F("d/g", [2], 10, 100), Node("d/w", "Mul", ["d/v", "d/g"]), Multiplied("d/w"));
        AssertNear(
            [.. s_values.Select((value, at) => value * (at % 2 == 0 ? 10.0 : 100))], opened.Checkpoint.Read("d/v"));
    }

    [Fact]
    public void Names_decide_nothing_where_the_graph_does_what_is_not_computed()
    {
        using var opened = Frozen(
            F("d/v", [3, 2], s_values), F("d/g", [2], 10, 100), Node("e", "Erf", ["d/v"]),
            Node("w", "Mul", ["e", "d/g"]), Multiplied("w"));
        Assert.Equal("it reaches MatMul through `Erf`, which is not computed", opened.Checkpoint.Tensor("d/v").Unread);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(14)]
    [InlineData(19)]
    public void Conversions_round(int type)
    {
        using var opened = Frozen(
            s_kernel, Node("c", "Cast", ["k"], TypeOf("SrcT", 1), TypeOf("DstT", type)),
            Node("w", "Cast", ["c"], TypeOf("SrcT", type), TypeOf("DstT", 1)), Multiplied("w"));
        AssertNear([.. s_values.Select(Rounded)], opened.Checkpoint.Read("k"), 0);

        double Rounded(float value) => type switch
        {
            3 => (int)value,
            19 => (double)(Half)value,
            _ => Binary(value, bits: 8),
        };
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 1)]
    public void Conversions_between_wide_types_leave_what_is_stored(int from, int to)
    {
        using var opened = Frozen(
            s_kernel, Node("w", "Cast", ["k"], TypeOf("SrcT", from), TypeOf("DstT", to)), Multiplied("w"));
        Assert.Equal("F32", opened.Checkpoint.Tensor("k").Encoding);
    }

    /// <summary>To so many significant bits, ties to even, as the definition of a binary number has it.</summary>
    private static double Binary(float value, int bits)
    {
        double unit = Math.Pow(2, Math.Floor(Math.Log2(Math.Abs(value))) - bits + 1);
        return Math.Round(value / unit, MidpointRounding.ToEven) * unit;
    }

    private static void AssertNear(double[] expected, double[] found, double tolerance = 1e-5)
    {
        Assert.Equal(expected.Length, found.Length);
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, tolerance));
    }
}
