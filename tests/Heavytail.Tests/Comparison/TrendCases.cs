using Heavytail.Tabular;

namespace Heavytail.Tests.Comparison;

/// <summary>Trends of tables that are written in the test.</summary>
internal static class TrendCases
{
    public static TrendAnalysis Analyze(string csv, TrendOptions? options = null)
    {
        options ??= new TrendOptions();
        return TrendAnalysis.Analyze(Read(csv, options), options);
    }

    public static TrendData Read(string csv, TrendOptions? options = null) =>
        TrendReader.Read(Table.ReadCsv(new StringReader(csv), "models.csv"), options ?? new TrendOptions());

    public static FamilyTrend Family(this TrendAnalysis analysis, string name) =>
        analysis.Families.First(family => family.Family == name);
}
