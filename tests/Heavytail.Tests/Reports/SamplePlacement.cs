using Heavytail.Tabular;

namespace Heavytail.Tests.Reports;

/// <summary>A sample model among made-up others.</summary>
internal static class SamplePlacement
{
    private const string Others =
        """
        family,model,alpha,log_norm,error
        A,a1,2,21,10
        A,a2,5.875,22,11
        A,a3,9,,12
        A,a4,inf,-1,13
        B,b1,1,1,14
        """;

    public static AnalysisDocument Report(string? family = "A") =>
        new([SampleReports.Report.Models[0]], []) { Among = Among(family) };

    /// <summary>Those of a family; null for all.</summary>
    public static CorpusFamily Among(string? family, string convention = "weightwatcher") => new(
        new Corpus("sdm2020", "made up", "nowhere", convention, "none", 5, 2), // FamilyNames() reads the real one
        family,
        Table.ReadCsv(new StringReader(Others), "others.csv"));
}
