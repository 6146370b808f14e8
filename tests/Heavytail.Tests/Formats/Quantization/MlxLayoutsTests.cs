using Xunit;

namespace Heavytail.Tests.Formats.Quantization;

/// <summary>MLX' weights without a configuration: the shapes give only bits times group size.</summary>
public sealed class MlxLayoutsTests
{
    private const int Rows = 48;
    private const int Inputs = 256;

    public static TheoryData<int, int> All => new MatrixTheoryData<int, int>([2, 3, 4, 5, 6, 8], [32, 64, 128]);

    /// <summary>The layout whose inputs are as many as a norm has elements.</summary>
    [Theory]
    [MemberData(nameof(All))]
    public void A_norm_decides(int bits, int group)
    {
        using var model = new PackedModel(Packed("a", bits, group)
            .Add("norm.weight", "F16", [Inputs], TinyPacked.Scales(Inputs)));
        Check(model, bits, group, IsAmbiguous(bits * group) ? "`norm.weight` has 256 elements" : null);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Nothing_decides(int bits, int group)
    {
        using var model = new PackedModel(Packed("a", bits, group));
        if (IsAmbiguous(bits * group))
        {
            Assert.Contains("`config.json`", Weight(model).Unread, StringComparison.Ordinal);
            Assert.Contains($"{bits} bits in groups of {group}", Weight(model).Unread, StringComparison.Ordinal);
        }
        else
        {
            Check(model, bits, group, null);
        }
    }

    /// <summary>Codes of normal weights: half a code is distributed otherwise than its other half.</summary>
    [Theory]
    [MemberData(nameof(All))]
    public void The_codes_decide(int bits, int group)
    {
        using var model = new PackedModel(Packed("a", bits, group, normal: true));
        Check(model, bits, group, IsAmbiguous(bits * group) ? "the distribution of the codes says so" : null);
    }

    /// <summary>
    /// Two layers whose outputs are as many as a wrong layout would have inputs prove nothing: no norm has that width.
    /// </summary>
    [Fact]
    public void Outputs_alone_do_not_decide()
    {
        using var model = new PackedModel(Packed("a", 4, 64, rows: 2 * Inputs)
            .AddAs("b", Packed("a", 4, 64, rows: 2 * Inputs)));
        Assert.Contains("`config.json`", Weight(model).Unread, StringComparison.Ordinal);
    }

    /// <summary>What one weight shows holds for the others that are packed alike.</summary>
    [Fact]
    public void A_model_decides_as_a_whole()
    {
        using var model = new PackedModel(Packed("a", 4, 32, rows: 2 * Inputs)
            .AddAs("b", Packed("a", 4, 32, rows: Inputs, inputs: 2 * Inputs))
            .Add("norm.weight", "F16", [Inputs], TinyPacked.Scales(Inputs))
            .Add("head_norm.weight", "F16", [64], TinyPacked.Scales(64)));
        Check(model, 4, 32, "`norm.weight` has 256 elements", 2 * Inputs);
        Assert.Equal(
            new TensorShape(Inputs, 2 * Inputs),
            model.Checkpoint.Tensors.Single(tensor => tensor.Name == "b.weight").Shape);
    }

    /// <summary>Half a configuration is enough.</summary>
    [Theory]
    [InlineData("\"bits\": 8")]
    [InlineData("\"group_size\": 32")]
    public void Half_a_configuration(string said)
    {
        using var model = new PackedModel(Packed("a", 8, 32), $$$"""{"quantization": {{{{said}}}}}""");
        Check(model, 8, 32, null);
    }

    private static bool IsAmbiguous(int product) => product is 128 or 192 or 256 or 384 or 512;

    private static TensorInfo Weight(PackedModel model) =>
        model.Checkpoint.Tensors.Single(tensor => tensor.Name == "a.weight");

    private static void Check(PackedModel model, int bits, int group, string? evidence, int rows = Rows)
    {
        var weight = Weight(model);
        Assert.Null(weight.Unread);
        Assert.Equal($"MLX {bits} bit, groups of {group}", weight.Encoding);
        Assert.Equal(new TensorShape(rows, Inputs), weight.Shape);
        string why = LayerInventory.From(model.Checkpoint, new AnalysisOptions()).Decisions[weight.Index].Why;
        Assert.EndsWith(
            evidence is null ? "two dimensions, [out, in]" : $"{bits} bits in groups of {group}: {evidence}",
            why,
            StringComparison.Ordinal);
    }

    private static TinyPacked Packed(
        string name, int bits, int group, bool normal = false, int rows = Rows, int inputs = Inputs)
    {
        int[] codes = normal ? Normal(rows * inputs, bits) : TinyPacked.Codes(rows * inputs, 1 << bits);
        uint[] words = [.. codes.Chunk(inputs).SelectMany(row => TinyPacked.Words(row, bits))];
        int groups = inputs / group;
        return new TinyPacked()
            .Add($"{name}.weight", "U32", [rows, words.Length / rows], words)
            .Add($"{name}.scales", "F16", [rows, groups], TinyPacked.Scales(rows * groups))
            .Add($"{name}.biases", "F16", [rows, groups], TinyPacked.Scales(rows * groups, seed: 3));
    }

    /// <summary>Normal weights of which the range of codes is five deviations.</summary>
    private static int[] Normal(int count, int bits)
    {
        var random = new Random(bits);
        int most = (1 << bits) - 1;
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            double normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()))
                * Math.Cos(2 * Math.PI * random.NextDouble());
            return (int)Math.Clamp(Math.Round(most * (0.5 + (normal / 5))), 0, most);
        })];
    }
}
