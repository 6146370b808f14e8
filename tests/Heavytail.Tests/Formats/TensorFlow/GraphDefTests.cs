using Heavytail.Tests.Support;
using Xunit;
using static Heavytail.Tests.Formats.TensorFlow.TinyTensorFlow;

namespace Heavytail.Tests.Formats.TensorFlow;

/// <summary>Frozen graphs: how constants hold numbers, and what the graph says of them.</summary>
public sealed class GraphDefTests
{
    public static TheoryData<long, ElementType, byte[], double[]> Listed => new()
    {
        { 1, ElementType.F32, Field(5, Floats(1.5f, -2)), [1.5, -2, -2] },
        { 1, ElementType.F32, [.. Fixed32(5, 0x3fc00000), .. Fixed32(5, 0x40000000)], [1.5, 2, 2] },
        { 1, ElementType.F32, [], [0, 0, 0] },
        { 1, ElementType.F32, Field(5, Floats(1, 2, 3, 4)), [1, 2, 3] },
        { 2, ElementType.F64, Field(6, BitConverter.GetBytes(0.1)), [0.1, 0.1, 0.1] },
        { 3, ElementType.I32, [.. Field(7, 7), .. Field(7, -1)], [7, -1, -1] },
        { 3, ElementType.I32, Field(7, [.. Varint(300), .. Varint(ulong.MaxValue), .. Varint(2)]), [300, -1, 2] },
        { 4, ElementType.U8, Field(7, 255), [255, 255, 255] },
        { 5, ElementType.I16, Field(7, -2), [-2, -2, -2] },
        { 6, ElementType.I8, Field(7, -3), [-3, -3, -3] },
        { 9, ElementType.I64, Field(10, 1L << 40), [1L << 40, 1L << 40, 1L << 40] },
        { 10, ElementType.Bool, Field(11, 1), [1, 1, 1] },
        { 14, ElementType.BF16, Field(13, 0x3fc0), [1.5, 1.5, 1.5] },
        { 17, ElementType.U16, Field(7, 65535), [65535, 65535, 65535] },
        { 19, ElementType.F16, [.. Field(13, 0x3e00), .. Field(13, 0xc000)], [1.5, -2, -2] },
        { 22, ElementType.U32, Field(16, 4_000_000_000), [4e9, 4e9, 4e9] },
        { 23, ElementType.U64, Field(17, 5), [5, 5, 5] },
    };

    [Theory]
    [MemberData(nameof(Listed))]
    public void Listed_values_end_in_repetitions_of_the_last(
        long type, ElementType element, byte[] values, double[] expected)
    {
        using var folder = new TempFolder();
        using var checkpoint = Checkpoint.Open(folder.Write("x.pb", Const("a", Tensor(type, [3], values))));
        var tensor = Assert.Single(checkpoint.Tensors);
        Assert.Equal(("a", element, "[3]"), (tensor.Name, tensor.Type, tensor.Shape.ToString()));
        Assert.Equal(expected, checkpoint.Read("a"));
        Assert.Equal("TensorFlow graph", checkpoint.Format);
    }

    [Fact]
    public void A_complex_value_is_two_listed_numbers()
    {
        using var folder = new TempFolder();
        using var checkpoint = Checkpoint.Open(folder.Write(
            "x.pb", Const("a", Tensor(8, [3], Field(9, Floats(1, 2, 3, 4))))));
        var bytes = new MemoryStream();
        using var stream = checkpoint.OpenRead(checkpoint.Tensor("a"));
        stream.CopyTo(bytes);
        Assert.Equal(Floats(1, 2, 3, 4, 3, 4), bytes.ToArray());
    }

    [Fact]
    public void Content_is_read_where_it_lies_and_can_be_sought_in()
    {
        using var folder = new TempFolder();
        using var checkpoint = Checkpoint.Open(folder.Write(
            "x.pb", Graph(Const("a", 2, 3), Const("b", Tensor(Float, [], Field(4, Floats(9)))))));
        Assert.Equal([0, 1, 2, 3, 4, 5], checkpoint.Read("a"));
        Assert.Equal([9], checkpoint.Read("b"));
        Assert.True(checkpoint.AccessTo(checkpoint.Tensor("a")).CanSeek);
    }

    [Fact]
    public void Strings_are_named_and_left_out()
    {
        using var folder = new TempFolder();
        using var checkpoint = Checkpoint.Open(folder.Write(
            "x.pb", Graph(Const("a", 2, 3), Const("labels", Tensor(Text, [1], Field(8, "cat"))))));
        Assert.Single(checkpoint.Tensors);
        Assert.Equal("labels: elements of DT_STRING", checkpoint.Metadata["unsupported"]);
    }

