using System.Globalization;
using System.Text;
using Heavytail.Tests.Formats.Gguf;
using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using MathNet.Numerics.Statistics;
using Xunit;

namespace Heavytail.Tests.Analysis;

/// <summary>
/// What quantisation does to α: a real model and a matrix like a trained one, written in each type of GGUF, beside the
/// numbers they were made of. Simple quantisers (the largest number sets the scale): real ones search, and move α less.
/// </summary>
public sealed class QuantizedAlphaTests
{
    private const string GoldenFolder = "tests/Heavytail.Tests/Golden";
    private const int SyntheticRows = 512;
    private const int SyntheticColumns = 768;

    /// <summary>Those of rows of 64. Rows of 172 (<c>ffn_down</c>) no type can have: these stay as they are.</summary>
    private static readonly string[] s_smallTypes =
        ["Q8_0", "Q5_1", "Q5_0", "Q4_1", "Q4_0", "IQ4_NL", "NVFP4", "MXFP4", "Q2_0"];

    private static readonly string[] s_allTypes =
    [
        "Q8_K", "Q8_0", "Q6_K", "Q5_K", "Q5_1", "Q5_0", "Q4_K", "Q4_1", "Q4_0", "IQ4_XS", "IQ4_NL", "NVFP4", "MXFP4",
        "Q3_K", "Q2_K", "Q2_0", "TQ2_0", "TQ1_0",
    ];

    [Fact]
    public void Stories260K_in_every_type_that_its_rows_allow()
    {
        using var original = Checkpoint.Open(SharedData.Path("models/stories260K/stories260K.npz"));
        var matrices = original.Tensors.Select(tensor => (
            Name: GgufName(tensor.Name), Shape: tensor.Shape.Dimensions.ToArray(),
            Numbers: (float[])[.. original.Read(tensor).Select(number => (float)number)])).ToArray();
        Verify("QuantizedStories260K.verified.md", "stories260K", matrices, s_smallTypes);
    }

    [Fact]
    public void A_heavy_tailed_matrix_in_every_type()
    {
        var generator = new SplitMix(2024);
        double[] values = new double[SyntheticRows];
        for (int k = 0; k < values.Length; k++)
        {
            // λ = s² has a tail of density λ^−3.
            double value = Math.Round(300 * Math.Pow(1 - generator.NextUniform(), -0.25));
            values[k] = Math.Min(HiddenSpectrum.LargestSingularValue, value);
        }

        var matrix = HiddenSpectrum.Rectangular(7, values, SyntheticRows, SyntheticColumns);
        float[] numbers = [.. matrix.Data.Select(number => (float)(number / 256))];
        Verify(
            "QuantizedHeavyTail.verified.md", "heavy tail",
            [("blk.0.ffn_down.weight", [SyntheticRows, SyntheticColumns], numbers)], s_allTypes);
    }

    /// <summary>Wide and tall, and stacked: blocks are decoded here and there, from several threads.</summary>
    [Theory]
    [InlineData("blk.0.ffn_up.weight", "20x3072")]
    [InlineData("blk.0.ffn_up.weight", "3072x32")]
    [InlineData("token_embd.weight", "300x64")]
    [InlineData("blk.0.ffn_up_exps.weight", "3x64x96")]
    public void Blocks_give_the_metrics_of_their_numbers(string name, string sides)
    {
        long[] shape = [.. sides.Split('x').Select(long.Parse)];
        var formula = BlockFormulas.Named("Q5_0");
        float[] numbers = [.. SplitMix.Normals(11, (int)shape.Aggregate((a, b) => a * b)).Select(
            number => (float)number)];
        byte[] blocks = formula.Quantize(numbers);
        using var folder = new TempFolder();
        using var quantized = Checkpoint.Open(
            folder.Write("q.gguf", new TinyGguf().Tensor(name, formula.Number, shape, blocks).ToArray()));
        using var plain = Checkpoint.Open(
            folder.Write("f.gguf", new TinyGguf().Floats(name, shape, formula.Decode(blocks)).ToArray()));

        var expected = Analyzer.Analyze(plain, cancellation: TestContext.Current.CancellationToken).Layers;
        var actual = Analyzer.Analyze(quantized, cancellation: TestContext.Current.CancellationToken).Layers;
        Assert.NotEmpty(expected);
        Assert.Equal(expected.Select(layer => layer.Metrics), actual.Select(layer => layer.Metrics));
    }

