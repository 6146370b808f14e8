using System.Globalization;
using Heavytail.Cli.Tests.Support;
using OpenQA.Selenium;
using OpenQA.Selenium.Interactions;
using Xunit;

namespace Heavytail.Cli.Tests.Pages;

/// <summary>What the address of a report asks for, what is chosen, and what the keyboard and the system say.</summary>
public sealed class ReportAddressTests(PageFixture pages) : IClassFixture<PageFixture>
{
    private Browser Browser
    {
        get
        {
            Assert.SkipUnless(pages.Browser.Missing is null, pages.Browser.Missing ?? "");
            return pages.Browser;
        }
    }

    [Theory]
    [InlineData("#m=0.5")]
    [InlineData("#l=2.5")]
    [InlineData("#m=7&l=99")]
    [InlineData("#m=-1&l=-1")]
    [InlineData("#l=1e0")]
    [InlineData("#f=bogus&c=nope&s=nope")]
    [InlineData("#h=constructor&t=pink")]
    public void What_the_page_does_not_have_is_ignored(string hash)
    {
        Browser.Open(pages.Report(), hash);
        Browser.Wait("document.querySelector('#layer h2')?.textContent === 'conv1'");
        Assert.StartsWith("batch-0016", Browser.Find("h1").Text, StringComparison.Ordinal);
        Assert.Equal("5", Browser.Text("document.querySelectorAll('#layers tbody tr').length"));
        Assert.True(Browser.Is("document.querySelectorAll('#layers th').length > 5"));
        Assert.Empty(Browser.Complaints());
    }

    [Fact]
    public void Another_address_is_followed()
    {
        Browser.Open(pages.Report());
        Browser.Driver.ExecuteScript("document.querySelector('h1').same = true; location.hash = 'l=3'");
        Browser.Wait("document.querySelector('#layer h2')?.textContent === 'fc2'");
        Assert.True(Browser.Is("document.querySelector('h1').same"));
        Browser.Driver.ExecuteScript("location.hash = 'l=2&q=fc&t=dark'");
        Browser.Wait("document.querySelector('#layer h2')?.textContent === 'fc1'");
        Browser.Wait("document.querySelectorAll('#layers tbody tr').length === 3");
        Assert.Equal("dark", Browser.Text("document.documentElement.dataset.theme"));
    }

    [Fact]
    public void The_skip_link_leaves_the_address_as_it_is()
    {
        Browser.Open(pages.Report(), "#l=3");
        Browser.Driver.ExecuteScript("document.querySelector('.skip').click()");
        Assert.EndsWith("#l=3", Browser.Driver.Url, StringComparison.Ordinal);
        Assert.Equal("main", Browser.Text("document.activeElement.id"));
    }

    [Fact]
    public void A_chosen_row_is_in_the_table_however_far_down()
    {
        using var folder = new TempFolder();
        var file = new SampleFile();
        for (int k = 0; k < 260; k++)
        {
            file.Add(string.Create(CultureInfo.InvariantCulture, $"part{k}.weight"), 12, 10);
        }

        string page = folder.File("page.html");
        var result = Tool.Run("report", file.Write(folder.File("many.safetensors")), "-o", page, "-q");
        Assert.True(result.ExitCode == 0, result.ToString());
        Browser.Open(page, "#l=230");
        Browser.Wait("""
            (() => {
              const row = document.querySelector('tr[data-row="230"][aria-selected=true]')?.getBoundingClientRect();
              const seen = document.querySelector('#layers .scroll').getBoundingClientRect();
              return row && row.top >= seen.top && row.bottom <= seen.bottom;
            })()
            """);
    }

    [Fact]
    public void The_first_finding_is_shown_first()
    {
        Browser.Open(pages.Report());
        Browser.Wait("document.querySelector('#layer h2')");
        Assert.Equal(
            Browser.Text("document.querySelector('.findings .link').textContent"), Browser.Find("#layer h2").Text);
        Assert.DoesNotContain("l=", Browser.Driver.Url, StringComparison.Ordinal);
        Assert.Equal("heavytail report --randomize", Browser.Find(".absent code").Text);
    }

    [Fact]
    public void A_click_on_a_point_finds_its_slice()
    {
        using var folder = new TempFolder();
        string model = new SampleFile().Add("conv.weight", 64, 60, 3, 3).Write(folder.File("conv.safetensors"));
        Browser.Open(pages.Write("slices.html", "report", model, "--convention", "nature2021"));
        Browser.Driver.ExecuteScript("document.querySelector('[data-kind=alpha-plane]').scrollIntoView()");
        Browser.Wait("document.querySelector('[data-kind=alpha-plane]').dataset.drawn");
        string name = Browser.Text("""
            (() => {
              const chart = document.querySelector('[data-kind=alpha-plane]');
              for (const [curveNumber, series] of chart.figure.series.entries()) {
                const pointNumber = series.names.findIndex(name => / slice [1-9]/.test(name));
                if (pointNumber >= 0) {
                  chart.emit('plotly_click', { points: [{ curveNumber, pointNumber, x: series.x[pointNumber] }] });
                  return series.names[pointNumber];
                }
              }
            })()
            """);
        Browser.Wait($"document.querySelector('#layer h2').textContent === '{name}'");
        Assert.StartsWith("conv slice ", name, StringComparison.Ordinal);
    }

    [Fact]
    public void The_focus_stays_where_the_keyboard_is()
    {
        Browser.Open(pages.Report(), "#l=1");
        Browser.Wait("document.querySelector('#layer h2')?.textContent === 'conv2'");
        Browser.Driver.ExecuteScript("document.querySelector('#next').focus()");
        new Actions(Browser.Driver).SendKeys(Keys.Enter).Perform();
        Browser.Wait("document.querySelector('#layer h2').textContent === 'fc1'");
        Browser.Wait("document.activeElement.id === 'next'");
        new Actions(Browser.Driver).SendKeys(Keys.Enter).Perform();
        Browser.Wait("document.querySelector('#layer h2').textContent === 'fc2'");
        Browser.Wait("document.activeElement.id === 'next'");
    }

    [Fact]
    public void Colors_follow_the_system_until_they_are_chosen()
    {
        Browser.Open(pages.Report());
        try
        {
            Prefer("dark");
            Browser.Wait("document.documentElement.dataset.theme === 'dark'");
            Prefer("light");
            Browser.Wait("document.documentElement.dataset.theme === 'light'");
            Browser.Find("#theme").Click();
            Assert.Equal("dark", Browser.Text("document.documentElement.dataset.theme"));
            Prefer("dark");
            Prefer("light");
            Assert.Equal("dark", Browser.Text("document.documentElement.dataset.theme"));
        }
        finally
        {
            Prefer("");
        }
    }

    private void Prefer(string colors) => Browser.Driver.ExecuteCdpCommand("Emulation.setEmulatedMedia", new()
    {
        ["features"] = new[]
        {
            new Dictionary<string, object> { ["name"] = "prefers-color-scheme", ["value"] = colors },
        },
    });
}
