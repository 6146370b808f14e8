using Heavytail.Tests.Support;
using Xunit;
using Table = Heavytail.Tests.Files.FlatBuffers.TinyFlatBuffer.Table;

namespace Heavytail.Tests.Formats.TFLite;

/// <summary>What lies between a constant and the operator that multiplies by it.</summary>
public sealed class TFLiteChainTests
{
    private const int F32 = 0;
    private const int I32 = 2;
    private const int I8 = 9;
    private const int FullyConnected = 9;

    [Fact]
    public void TurnedMatricesHaveTheAxesOfTheStoredOne()
    {
        using var checkpoint = TFLiteTests.Open(Weights([3, 2], 1, 2, 3, 4, 5, 6)
            .Tensor("order", [2], I32, Ints(1, 0)).Tensor("turned", [2, 3])
            .Operator(39, [0, 1], [2]).Operator(FullyConnected, [-1, 2], []));

        var tensor = checkpoint.Tensor("w");
        Assert.Equal(("io", "[3, 2]", "F32"), (tensor.Role!.Axes, tensor.Shape.ToString(), tensor.Encoding));
        Assert.Equal([1, 2, 3, 4, 5, 6], checkpoint.Read("w"));
    }

    [Fact]
    public void WhatIsTurnedAndThenReshapedIsComputed()
    {
        using var checkpoint = TFLiteTests.Open(Weights([3, 2], 1, 2, 3, 4, 5, 6)
            .Tensor("order", [2], I32, Ints(1, 0)).Tensor("turned", [2, 3]).Tensor("flat", [1, 6])
            .Operator(39, [0, 1], [2]).Operator(22, [2], [3]).Operator(FullyConnected, [-1, 3], []));

        var tensor = checkpoint.Tensor("w");
        Assert.Equal(
            ("oi", "[1, 6]", "F32, computed by the graph"),
            (tensor.Role!.Axes, tensor.Shape.ToString(), tensor.Encoding));
        Assert.Equal([1, 3, 5, 2, 4, 6], checkpoint.Read("w"));
    }

    [Theory]
    [InlineData(65, new[] { 1, 0 }, new[] { 2, -1 }, null)]
    [InlineData(45, new[] { 1, 0 }, new[] { 3, 2 }, new[] { 1, 1 })]
    public void SlicesAreWeightsOfTheirOwn(int code, int[] starts, int[] sizes, int[]? strides)
    {
        var model = Weights([3, 2], 1, 2, 3, 4, 5, 6)
            .Tensor("starts", [2], I32, Ints(starts)).Tensor("sizes", [2], I32, Ints(sizes))
            .Tensor("strides", [2], I32, Ints(strides ?? [1, 1])).Tensor("some", [2, 2])
            .Operator(code, strides is null ? [0, 1, 2] : [0, 1, 2, 3], [4]).Operator(FullyConnected, [-1, 4], []);
        using var checkpoint = TFLiteTests.Open(model);

        Assert.Equal([3, 4, 5, 6], checkpoint.Read("some"));
        Assert.Equal("oi", checkpoint.Tensor("some").Role!.Axes);
        Assert.Equal(
            "an operand of what the graph computes `some` from", checkpoint.Tensor("w").Role!.Operator);
    }

    [Fact]
    public void JoinedMatricesAreOne()
    {
        using var checkpoint = TFLiteTests.Open(Weights([1, 2], 1, 2)
            .Tensor("v", [2, 2], F32, Floats(3, 4, 5, 6)).Tensor("both", [3, 2])
            .Operator(2, [0, 1], [2], new Table((0, 0))).Operator(FullyConnected, [-1, 2], []));

        Assert.Equal([1, 2, 3, 4, 5, 6], checkpoint.Read("both"));
        Assert.Equal("an operand of what the graph computes `both` from", checkpoint.Tensor("v").Role!.Operator);
    }

