using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Analysis;

/// <summary>Fixed tables of positions are known by their elements, whatever they are called.</summary>
public sealed class SinusoidTablesTests
{
    private const int Columns = 32;

    [Theory]
    [InlineData("side by side", 0, false)]
    [InlineData("side by side", 1, false)]
    [InlineData("halves", 0, false)]
    [InlineData("halves", 0, true)]
    [InlineData("square", 0, false)]
    public void A_table_of_sines_and_cosines_is_a_buffer(string layout, int first, bool cosineFirst)
    {
        var table = Table(layout, 81, first, cosineFirst);

        var skipped = Assert.Single(Find(table).Skipped);

        Assert.Equal(SkipReason.Buffer, skipped.Reason);
        Assert.Contains("sines and cosines", skipped.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void A_class_token_and_padding_are_rows_of_zeros()
    {
        Assert.Single(Find([.. new float[Columns], .. Table("square", 81)]).Skipped);
        float[] padded = Table("halves", 81);
        padded.AsSpan(Columns, Columns).Clear();
        Assert.Single(Find(padded).Skipped);
    }

    [Fact]
    public void What_training_changed_is_an_embedding()
    {
        var table = Table("halves", 81);
        table[(40 * Columns) + 3] += 1e-3f;
        Assert.Single(Find(table).Layers);

        var random = new Random(7);
        Assert.Single(Find([.. table.Select(_ => random.NextSingle() - 0.5f)]).Layers);
        Assert.Single(Find(new float[81 * Columns]).Layers);
    }

    [Fact]
    public void Headers_do_not_show_it()
    {
        using var checkpoint = Open(Table("halves", 81));
        Assert.Single(LayerInventory.From(checkpoint, new AnalysisOptions()).Layers);
        Assert.Empty(LayerInventory.FromElements(checkpoint, new AnalysisOptions()).Layers);
    }

    /// <summary>What rounding of the argument allows a wave of amplitude 1 is more than small weights are.</summary>
    [Theory]
    [InlineData(1e-5f)]
    [InlineData(1e-7f)]
    [InlineData(1e-12f)]
    [InlineData(1e-30f)]
    public void Small_weights_are_no_waves(float scale)
    {
        float[] noise = Array.ConvertAll(SplitMix.Normals(3, 81 * Columns), value => (float)value * scale);
        Assert.Single(Find(noise).Layers);
    }

    private static LayerInventory Find(float[] values)
    {
        using var checkpoint = Open(values);
        return LayerInventory.FromElements(checkpoint, new AnalysisOptions());
    }

    private static Checkpoint Open(float[] values) => Checkpoint.FromTensors(
        "m", [new NamedTensor("table.weight", new TensorShape(values.Length / Columns, Columns), values)]);

    private static float[] Table(string layout, int rows, int first = 0, bool cosineFirst = false)
    {
        var table = new float[rows * Columns];
        int half = layout == "square" ? Columns / 4 : Columns / 2;
        for (int row = 0; row < rows; row++)
        {
            for (int k = 0; k < Columns / 2; k++)
            {
                int position = first + (layout != "square" ? row : k < half ? row % 9 : row / 9);
                double phase = position * Math.Pow(10000, -(double)(k % half) / half);
                int start = k < half ? k : half + k;
                (int a, int b) = layout == "side by side" ? (2 * k, (2 * k) + 1) : (start, start + half);
                (int sine, int cosine) = cosineFirst ? (b, a) : (a, b);
                table[(row * Columns) + sine] = (float)Math.Sin(phase);
                table[(row * Columns) + cosine] = (float)Math.Cos(phase);
            }
        }

        return table;
    }
}
