using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Analysis;

/// <summary>
/// One meaning of the words in all reports: a tensor is an entry of the file, a layer a matrix in it, a parameter an
/// element of the network.
/// </summary>
public sealed class LedgerTests
{
    [Fact]
    public void Tensors_are_skipped_and_layers_are_left_out()
    {
        using var file = Stack();
        var options = new AnalysisOptions { Selection = new LayerSelection { Layers = ["*expert 1]"], MinEvals = 2 } };
        var model = Analyzer.Analyze(file.Checkpoint, options, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal((1, 2, 3), (model.Summary.Layers, model.Summary.Skipped, model.Summary.LeftOut));
        Assert.Equal(
            ["norm.weight", "odd.weight"],
            model.Skipped.Where(skipped => skipped.Layer is null).Select(skipped => skipped.Name));

        var description = Description.From(file.Checkpoint, options);
        Assert.Equal(3, description.Plan.Decisions.Count);
        Assert.Equal((2, 3), (description.Plan.SkippedTensors.Count, description.Plan.LayersLeftOut.Count));
    }

    [Fact]
    public void Weights_that_are_not_read_are_parameters()
    {
        using var file = Stack();
        Assert.Equal((4 * 6 * 5) + 7 + 9, LayerInventory.CountParameters(file.Checkpoint));
    }

    /// <summary>Text, integers of few bits and complex numbers are none, read or not.</summary>
    [Theory]
    [InlineData("F8_E4M3FNUZ", 16 + 4)]
    [InlineData("F4_E2M1_NEW", 16 + 4)]
    [InlineData("U4", 4)]
    [InlineData("I2", 16 + 4)]
    [InlineData("INT4", 4)]
    [InlineData("C64", 4)]
    [InlineData("BOOL", 4)]
    public void What_counts_depends_on_the_type(string type, long parameters)
    {
        int bytes = type == "C64" ? 128 : 16;
        using var file = new TinyFile("m.safetensors", TinySafeTensors.File(
            ("a.weight", type, [4, 4], new byte[bytes]), ("b.bias", "F32", [4], new byte[16])));
        Assert.Equal(parameters, LayerInventory.CountParameters(file.Checkpoint));
    }

    [Fact]
    public void Matrices_of_a_stack_share_the_bytes_of_their_tensor()
    {
        using var file = Stack();
        var rows = Description.From(file.Checkpoint, new AnalysisOptions()).Tensors;
        Assert.Equal([120, 120, 120, 120], rows.Take(4).Select(row => (long)row.StoredByteCount!.Value));
        Assert.Equal(
            file.Checkpoint.Tensors.Concat(file.Checkpoint.Unread).Sum(tensor => (long)tensor.StoredByteCount),
            rows.Sum(row => (long)row.StoredByteCount!.Value));
    }

    [Fact]
    public void A_type_that_is_not_read_says_so_with_its_bytes_and_the_next_step()
    {
        using var file = Stack();
        var row = Description.From(file.Checkpoint, new AnalysisOptions()).Tensors[^1];
        Assert.Equal(("F8_FUTURE", 9L), (row.Tensor.Encoding, (long)row.StoredByteCount!.Value));
        Assert.Equal(
            "elements of F8_FUTURE are not supported; save the tensor as F32, F16 or BF16", row.Skipped!.Explanation);
    }

    [Theory]
    [InlineData("training_state/optimizer.pt", "state.0.exp_avg", "F32", 18_432)]
    [InlineData("refused/one_unknown_dtype.safetensors", "fc3.weight", "F8_E4M3FNUZ", 400)]
    public void Cases_have_types_and_bytes(string file, string name, string type, long bytes)
    {
        using var checkpoint = Checkpoint.Open(SharedData.Path($"cases/{file}"));
        var row = Description.From(checkpoint, new AnalysisOptions()).Tensors.Single(row => row.Tensor.Name == name);
        Assert.Equal((type, bytes), (row.Tensor.Encoding, (long)row.StoredByteCount!.Value));
    }

    /// <summary>Four experts of 6 × 5, a norm of 7, and nine elements of a type that is not read.</summary>
    private static TinyFile Stack() => new("m.safetensors", TinySafeTensors.File(
        ("mlp.experts.weight", "F32", [4, 6, 5], TinySafeTensors.Bytes([.. Enumerable.Range(0, 120).Select(Number)])),
        ("norm.weight", "F32", [7], new byte[28]),
        ("odd.weight", "F8_FUTURE", [3, 3], new byte[9])));

    private static float Number(int k) => MathF.Sin(k * k);
}