    [Theory]
    [InlineData("MatMul", "io", TensorPurpose.Dense, 2)]
    [InlineData("BatchMatMulV2", "sio", TensorPurpose.Dense, 3)]
    [InlineData("Conv2D", "kkio", TensorPurpose.Convolution, 4)]
    [InlineData("_FusedConv2D", "kkio", TensorPurpose.Convolution, 4)]
    [InlineData("Conv3D", "kkkio", TensorPurpose.Convolution, 5)]
    [InlineData("DepthwiseConv2dNative", "kkcm", TensorPurpose.DepthwiseConvolution, 4)]
    [InlineData("Conv2DBackpropInput", "kkoi", TensorPurpose.TransposedConvolution, 4)]
    [InlineData("Conv3DBackpropInputV2", "kkkoi", TensorPurpose.TransposedConvolution, 5)]
    [InlineData("Add", "", TensorPurpose.NotAWeight, 4)]
    [InlineData("BiasAdd", "", TensorPurpose.NotAWeight, 2)]
    [InlineData("Mul", "", TensorPurpose.NotAWeight, 3)]
    public void The_operation_says_what_its_second_input_is(string op, string axes, TensorPurpose purpose, int rank)
    {
        var role = RoleOf(
            Const("w", [.. Enumerable.Range(2, rank).Select(side => (long)side)]),
            Node("read", "Identity", ["w"]),
            Node("x", "Placeholder", []),
            Node("y", op, ["x", "read:0", "^other"]));
        Assert.Equal((purpose, axes, op), (role!.Purpose, role.Axes, role.Operator));
    }

    [Fact]
    public void Transposed_operands_have_their_axes_the_other_way_round()
    {
        Assert.Equal("oi", RoleOf(Const("w", 2, 3), Node("x", "Placeholder", []), Node("y", "MatMul", ["x", "w"], Flag("transpose_b")))!.Axes);
        Assert.Equal("soi", RoleOf(Const("w", 4, 2, 3), Node("x", "Placeholder", []), Node("y", "BatchMatMul", ["x", "w"], Flag("adj_y")))!.Axes);
        Assert.Equal(
            "oi", RoleOf(Const("w", 2, 3), Node("x", "Placeholder", []), Node("y", "MatMul", ["w", "x"]))!.Axes);
        Assert.Equal("io", RoleOf(Const("w", 2, 3), Node("x", "Placeholder", []), Node("y", "MatMul", ["w", "x"], Flag("transpose_a")))!.Axes);
    }

    [Fact]
    public void Of_two_stored_operands_the_right_one_is_the_weight()
    {
        byte[] graph = Graph(Const("state", 1, 2), Const("w", 2, 3), Node("y", "MatMul", ["state", "w"]));
        Assert.Equal(TensorPurpose.Dense, RoleOf("w", graph)!.Purpose);
        Assert.Equal(TensorPurpose.NotAWeight, RoleOf("state", graph)!.Purpose);
    }

    [Fact]
    public void Gathered_rows_are_an_embedding_even_where_it_is_the_output_layer_too()
    {
        var role = RoleOf(
            Const("w", 5, 3), Node("x", "Placeholder", []), Node("e", "GatherV2", ["w", "x", "axis"]),
            Node("y", "MatMul", ["e", "w"], Flag("transpose_b")));
        Assert.Equal((TensorPurpose.Embedding, "oi"), (role!.Purpose, role.Axes));
    }

    [Fact]
    public void Axes_follow_through_transpositions_expansions_and_loops()
    {
        Assert.Equal("iokk", RoleOf(
            Const("w", 4, 5, 2, 3), ConstInts("order", 2, 3, 0, 1), Node("t", "Transpose", ["w", "order"]),
            Node("y", "Conv2D", ["x", "t"]))!.Axes);
        Assert.Equal("kio", RoleOf(
            Const("w", 3, 4, 5), ConstInts("axis", 0), Node("t", "ExpandDims", ["w", "axis"]),
            Node("y", "Conv2D", ["x", "t"]))!.Axes);
        Assert.Equal("io", RoleOf(
            Const("w", 4, 5), Node("r", "Identity", ["w"]), Node("e", "Enter", ["r"]),
            Node("y", "MatMul", ["x", "e"]))!.Axes);
    }

    [Theory]
    [InlineData("ab,bc->ac", "io", null)]
    [InlineData("...b,cb->...c", "oi", null)]
    [InlineData("abc,cde->abde", "ioo", null)]
    [InlineData("abcd,cde->abe", "iio", null)]
    [InlineData("abc,dce->abde", null, null)]
    [InlineData("abc,acd->abd", "sio", "matrix")]
    [InlineData("ab,bcde->acde", "iooo", null)]
    [InlineData("ab", null, null)]
    [InlineData("", null, null)]
    public void Einsum_says_by_its_letters(string equation, string? axes, string? stack)
    {
        int rank = axes?.Length ?? 2;
        var role = RoleOf(
            Const("w", [.. Enumerable.Range(2, rank).Select(side => (long)side)]),
            Node("y", "Einsum", ["x", "w"], Attribute("equation", Field(2, equation))));
        Assert.Equal((axes, stack), (role?.Axes, role?.StackWord));
    }

