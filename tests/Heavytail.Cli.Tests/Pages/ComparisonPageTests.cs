using Heavytail.Cli.Tests.Support;
using OpenQA.Selenium;
using Xunit;

namespace Heavytail.Cli.Tests.Pages;

/// <summary>A report of several models in a browser.</summary>
public sealed class ComparisonPageTests(PageFixture pages) : IClassFixture<PageFixture>
{
    private const string Sample = "samples/fashion-mnist/batch-0016.safetensors";
    private const string Other = "samples/fashion-mnist/batch-1024.safetensors";

    private Browser Browser
    {
        get
        {
            Assert.SkipUnless(pages.Browser.Missing is null, pages.Browser.Missing ?? "");
            return pages.Browser;
        }
    }

    [Fact]
    public void Two_models_stand_side_by_side()
    {
        Browser.Open(pages.Write("two.html", "report", Sample, Other));
        Assert.Equal("2 models", Browser.Find("h1").Text);
        Assert.Equal("2 models – heavytail report", Browser.Driver.Title);
        Assert.Equal(2, Browser.Driver.FindElements(By.CssSelector("[role=tab]")).Count);
        Assert.Contains("Of 5 shared layers", Browser.Find("#against").Text, StringComparison.Ordinal);
        Browser.Find("[role=tab][aria-selected=false]").Click();
        Assert.StartsWith("batch-1024", Browser.Find("h2.model").Text, StringComparison.Ordinal);
        Assert.Contains("Of 5 shared layers", Browser.Find("#against").Text, StringComparison.Ordinal);
        Browser.Driver.ExecuteScript("document.querySelector('[data-kind=alpha-difference]').scrollIntoView()");
        Browser.Wait("document.querySelector('[data-kind=alpha-difference]').dataset.drawn");
        Assert.Empty(Browser.Complaints());
        Assert.Empty(Accessibility.Violations(Browser));
    }

    [Fact]
    public void As_opened_it_says_what_changed_and_how_sure_that_is()
    {
        Browser.Open(pages.Write("two.html", "report", Sample, Other));
        Assert.Contains(
            "2 labels changed: 2 uncertain became inside.", Browser.Find("#against").Text, StringComparison.Ordinal);
        Browser.Driver.ExecuteScript("document.querySelector('[data-kind=alpha-difference]').scrollIntoView()");
        Browser.Wait("document.querySelector('[data-kind=alpha-difference]').dataset.drawn");
        Assert.True(Browser.Is("""
            document.querySelector('[data-kind=alpha-difference]').data.every(trace =>
              trace.error_y.array.every(length => length > 0) && trace.error_y.arrayminus.every(length => length > 0))
            """));
    }

    [Fact]
    public void Layers_without_an_interval_cannot_be_compared()
    {
        using var folder = new TempFolder();
        string[] models = [folder.File("a.safetensors"), folder.File("b.safetensors")];
        foreach (string model in models)
        {
            new SampleFile().Add("fc.weight", 60, 40).Add("tiny.weight", 8, 1).Write(model);
        }

        string page = folder.File("page.html");
        var result = Tool.Run("report", models[0], models[1], "--min-evals", "1", "-o", page, "-q");
        Assert.True(result.ExitCode == 0, result.ToString());
        Browser.Open(page);
        Assert.Contains(
            "1 cannot be compared: it lacks alpha or its interval in one of the models.",
            Browser.Find("#against").Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_table_of_models_fits()
    {
        Browser.Open(pages.Write("two.html", "report", Sample, Other));
        Browser.SetWidth(1280);
        Browser.Wait("""
            (() => {
              const table = document.querySelector('[aria-label="Models side by side"]');
              return table.scrollWidth <= table.clientWidth;
            })()
            """);
    }
}
