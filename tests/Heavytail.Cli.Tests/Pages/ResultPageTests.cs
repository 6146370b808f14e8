using Heavytail.Cli.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests.Pages;

/// <summary>The pages of <c>trend</c> and <c>rank</c>, and reports in a folder, in a browser.</summary>
public sealed class ResultPageTests(PageFixture pages) : IClassFixture<PageFixture>
{
    private Browser Browser
    {
        get
        {
            Assert.SkipUnless(pages.Browser.Missing is null, pages.Browser.Missing ?? "");
            return pages.Browser;
        }
    }

    [Fact]
    public void A_trend_has_a_point_a_model_and_a_line_a_family()
    {
        Browser.Open(pages.Write("trend.html", "trend", "--corpus", "nature2021"));
        Browser.Wait("document.querySelector('[data-kind=trend-alpha_weighted]').dataset.drawn");
        var counts = Browser.Json("""
            (() => {
              const traces = document.querySelector('[data-kind=trend-alpha_weighted]').data;
              const points = traces.filter(t => t.mode === 'markers');
              return [points.reduce((n, t) => n + t.x.length, 0), points.length,
                traces.filter(t => t.mode === 'lines' && !t.fill).length];
            })()
            """);
        Assert.Equal([36, 4, 4], counts.EnumerateArray().Select(value => value.GetInt32()));
        Assert.Empty(Browser.Complaints());
        Assert.Single(Browser.Requests());
        Assert.Empty(Accessibility.Violations(Browser));
    }

    [Fact]
    public void A_ranking_shows_places_and_its_table_sorts()
    {
        Browser.Open(pages.Write("rank.html", "rank", "samples/fashion-mnist"));
        Browser.Wait("document.querySelector('[data-kind=rank-places]').dataset.drawn");
        Browser.Find("[data-column=alpha]").Click();
        var alphas = Browser.Json("""
            (() => {
              const at = [...document.querySelectorAll('th')].findIndex(head => head.textContent.startsWith('alpha ') );
              return [...document.querySelectorAll('tbody tr')].map(row => Number(row.children[at].textContent));
            })()
            """).EnumerateArray().Select(value => value.GetDouble()).ToArray();
        Assert.Equal(9, alphas.Length);
        Assert.Equal(alphas.Order(), alphas);
        Assert.Empty(Browser.Complaints());
        Assert.Empty(Accessibility.Violations(Browser));
        Browser.SetWidth(390);
        Browser.Wait("document.documentElement.scrollWidth <= 390");
    }

    [Fact]
    public void A_comparison_shows_alphas_distances_and_likeness_layer_by_layer()
    {
        Browser.Open(pages.Write(
            "compare.html", "compare", "samples/fashion-mnist/batch-0016.safetensors",
            "samples/fashion-mnist/batch-1024.safetensors"));
        Assert.Equal("What changed from batch-0016 to batch-1024?", Browser.Find("h1").Text);
        foreach (string kind in new[] { "alpha-difference", "drift", "likeness" })
        {
            Browser.Driver.ExecuteScript($"document.querySelector('[data-kind={kind}]').scrollIntoView()");
            Browser.Wait($"document.querySelector('[data-kind={kind}]').dataset.drawn");
        }

        // No alpha of the samples is beyond both intervals: none is marked.
        var counts = Browser.Json("""
            ['alpha-difference', 'drift', 'likeness'].map(kind => document.querySelector(`[data-kind=${kind}]`).data
              .filter(t => t.mode === 'markers').map(t => t.x.length))
            """);
        Assert.Equal("[[5],[5,5],[5,5,5]]", counts.GetRawText());
        Browser.Find("[data-column=drift]").Click();
        Assert.Equal("conv1", Browser.Find("tbody td").Text);
        Assert.Empty(Browser.Complaints());
        Assert.Empty(Accessibility.Violations(Browser));
    }

    [Fact]
    public void A_page_that_cannot_be_written_costs_neither_the_others_nor_the_rest()
    {
        using var folder = new TempFolder();
        string report = folder.File("report");
        Directory.CreateDirectory(Path.Combine(report, "layers", "1-0002.html"));
        string json = folder.File("r.json");
        var result = Tool.Run(
            "report", "samples/fashion-mnist/batch-0016.safetensors", "--report-dir", report, "-o", json, "-q");
        Assert.Equal(2, result.ExitCode);
        Assert.True(File.Exists(json));
        Assert.True(File.Exists(Path.Combine(report, "index.html")));
        Assert.Equal(4, Directory.GetFiles(Path.Combine(report, "layers")).Length);
    }

    /// <summary>An old index would name the layers of one model and lead to those of another.</summary>
    [Fact]
    public void A_report_in_a_folder_takes_the_place_of_the_one_before()
    {
        using var folder = new TempFolder();
        string report = folder.File("report");
        string[] sample = ["report", "samples/fashion-mnist/batch-0016.safetensors", "--report-dir", report, "-q"];
        Assert.Equal(0, Tool.Run(sample).ExitCode);
        string layers = Path.Combine(report, "layers");
        File.Copy(Path.Combine(layers, "1-0005.html"), Path.Combine(layers, "1-0099.html"));
        File.WriteAllText(Path.Combine(layers, "notes.txt"), "mine");
        Assert.Equal(0, Tool.Run([.. sample, "--layers", "fc1"]).ExitCode);
        Assert.Equal(
            ["1-0001.html", "notes.txt"], Directory.GetFiles(layers).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void A_site_of_somebody_is_no_folder_for_a_report()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder.File("index.html"), "<p>mine");
        string path = Path.GetDirectoryName(folder.File("index.html"))!;
        var result = Tool.Run("report", "samples/fashion-mnist/batch-0016.safetensors", "--report-dir", path);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("would overwrite `index.html`, which is not a report", result.Error, StringComparison.Ordinal);
        Assert.Equal("", result.Output);
        Assert.Equal(["index.html"], Directory.GetFileSystemEntries(path).Select(Path.GetFileName));
        Assert.Equal("<p>mine", File.ReadAllText(folder.File("index.html")));
    }

    [Fact]
    public void A_file_is_no_folder_for_a_report()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder.File("report"), "mine");
        var result = Tool.Run(
            "report", "samples/fashion-mnist/batch-0016.safetensors", "--report-dir", folder.File("report"));
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("it is a file", result.Error, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(folder.File("report")));
    }

    [Fact]
    public void A_report_in_a_folder_has_a_page_for_each_layer()
    {
        using var folder = new TempFolder();
        string report = folder.File("report");
        var result = Tool.Run(
            "report", "samples/fashion-mnist/batch-0016.safetensors", "--report-dir", report, "-q");
        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Equal(5, Directory.GetFiles(Path.Combine(report, "layers")).Length);
        Browser.Open(Path.Combine(report, "index.html"), "#l=3");
        Browser.Driver.ExecuteScript("document.querySelector('#layer a').click()");
        Browser.Wait("document.documentElement.dataset.ready === 'true'");
        Browser.Wait("document.querySelector('h1').textContent === 'fc2'");
        Assert.Contains("alpha", Browser.Find("#main ul").Text, StringComparison.Ordinal);
        Assert.True(Browser.Is("document.querySelectorAll('#main nav a').length === 3")); // all, before, after
        Browser.Wait("document.querySelector('[data-kind=esd]').dataset.drawn");
        Assert.Empty(Browser.Complaints());
        string own = new Uri(report).AbsoluteUri;
        Assert.All(Browser.Requests(), url => Assert.StartsWith(own, url, StringComparison.Ordinal));
        Assert.Empty(Accessibility.Violations(Browser));
    }
}
