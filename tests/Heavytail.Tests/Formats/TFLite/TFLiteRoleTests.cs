using Heavytail.Tests.Support;
using Xunit;
using Table = Heavytail.Tests.Files.FlatBuffers.TinyFlatBuffer.Table;

namespace Heavytail.Tests.Formats.TFLite;

/// <summary>What TFLite's operators make of their constant inputs.</summary>
public sealed class TFLiteRoleTests
{
    private const int F32 = 0;
    private const int F16 = 1;

    [Theory]
    [InlineData(3, 1, 3, new[] { 4, 3, 3, 2 }, "Convolution CONV_2D okki")]
    [InlineData(4, 1, 3, new[] { 1, 3, 3, 2 }, "DepthwiseConvolution DEPTHWISE_CONV_2D 1kkc")]
    [InlineData(67, 1, 3, new[] { 4, 3, 3, 2 }, "TransposedConvolution TRANSPOSE_CONV okki")]
    [InlineData(132, 1, 3, new[] { 1, 1, 1, 2, 3 }, "Convolution CONV_3D kkkio")]
    [InlineData(141, 1, 3, new[] { 1, 1, 1, 2, 3 }, "TransposedConvolution CONV_3D_TRANSPOSE kkkoi")]
    [InlineData(9, 1, 3, new[] { 4, 3 }, "Dense FULLY_CONNECTED oi")]
    [InlineData(9, 0, 3, new[] { 4, 3 }, "")]
    [InlineData(7, 1, 2, new[] { 4, 3 }, "Embedding EMBEDDING_LOOKUP oi")]
    [InlineData(33, 4, 5, new[] { 4, 3 }, "Embedding EMBEDDING_LOOKUP_SPARSE oi")]
    [InlineData(10, 2, 3, new[] { 4, 3 }, "Embedding HASHTABLE_LOOKUP oi")]
    [InlineData(36, 0, 2, new[] { 4, 3 }, "Embedding GATHER oi")]
    [InlineData(36, 1, 2, new[] { 4, 3 }, "NotAWeight GATHER ")]
    [InlineData(27, 1, 5, new[] { 4, 3 }, "Dense SVDF oi")]
    [InlineData(27, 2, 5, new[] { 4, 3 }, "DepthwiseConvolution SVDF ck")]
    [InlineData(24, 2, 5, new[] { 4, 4 }, "Rnn RNN oi")]
    [InlineData(35, 1, 5, new[] { 4, 4 }, "Rnn UNIDIRECTIONAL_SEQUENCE_RNN oi")]
    [InlineData(46, 5, 12, new[] { 4, 4 }, "Rnn BIDIRECTIONAL_SEQUENCE_RNN oi")]
    [InlineData(16, 8, 20, new[] { 4, 3 }, "Lstm LSTM oi")]
    [InlineData(44, 1, 24, new[] { 4, 3 }, "Lstm UNIDIRECTIONAL_SEQUENCE_LSTM oi")]
    [InlineData(44, 16, 24, new[] { 4, 3 }, "Lstm UNIDIRECTIONAL_SEQUENCE_LSTM oi")]
    [InlineData(44, 18, 24, new[] { 4, 3 }, "NotAWeight UNIDIRECTIONAL_SEQUENCE_LSTM ")]
    [InlineData(52, 18, 48, new[] { 4, 3 }, "Lstm BIDIRECTIONAL_SEQUENCE_LSTM oi")]
    [InlineData(52, 26, 48, new[] { 4, 3 }, "NotAWeight BIDIRECTIONAL_SEQUENCE_LSTM ")]
    [InlineData(0, 1, 2, new[] { 4, 3 }, "NotAWeight ADD ")]
    [InlineData(34, 1, 2, new[] { 4, 2 }, "NotAWeight PAD ")]
    [InlineData(0, 1, 2, new[] { 4 }, "")]
    [InlineData(9, 1, 2, new[] { 4, 3, 2 }, "")]
    [InlineData(197, 1, 2, new[] { 4, 3 }, "")]
    [InlineData(5000, 1, 2, new[] { 4, 3 }, "")]
    public void InputsOfOperators(int code, int input, int inputs, int[] shape, string expected) =>
        Assert.Equal(expected, Describe(RoleOf(code, input, inputs, shape)));