    [Fact]
    public void Functions_hand_roles_back_to_what_they_are_called_with()
    {
        byte[] library = Library(
            Function("inner", ["h", "k"], NodeBody("y", "MatMul", ["h", "k"])),
            Function("outer", ["x", "w"], NodeBody("call", "StatefulPartitionedCall", ["x", "w"], Call("f", "inner"))),
            Function("branch", ["w"], NodeBody("y", "Conv2D", ["y", "w"])),
            Function("__backward_inner", ["g", "k"], NodeBody("y", "Conv2DBackpropInput", ["s", "k", "g"])));
        byte[] graph = Graph(
            Const("w", 4, 5), Node("x", "Placeholder", []),
            Node("y", "PartitionedCall", ["x", "w"], Call("f", "outer")), library);
        Assert.Equal("io", RoleOf("w", graph)!.Axes);
        byte[] choice = Graph(
            Const("w", 1, 1, 4, 5), Node("c", "Placeholder", []),
            Node("y", "If", ["c", "w"], Call("then_branch", "branch"), Call("else_branch", "branch")), library);
        Assert.Equal("kkio", RoleOf("w", choice)!.Axes);
        Assert.Equal("io", RoleOf("w", Graph(Const("w", 4, 5), Node("y", "inner", ["x", "w"]), library))!.Axes);
        byte[] gradient = Graph(Const("w", 1, 1, 4, 5), Node("y", "__backward_inner", ["x", "w"]), library);
        Assert.Null(RoleOf("w", gradient));
    }

    [Fact]
    public void Matrices_in_functions_are_listed_with_the_name_of_the_function()
    {
        byte[] graph = Graph(
            Node("x", "Placeholder", []),
            Library(Function(
                "f", ["x"], Const("w", 2, 3)[2..], ConstInts("axis", 0)[2..],
                NodeBody("y", "MatMul", ["x", "w:output:0"]))));
        using var folder = new TempFolder();
        using var checkpoint = Checkpoint.Open(folder.Write("x.pb", graph));
        var tensor = Assert.Single(checkpoint.Tensors);
        Assert.Equal(("f/w", "io"), (tensor.Name, tensor.Role!.Axes));
        Assert.Equal(
            "constants of functions that are not matrices of real numbers: 1 tensor", checkpoint.Metadata["ignored"]);
    }

    [Theory]
    [InlineData("rnn/basic_lstm_cell/kernel", 8, TensorPurpose.Lstm, "i,j,f,o")]
    [InlineData("rnn/lstm_cell_1/kernel", 8, TensorPurpose.Lstm, "i,j,f,o")]
    [InlineData("rnn/lstm_cell/projection/kernel", 8, TensorPurpose.Dense, "")]
    [InlineData("rnn/gru_cell/gates/kernel", 8, TensorPurpose.Gru, "r,u")]
    [InlineData("rnn/gru_cell/candidate/kernel", 8, TensorPurpose.Gru, "")]
    [InlineData("rnn/basic_rnn_cell/kernel", 8, TensorPurpose.Rnn, "")]
    [InlineData("rnn/lstm_cell/kernel", 7, TensorPurpose.Dense, "")]
    public void Cells_of_TensorFlow_1_have_their_gates(string name, long columns, TensorPurpose purpose, string gates)
    {
        var role = RoleOf(name, Graph(Const(name, 3, columns), Node("y", "MatMul", ["x", name])));
        Assert.Equal(
            (purpose, "io", gates), (role!.Purpose, role.Axes, string.Join(',', role.Parts.Select(part => part.Name))));
    }

    [Theory]
    [InlineData("BlockLSTM", 4, "i,c,f,o")]
    [InlineData("BlockLSTMV2", 4, "i,f,c,o")]
    [InlineData("LSTMBlockCell", 3, "i,c,f,o")]
    [InlineData("GRUBlockCell", 2, "r,u")]
    [InlineData("GRUBlockCell", 3, "")]
    public void Fused_cells_have_their_gates(string op, int input, string gates)
    {
        string[] inputs = [.. Enumerable.Repeat("x", input), "w"];
        var role = RoleOf(Const("w", 3, 8), Node("y", op, inputs));
        Assert.Equal(("io", gates), (role!.Axes, string.Join(',', role.Parts.Select(part => part.Name))));
    }

    private static TensorRole? RoleOf(params byte[][] parts) => RoleOf("w", Graph(parts));

    private static TensorRole? RoleOf(string name, byte[] graph)
    {
        using var folder = new TempFolder();
        using var checkpoint = Checkpoint.Open(folder.Write("x.pb", graph));
        return checkpoint.Tensor(name).Role;
    }
}
