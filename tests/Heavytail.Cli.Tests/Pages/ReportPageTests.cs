using System.Globalization;
using System.Text.Json;
using Heavytail.Cli.Tests.Support;
using OpenQA.Selenium;
using OpenQA.Selenium.Interactions;
using Xunit;

namespace Heavytail.Cli.Tests.Pages;

/// <summary>The page of <c>heavytail report</c> in a browser.</summary>
public sealed class ReportPageTests(PageFixture pages) : IClassFixture<PageFixture>
{
    private const string Sample = "samples/fashion-mnist/batch-0016.safetensors";

    private Browser Browser
    {
        get
        {
            Assert.SkipUnless(pages.Browser.Missing is null, pages.Browser.Missing ?? "");
            return pages.Browser;
        }
    }

    [Fact]
    public void It_opens_without_a_complaint_and_asks_for_nothing()
    {
        Browser.Open(pages.Report());
        Browser.Driver.ExecuteScript("document.querySelector('#layer').scrollIntoView()");
        Browser.Wait("document.querySelector('#layer [data-kind=esd]')?.dataset.drawn");
        Assert.Empty(Browser.Complaints());
        string own = Assert.Single(Browser.Requests());
        Assert.EndsWith("report.html", own, StringComparison.Ordinal);
    }

    [Fact]
    public void It_says_what_the_command_says()
    {
        Browser.Open(pages.Report());
        string said = Tool.Run("analyze", Sample, "-f", "markdown").Output.Split('\n')
            .First(line => line.StartsWith("- verdict: ", StringComparison.Ordinal))["- verdict: ".Length..];
        using var json = JsonDocument.Parse(Tool.Run("analyze", Sample, "-f", "json", "--measure", "erg,phase").Output);
        var layers = json.RootElement.GetProperty("models")[0].GetProperty("layers");
        Assert.Equal(said, Browser.Find(".verdict").Text.TrimEnd('.'), ignoreCase: true);
        var shown = Browser.Json("JSON.parse(document.getElementById('data').textContent).models[0]");
        string[] columns = [.. shown.GetProperty("columns").EnumerateArray().Select(name => name.GetString()!)];
        foreach (var (layer, row) in layers.EnumerateArray().Zip(shown.GetProperty("rows").EnumerateArray()))
        {
            foreach (string name in new[] { "alpha", "alpha_ci_low", "alpha_ci_high", "delta_lambda_min" })
            {
                double exact = layer.GetProperty(name).GetDouble();
                double rounded = row[Array.IndexOf(columns, name)].GetDouble();
                Assert.Equal(exact, rounded, 1e-5 * Math.Abs(exact));
            }
        }
    }

    [Fact]
    public void A_heading_sorts_and_sorts_the_other_way()
    {
        Browser.Open(pages.Report());
        Browser.Find("[data-column=alpha]").Click();
        double[] ascending = Column("alpha");
        Assert.Equal(ascending.Order(), ascending);
        Assert.Equal("ascending", Browser.Text("document.querySelector('[data-column=alpha]').parentNode.ariaSort"));
        Browser.Find("[data-column=alpha]").Click();
        Assert.Equal(ascending.OrderDescending(), Column("alpha"));
        Assert.Contains("s=alpha", Browser.Driver.Url, StringComparison.Ordinal);
        Assert.True(ascending.Distinct().Count() > 1);
    }

    [Fact]
    public void Search_and_filter_leave_rows_out_and_say_how_many()
    {
        Browser.Open(pages.Report());
        Browser.Find("input[type=search]").SendKeys("fc");
        Browser.Wait("document.querySelectorAll('tr[data-row]').length === 3");
        Assert.Contains("3 of 5 rows", Browser.Find("#layers").Text, StringComparison.Ordinal);
        string label = Browser.Text("document.querySelector('tr[data-row] .chip').textContent");
        Browser.Driver.ExecuteScript(
            "const choice = document.querySelector('#layers select'); choice.value = arguments[0];"
                + "choice.dispatchEvent(new Event('change'))",
            label);
        Assert.True(Browser.Is(
            $"[...document.querySelectorAll('tr[data-row]')].every(row => row.textContent.includes('{label}'))"));
        Browser.Find("input[type=search]").SendKeys("-no-such-layer");
        Browser.Wait("document.querySelectorAll('tr[data-row]').length === 0");
    }