    [Theory]
    [InlineData(1, new[] { 4, 3 }, 0, "Dense BATCH_MATMUL io", null)]
    [InlineData(1, new[] { 4, 3 }, 1, "Dense BATCH_MATMUL oi", null)]
    [InlineData(0, new[] { 1, 4, 3 }, 0, "Dense BATCH_MATMUL 1oi", null)]
    [InlineData(0, new[] { 5, 4, 3 }, 1, "Dense BATCH_MATMUL sio", "batch")]
    public void Products(int input, int[] shape, int turned, string expected, string? stack)
    {
        var role = RoleOf(126, input, 2, shape, new Table((input, (byte)turned)));

        Assert.Equal(expected, Describe(role));
        Assert.Equal(stack, role!.StackWord);
    }

    [Theory]
    [InlineData(1, "Embedding GATHER io")]
    [InlineData(-2, "Embedding GATHER oi")]
    [InlineData(5, "NotAWeight GATHER ")]
    public void AxisOfAGather(int axis, string expected) =>
        Assert.Equal(expected, Describe(RoleOf(36, 0, 2, [4, 3], new Table((0, axis)))));

    [Fact]
    public void GatesOfABasicLstm()
    {
        var role = RoleOf(16, 2, 5, [8, 3], new Table((3, (byte)1)));

        Assert.Equal("Lstm LSTM oi", Describe(role));
        Assert.Equal(["i", "j", "f", "o"], role!.Parts.Select(part => part.Name));
        Assert.All(role.Parts, part => Assert.Equal(2, part.Outputs));
    }

    [Fact]
    public void GroupsOfAConvolution()
    {
        using var checkpoint = TFLiteTests.Open(new TinyTFLite()
            .Tensor("x", [1, 8, 8, 6]).Tensor("w", [4, 1, 1, 3], F32, new byte[48]).Operator(3, [0, 1, -1], []));

        Assert.Equal(2, checkpoint.Tensor("w").Role!.Groups);
    }

    [Fact]
    public void ShuffledMatricesAreNotRead()
    {
        using var checkpoint = TFLiteTests.Open(new TinyTFLite()
            .Tensor("w", [1, 1], F32, new byte[4]).Operator(9, [-1, 0], [], new Table((1, (byte)1))));

        Assert.Equal("w: its matrix is shuffled for one kind of processor", checkpoint.Metadata["unsupported"]);
    }

    [Theory]
    [InlineData("Convolution2DTransposeBias", "TransposedConvolution Convolution2DTransposeBias okki")]
    [InlineData("SomethingElse", "")]
    public void OperatorsThatAreNotBuiltIn(string name, string expected)
    {
        using var checkpoint = TFLiteTests.Open(new TinyTFLite()
            .Tensor("w", [4, 1, 1, 3], F32, new byte[48]).Operator(32, [-1, 0], [], custom: name));

        Assert.Equal(expected, Describe(checkpoint.Tensor("w").Role));
    }

    /// <summary>fp16 weights that are widened first.</summary>
    [Theory]
    [InlineData(6)]
    [InlineData(53)]
    public void WhatIsOnlyConvertedHasTheRoleOfWhatItBecomes(int code)
    {
        using var checkpoint = TFLiteTests.Open(new TinyTFLite()
            .Tensor("w", [4, 3], F16, new byte[24]).Tensor("wide", [4, 3])
            .Operator(code, [0], [1]).Operator(9, [-1, 1], []));

        var tensor = checkpoint.Tensor("w");
        Assert.Equal("Dense FULLY_CONNECTED oi", Describe(tensor.Role));
        Assert.Equal(ElementType.F16, tensor.Type);
        Assert.False(tensor.IsQuantized);
    }

