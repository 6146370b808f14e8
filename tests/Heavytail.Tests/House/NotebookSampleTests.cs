using System.Text.Json.Nodes;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.House;

/// <summary>The notebook of samples/notebook runs, and shows what it has stored.</summary>
public sealed class NotebookSampleTests
{
    private const string Path = "samples/notebook/heavytail.ipynb";

    [Fact]
    public async Task Every_cell_runs_and_shows_the_stored_output()
    {
        string samples = Repository.Path("samples").Replace('\\', '/');
        string run = await new Notebook(File.ReadAllText(Repository.Path(Path))).RunAsync(
            code => code.Replace("\"../fashion-mnist/", $"\"{samples}/fashion-mnist/", StringComparison.Ordinal),
            TestContext.Current.CancellationToken);
        Golden.Verify(run, Path);
    }

    [Fact]
    public async Task A_cell_that_does_not_compile_or_throws_fails()
    {
        await Assert.ThrowsAnyAsync<Exception>(() => Run("Heavytail.Analyzer.Analyse();"));
        await Assert.ThrowsAnyAsync<Exception>(() => Run("Heavytail.PowerLaw.Fit(null);"));
        await Assert.ThrowsAnyAsync<Exception>(() => Run("display(new object());"));
    }

    private static Task<string> Run(string code)
    {
        var cell = new JsonObject { ["cell_type"] = "code", ["source"] = new JsonArray(code) };
        string notebook = new JsonObject { ["cells"] = new JsonArray(cell) }.ToJsonString();
        return new Notebook(notebook).RunAsync(same => same, TestContext.Current.CancellationToken);
    }
}