    /// <summary>
    /// Writes the matrices in each type, holds what is read against the definition, and the α against the file.
    /// </summary>
    private static void Verify(
        string golden, string title, (string Name, long[] Shape, float[] Numbers)[] matrices, string[] types)
    {
        List<Dictionary<string, double?>> columns =
            [Alphas(matrices, null), .. types.Select(type => Alphas(matrices, BlockFormulas.Named(type)))];

        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# α of {title} by type\n\n");
        AppendRow(text, "layer", ["F32", .. types]);
        text.Append("|---|").Insert(text.Length, "---:|", columns.Count).Append('\n');
        foreach (string layer in columns[0].Keys)
        {
            AppendRow(text, layer, columns.Select(column => Show(column[layer])));
        }

        AppendRow(text, "mean of abs(Δα)", columns.Select(column => Show(Shifts(columns[0], column).Average())));
        AppendRow(text, "median of abs(Δα)", columns.Select(column => Show(Shifts(columns[0], column).Median())));
        Golden.Verify(text.ToString(), $"{GoldenFolder}/{golden}");
    }

    private static void AppendRow(StringBuilder text, string first, IEnumerable<string> cells) =>
        text.Append(CultureInfo.InvariantCulture, $"| {first} | {string.Join(" | ", cells)} |\n");

    private static Dictionary<string, double?> Alphas(
        (string Name, long[] Shape, float[] Numbers)[] matrices, BlockFormula? formula)
    {
        var file = new TinyGguf().Text("general.architecture", "llama");
        var expected = new Dictionary<string, float[]>();
        foreach (var (name, shape, numbers) in matrices)
        {
            if (formula is null || shape[^1] % formula.Elements != 0)
            {
                file.Tensor(name, 0, shape, TinySafeTensors.Bytes(numbers));
                expected.Add(name, numbers);
            }
            else
            {
                byte[] blocks = formula.Quantize(numbers);
                file.Tensor(name, formula.Number, shape, blocks);
                expected.Add(name, formula.Decode(blocks));
            }
        }

        using var folder = new TempFolder();
        using var checkpoint = Checkpoint.Open(folder.Write("model.gguf", file.ToArray()));
        foreach (var tensor in checkpoint.Tensors)
        {
            bool isEqual = checkpoint.Read(tensor).SequenceEqual(
                expected[tensor.Name].Select(number => (double)number));
            Assert.True(isEqual, $"{tensor.Name} as {tensor.Encoding}");
        }

        var analysis = Analyzer.Analyze(checkpoint, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(matrices.Length, analysis.Layers.Count);
        return analysis.Layers.ToDictionary(layer => layer.Name, layer => layer.Metrics["alpha"]);
    }

    private static double[] Shifts(Dictionary<string, double?> from, Dictionary<string, double?> to) =>
        [.. from.Select(layer => Math.Abs(layer.Value!.Value - to[layer.Key]!.Value))];

    private static string Show(double? number) => number!.Value.ToString("F3", CultureInfo.InvariantCulture);

    /// <summary>As llama.cpp names the tensors of a Llama.</summary>
    private static string GgufName(string name) => name
        .Replace("tok_embeddings", "token_embd", StringComparison.Ordinal)
        .Replace("layers.", "blk.", StringComparison.Ordinal)
        .Replace("attention.wo", "attn_output", StringComparison.Ordinal)
        .Replace("attention.w", "attn_", StringComparison.Ordinal)
        .Replace("feed_forward.w1", "ffn_gate", StringComparison.Ordinal)
        .Replace("feed_forward.w2", "ffn_down", StringComparison.Ordinal)
        .Replace("feed_forward.w3", "ffn_up", StringComparison.Ordinal);
}