    [Fact]
    public void HalvesOfASplitAreWeights()
    {
        using var checkpoint = TFLiteTests.Open(Weights([2, 2], 1, 2, 3, 4)
            .Tensor("axis", [], I32, Ints(1)).Tensor("a", [2, 1]).Tensor("b", [2, 1])
            .Operator(49, [1, 0], [2, 3], new Table((0, 2)))
            .Operator(FullyConnected, [-1, 2], []).Operator(FullyConnected, [-1, 3], []));

        Assert.Equal([1, 3], checkpoint.Read("a"));
        Assert.Equal([2, 4], checkpoint.Read("b"));
    }

    [Theory]
    [InlineData(18, new double[] { 1, 0, 3, 0 })]
    [InlineData(41, new double[] { 0, 2, 2, 4 })]
    public void MasksAndDifferencesAreComputed(int code, double[] expected)
    {
        using var checkpoint = TFLiteTests.Open(Weights([2, 2], 1, 2, 3, 4)
            .Tensor("m", [2, 2], F32, Floats(1, 0, 1, 0)).Tensor("v", [2, 2])
            .Operator(code, [0, 1], [2]).Operator(FullyConnected, [-1, 2], []));

        Assert.Equal(expected, checkpoint.Read("w"));
        Assert.Equal("an operand of what the graph computes `w` from", checkpoint.Tensor("m").Role!.Operator);
    }

    /// <summary>Codes 2 … with the scale ½ are 1 …, and are scaled after that.</summary>
    [Fact]
    public void CodesAreScaledBeforeTheyAreMultiplied()
    {
        using var checkpoint = TFLiteTests.Open(new TinyTFLite()
            .Tensor("w", [2, 2], I8, [2, 4, 6, 8], TinyTFLite.Scales([0.5f])).Tensor("wide", [2, 2])
            .Tensor("g", [2, 1], F32, Floats(1, 10)).Tensor("v", [2, 2])
            .Operator(6, [0], [1]).Operator(18, [1, 2], [3]).Operator(FullyConnected, [-1, 3], []));

        Assert.Equal([1, 2, 30, 40], checkpoint.Read("w"));
        Assert.True(checkpoint.Tensor("w").IsQuantized);
    }

    [Theory]
    [InlineData(107, "GATHER_ND", null)]
    [InlineData(0, "ADD", 1)]
    public void WhatIsNotComputedIsNamed(int code, string name, int? activation)
    {
        using var checkpoint = TFLiteTests.Open(Weights([2, 2], 1, 2, 3, 4)
            .Tensor("m", [2, 2], F32, Floats(1, 0, 1, 0)).Tensor("v", [2, 2])
            .Operator(code, [0, 1], [2], activation is null ? null : new Table((0, (byte)activation)))
            .Operator(FullyConnected, [-1, 2], []));

        string reason = $"it reaches FULLY_CONNECTED through {name}, which is not computed";
        Assert.Equal((reason, reason), (checkpoint.Tensor("w").Unread, checkpoint.Tensor("m").Unread));
    }

    [Fact]
    public void ShapeThatTheOperatorDoesNotGive()
    {
        using var checkpoint = TFLiteTests.Open(Weights([2, 2], 1, 2, 3, 4)
            .Tensor("m", [2, 2], F32, Floats(1, 0, 1, 0)).Tensor("v", [40, 40])
            .Operator(18, [0, 1], [2]).Operator(FullyConnected, [-1, 2], []));

        Assert.Equal(
            "it reaches FULLY_CONNECTED through MUL, which is not computed", checkpoint.Tensor("w").Unread);
    }

    private static TinyTFLite Weights(int[] shape, params float[] values) =>
        new TinyTFLite().Tensor("w", shape, F32, Floats(values));

    private static byte[] Floats(params float[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    private static byte[] Ints(params int[] values) => [.. values.SelectMany(BitConverter.GetBytes)];
}