    [Theory]
    [InlineData(22, new[] { 2, 6 }, new[] { 4, 3 }, 9, "Dense FULLY_CONNECTED oi")]
    [InlineData(22, new[] { 2, 18 }, new[] { 2, 3, 3, 2 }, 3, "Convolution CONV_2D okki")]
    [InlineData(43, new[] { 1, 4, 3 }, new[] { 4, 3 }, 9, "Dense FULLY_CONNECTED oi")]
    public void WhatIsReshapedHasTheRoleAndTheShapeOfWhatItBecomes(
        int code, int[] stored, int[] shape, int user, string expected)
    {
        using var checkpoint = TFLiteTests.Open(new TinyTFLite()
            .Tensor("w", stored, F32, new byte[4 * stored.Aggregate(1, (a, b) => a * b)]).Tensor("r", shape)
            .Operator(code, [0], [1]).Operator(user, [-1, 1], []));

        Assert.Equal(expected, Describe(checkpoint.Tensor("w").Role));
        Assert.Equal(shape.Select(side => (long)side), checkpoint.Tensor("w").Shape.Dimensions);
    }

    [Theory]
    [InlineData(119, new[] { 0 }, 1)]
    [InlineData(118, new[] { -1, 0 }, 0)]
    [InlineData(118, new[] { -1, 0 }, 1)]
    [InlineData(31, new[] { 0 }, 0)]
    [InlineData(206, new[] { 0 }, 1)]
    public void WhatIsHandedToAnotherGraphHasTheRoleItHasThere(int code, int[] inputs, int option)
    {
        var options = new Table((option, 1));
        using var checkpoint = TFLiteTests.Open(new TinyTFLite()
            .Tensor("w", [4, 3], F32, new byte[48])
            .Operator(code, inputs, [], code == 206 ? null : options, options2: code == 206 ? options : null)
            .NextGraph(0).Tensor("w", [4, 3]).Operator(9, [-1, 0], []));

        Assert.Equal("Dense FULLY_CONNECTED oi", Describe(checkpoint.Tensors[0].Role));
    }

    [Fact]
    public void WhatIsKeptInAVariableHasTheRoleOfTheVariable()
    {
        var name = new Table((1, "v"));
        using var checkpoint = TFLiteTests.Open(new TinyTFLite()
            .Tensor("handle", []).Tensor("read", [4, 3]).Tensor("again", [4, 3])
            .Operator(142, [], [0], name).Operator(143, [0], [2]).Operator(143, [0], [1]).Operator(9, [-1, 1], [])
            .NextGraph().Tensor("handle", []).Tensor("w", [4, 3], F32, new byte[48])
            .Operator(142, [], [0], name).Operator(144, [0, 1], []));

        Assert.Equal("Dense FULLY_CONNECTED oi", Describe(checkpoint.Tensor("w").Role));
    }

    [Fact]
    public void WeightsThatAreAddedElsewhereAreWeights()
    {
        using var checkpoint = TFLiteTests.Open(new TinyTFLite()
            .Tensor("w", [4, 3], F32, new byte[48]).Operator(0, [0, -1], []).Operator(9, [-1, 0], []));

        Assert.Equal("Dense FULLY_CONNECTED oi", Describe(checkpoint.Tensor("w").Role));
    }

    private static TensorRole? RoleOf(int code, int input, int inputs, int[] shape, Table? options = null)
    {
        int[] numbers = [.. Enumerable.Range(0, inputs).Select(k => k == input ? 0 : -1)];
        byte[] data = new byte[4 * shape.Aggregate(1, (a, b) => a * b)];
        using var checkpoint = TFLiteTests.Open(
            new TinyTFLite().Tensor("w", shape, F32, data).Operator(code, numbers, [], options));
        return checkpoint.Tensor("w").Role;
    }

    private static string Describe(TensorRole? role) =>
        role is null ? "" : $"{role.Purpose} {role.Operator} {role.Axes}";
}