    [Fact]
    public void A_chosen_layer_shows_its_figures()
    {
        Browser.Open(pages.Report());
        Browser.Driver.ExecuteScript("document.querySelector('tr[data-row=\"2\"]').click()");
        Browser.Wait("document.querySelector('#layer h2').textContent === 'fc1'");
        Browser.Driver.ExecuteScript("document.querySelector('#layer').scrollIntoView()");
        Browser.Wait("document.querySelector('#layer [data-kind=esd]')?.dataset.drawn");
        Assert.True(Browser.Is("document.querySelector('tr[data-row=\"2\"]').ariaSelected === 'true'"));
        Assert.Contains("l=2", Browser.Driver.Url, StringComparison.Ordinal);
    }

    [Fact]
    public void Hovering_reads_the_numbers_of_the_data()
    {
        Browser.Open(pages.Report());
        Browser.Driver.ExecuteScript(
            "document.querySelector('[data-kind=alpha-depth]').scrollIntoView({ block: 'center' })");
        Browser.Wait("document.querySelector('[data-kind=alpha-depth]').dataset.drawn");
        var place = Browser.Json("""
            (() => {
              const chart = document.querySelector('[data-kind=alpha-depth]'), box = chart.getBoundingClientRect();
              const layout = chart._fullLayout, trace = chart.data.find(one => one.mode === 'markers');
              return { x: box.x + layout.xaxis._offset + layout.xaxis.d2p(trace.x[0]),
                       y: box.y + layout.yaxis._offset + layout.yaxis.d2p(trace.y[0]),
                       alpha: trace.y[0], name: trace.text[0] };
            })()
            """);
        new Actions(Browser.Driver)
            .MoveToLocation((int)place.GetProperty("x").GetDouble() - 30, (int)place.GetProperty("y").GetDouble() - 9)
            .MoveToLocation((int)place.GetProperty("x").GetDouble(), (int)place.GetProperty("y").GetDouble())
            .Perform();
        Browser.Wait("document.querySelector('[data-kind=alpha-depth] .hoverlayer .hovertext')");
        string hover = Browser.Text("document.querySelector('[data-kind=alpha-depth] .hoverlayer').textContent");
        string alpha = place.GetProperty("alpha").GetDouble().ToString("G4", CultureInfo.InvariantCulture);
        Assert.Contains(alpha, hover, StringComparison.Ordinal);
        Assert.Contains(place.GetProperty("name").GetString()!, hover, StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_alone_are_enough()
    {
        Browser.Open(pages.Report());
        Browser.Driver.ExecuteScript("document.querySelector('tr[data-row=\"0\"]').focus()");
        new Actions(Browser.Driver).SendKeys(Keys.ArrowDown + Keys.ArrowDown + Keys.Enter).Perform();
        Assert.True(Browser.Is("document.querySelector('tr[data-row=\"2\"]').ariaSelected === 'true'"));
        Browser.Driver.ExecuteScript("document.querySelector('.map rect').focus()");
        new Actions(Browser.Driver).SendKeys(Keys.ArrowRight + Keys.Enter).Perform();
        Assert.True(Browser.Is("document.querySelector('tr[data-row=\"1\"]').ariaSelected === 'true'"));
        Browser.Driver.ExecuteScript("document.querySelector('.skip').focus()");
        new Actions(Browser.Driver).SendKeys(Keys.Tab + Keys.Enter).Perform();
        Assert.Equal("dark", Browser.Text("document.documentElement.dataset.theme"));

        // From the first to the last element that takes the focus, Tab gets everywhere.
        Assert.True(Browser.Is(
            "[...document.querySelectorAll('button, select, input, summary, a')].every(element => "
                + "element.tabIndex >= 0 || element.getAttribute('tabindex') === '-1')"));
    }

    [Theory]
    [InlineData("#t=light")]
    [InlineData("#t=dark")]
    public void A_screen_reader_finds_names_and_roles(string theme)
    {
        Browser.Open(pages.Report(), theme);
        Assert.Empty(Accessibility.Violations(Browser));
    }

    [Fact]
    public void A_phone_shows_it_without_scrolling_sideways()
    {
        Browser.Open(pages.Report());
        Browser.SetWidth(390);
        Browser.Driver.ExecuteScript("document.querySelector('#layer').scrollIntoView()");
        Browser.Wait("document.querySelector('#layer [data-kind=esd]')?.dataset.drawn");
        Browser.Wait("document.documentElement.scrollWidth <= 390");
        Browser.Wait(
            "[...document.querySelectorAll('.chart svg.main-svg')].every(svg => "
                + "svg.getBoundingClientRect().right <= 391)");
    }

    [Fact]
    public void The_address_holds_what_is_shown()
    {
        Browser.Open(pages.Report(), "#l=3&s=alpha&d=1&q=fc&h=traps&t=dark");
        double[] alphas = Column("alpha");
        Assert.Equal(3, alphas.Length);
        Assert.Equal(alphas.OrderDescending(), alphas);
        Assert.True(Browser.Is("document.querySelector('tr[data-row=\"3\"]').ariaSelected === 'true'"));
        Assert.Equal("traps", Browser.Text("document.querySelector('.map').parentNode.querySelector('select').value"));
        Assert.Equal("dark", Browser.Text("document.documentElement.dataset.theme"));
    }

    [Fact]
    public void What_is_shown_can_be_taken_along()
    {
        Browser.Open(pages.Report(), "#q=fc");
        Browser.Find("#csv").Click();
        string path = Path.Combine(Browser.Downloads, "layers.csv");
        Browser.Wait("true");
        SpinWait.SpinUntil(() => File.Exists(path) && new FileInfo(path).Length > 0, TimeSpan.FromSeconds(20));
        string[] lines = File.ReadAllLines(path);
        Assert.StartsWith("name,", lines[0], StringComparison.Ordinal);
        Assert.Equal(4, lines.Length);
        Assert.StartsWith("fc1,", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Printed_it_has_all_its_charts()
    {
        Browser.Open(pages.Report());
        var printed = Browser.Driver.Print(new PrintOptions());
        Assert.StartsWith("JVBER", printed.AsBase64EncodedString, StringComparison.Ordinal); // %PDF
        Assert.True(Browser.Is("[...document.querySelectorAll('.chart')].every(chart => chart.dataset.drawn)"));
    }

    [Fact]
    public void On_paper_no_chart_is_larger_than_its_place()
    {
        Browser.Open(pages.Report());
        Browser.Wait("document.querySelector('#layer .chart')");
        Browser.Driver.ExecuteScript("window.dispatchEvent(new Event('beforeprint'))");
        Browser.Wait("[...document.querySelectorAll('.chart')].every(chart => chart.dataset.drawn)");
        const string Fits = """
            [...document.querySelectorAll('.chart')].every(chart => {
              const drawn = chart.querySelector('.main-svg').getBoundingClientRect();
              const place = chart.getBoundingClientRect();
              return drawn.right <= place.right + 1 && drawn.bottom <= place.bottom + 1;
            })
            """;
        Browser.Wait(Fits);
        Assert.True(Browser.Is("document.querySelector('main').clientWidth === 700"));
        Browser.Driver.ExecuteScript("window.dispatchEvent(new Event('afterprint'))");
        Browser.Wait("document.querySelector('main').clientWidth > 1000");
        Browser.Wait(Fits);
    }

    private double[] Column(string name)
    {
        var values = Browser.Json($$"""
            (() => {
              const heads = [...document.querySelectorAll('#layers th')];
              const at = heads.findIndex(head => head.textContent.replace(/ .$/, '') === '{{name}}');
              return [...document.querySelectorAll('tr[data-row]')].map(row => Number(row.children[at].textContent));
            })()
            """);
        return [.. values.EnumerateArray().Select(value => value.GetDouble())];
    }
}
