using System.Globalization;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Comparison;

/// <summary>
/// 400 tables of noise, planted trends, families, ties, outliers and Simpson's paradox: every figure and every claim is
/// that of an implementation in Python, and noise gets a claim as rarely as the level says.
/// </summary>
public sealed class GeneratedTableTests
{
    public static TheoryData<string> Kinds => [.. GeneratedTable.All.Select(table => table.Kind).Distinct()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Claims_are_those_of_the_other_implementation(string kind)
    {
        foreach (var table in Of(kind))
        {
            string[] found = TrendClaims.Of(table.Analyze());
            Assert.True(
                table.Claims.Order(StringComparer.Ordinal).SequenceEqual(found.Order(StringComparer.Ordinal)),
                $"{kind} {table.Seed}: expected {string.Join(' ', table.Claims)}, found {string.Join(' ', found)}");
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Figures_over_families_are_those_of_the_other_implementation(string kind)
    {
        foreach (var table in Of(kind).Where(table => table.Pooled is not null))
        {
            var trend = table.Analyze().Pooled[0];
            string which = $"{kind} {table.Seed}";
            Close.Assert(table.Pooled![0], trend.Pooled.Pairs!.Coefficient, 1e-12, which);
            Close.Assert(table.Pooled[1], trend.Pooled.Pairs.PValue, 1e-9, which);
            Close.Assert(table.Within![0], trend.Within.Pairs!.Coefficient, 1e-12, which);
            Close.Assert(table.Within[1], trend.Within.Pairs.PValue, 1e-9, which);
            Close.Assert(table.LeaveOneOut!.Value, trend.Within.Fit!.LeaveOneOutRSquared!.Value, 1e-8, which);
        }
    }

    [Fact]
    public void Noise_gets_a_claim_as_rarely_as_the_level_says()
    {
        var noise = GeneratedTable.All.Where(table => table.IsNoise).ToArray();
        int claimed = noise.Count(table => TrendClaims.Of(table.Analyze()).Length > 0);
        double share = (double)claimed / noise.Length;
        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{claimed} of {noise.Length} noise tables have a claim: {share:P1}, level {PooledTrend.Significance:P0}"));
        Assert.Equal(240, noise.Length);
        Assert.InRange(share, 0, PooledTrend.Significance);
    }

    [Fact]
    public void Planted_trends_are_found()
    {
        Assert.InRange(Share("planted", claim => claim.EndsWith('-')), 0.6, 1);
        Assert.InRange(Share("outlier", claim => claim.EndsWith('!')), 0.5, 1);
        Assert.InRange(Share("simpson", claim => claim == "alpha_weighted:simpson"), 0.4, 1);

        double Share(string kind, Func<string, bool> isIt) =>
            Of(kind).Average(table => TrendClaims.Of(table.Analyze()).Any(isIt) ? 1.0 : 0);
    }

    private static IEnumerable<GeneratedTable> Of(string kind) => GeneratedTable.All.Where(table => table.Kind == kind);
}
