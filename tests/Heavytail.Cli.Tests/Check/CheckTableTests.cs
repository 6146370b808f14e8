using Heavytail.Cli.Commands.Check;
using Heavytail.Cli.Output;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests.Check;

/// <summary>The findings of a check in a window, which is lower than a model of many layers is long.</summary>
public sealed class CheckTableTests
{
    [Fact]
    public void A_window_shows_the_worst_findings_and_counts_the_others()
    {
        var document = Document();
        int count = document.Result.Findings.Count;
        Assert.True(count > 2);
        string[] lines = Write(document, 2).Split('\n');
        Assert.Contains($" … and {count - 2} more; `-f json` has all", lines);
        Assert.Equal(2, lines.Count(line => line.StartsWith(" error ", StringComparison.Ordinal)
            || line.StartsWith(" warning ", StringComparison.Ordinal)));
        Assert.DoesNotContain("more;", Write(document, count), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_has_all_findings()
    {
        using var text = new StringWriter();
        CheckTable.Write(Document(), Terminal.ForResults(text, "never", text));
        Assert.DoesNotContain("more;", text.ToString(), StringComparison.Ordinal);
    }

    private static string Write(CheckDocument document, int most)
    {
        using var text = new StringWriter();
        CheckTable.Write(document, Terminal.ForResults(text, "never", text), most);
        return text.ToString();
    }

    private static CheckDocument Document()
    {
        using var checkpoint = Checkpoint.Open(
            Repository.Path("samples/fashion-mnist/batch-0016.safetensors"));
        var model = Analyzer.Analyze(
            checkpoint, new AnalysisOptions(), cancellation: TestContext.Current.CancellationToken);
        return new CheckDocument(Gate.Check([model], GatePolicy.Default.WithoutBaseline()), []);
    }
}
