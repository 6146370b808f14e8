using Xunit;

namespace Heavytail.Tests.Reports;

/// <summary>The one sentence of a verdict follows from its counts.</summary>
public sealed class VerdictSentencesTests
{
    [Theory]
    [InlineData(5, 0, 0, 0, 0, 5, 0, "looks untrained: 5 of 5 spectra could be those of random weights")]
    [InlineData(20, 3, 0, 0, 17, 0, 20, "trained, but alpha does not say how well: 17 of 20 layers are too uncertain")]
    [InlineData(3, 2, 0, 0, 0, 1, 2, "trained well, as far as alpha says: 2 of 3 layers are inside, none outside")]
    [InlineData(3, 1, 0, 0, 1, 1, 2, "trained, but alpha does not say how well: 1 of 3 layers is too uncertain")]
    [InlineData(8, 2, 0, 0, 1, 5, 3, "perhaps trained in part: 5 of 8 layers are random-like")]
    [InlineData(9, 6, 1, 0, 2, 0, 9, "trained, but 1 of 9 layers is outside")]
    [InlineData(9, 6, 1, 1, 1, 0, 9, "trained, but 2 of 9 layers are outside")]
    [InlineData(
        4, 0, 0, 0, 4, 0, 0, "perhaps trained, but alpha does not say how well: 4 of 4 layers are too uncertain")]
    [InlineData(1, 0, 0, 0, 1, 0, 1, "trained, but alpha does not say how well: its layer is too uncertain")]
    [InlineData(2, 0, 0, 0, 0, 0, 2, "trained, but no layer has an alpha that says how well")]
    public void In_short(
        int rows, int inside, int over, int under, int uncertain, int random, int beyond, string expected)
    {
        var verdict = new ModelVerdict
        {
            Rows = rows,
            Inside = inside,
            OverTrained = over,
            UnderTrained = under,
            Uncertain = uncertain,
            RandomLike = random,
            WithoutAlpha = rows - inside - over - under - uncertain - random,
            LookingRandom = random,
            RandomRows = [],
            BeyondNoise = beyond,
            Worst = [],
        };
        Assert.Equal(expected, VerdictSentences.InShort(verdict));
        Assert.StartsWith(
            rows == 1 ? "damaged: its layer has weights" : $"damaged: 1 of {rows} layers has weights",
            VerdictSentences.InShort(verdict with { Failed = 1 }),
            StringComparison.Ordinal);
    }
}
