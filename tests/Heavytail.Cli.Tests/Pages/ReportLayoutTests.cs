using System.Globalization;
using Heavytail.Cli.Tests.Support;
using OpenQA.Selenium.Interactions;
using Xunit;

namespace Heavytail.Cli.Tests.Pages;

/// <summary>Nothing on pages lies on anything else, or beyond the edge: on screens, phones and paper.</summary>
public sealed class ReportLayoutTests(PageFixture pages) : IClassFixture<PageFixture>
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
    public void Buttons_of_a_chart_appear_under_the_pointer_and_off_the_legend()
    {
        Browser.Open(pages.Report());
        const string Chart = "document.querySelector('[data-kind=alpha-depth]')";
        Browser.Driver.ExecuteScript($"{Chart}.scrollIntoView({{ block: 'center' }})");
        Browser.Wait($"{Chart}.dataset.drawn");
        Browser.Wait($"getComputedStyle({Chart}.querySelector('.modebar')).opacity === '0'");
        new Actions(Browser.Driver).MoveToElement(Browser.Find("[data-kind=alpha-depth]")).Perform();
        Browser.Wait($"getComputedStyle({Chart}.querySelector('.modebar')).opacity === '1'");
        Assert.True(Browser.Is($$"""
            (() => {
              const bar = {{Chart}}.querySelector('.modebar').getBoundingClientRect();
              const legend = {{Chart}}.querySelector('.legend').getBoundingClientRect();
              return bar.bottom <= legend.top + 1 || bar.left >= legend.right;
            })()
            """));
    }

    [Fact]
    public void A_phone_has_no_buttons_of_charts()
    {
        Browser.Open(pages.Report());
        Browser.SetWidth(390);
        Browser.Driver.ExecuteScript("document.querySelector('[data-kind=alpha-depth]').scrollIntoView()");
        Browser.Wait("document.querySelector('[data-kind=alpha-depth]').dataset.drawn");
        Browser.Wait("!document.querySelector('[data-kind=alpha-depth] .modebar-btn')");
    }

    [Fact]
    public void A_phone_shows_alpha_and_label_beside_the_name()
    {
        Browser.Open(pages.Report());
        Browser.SetWidth(390);
        Browser.Wait(
            "[...document.querySelectorAll('#layers th')].slice(0, 3).map(head => head.textContent).join() "
                + "=== 'name,alpha,label'");
        Browser.Wait("document.querySelectorAll('#layers th')[2].getBoundingClientRect().right <= 390");
    }

    [Theory]
    [InlineData(1440)]
    [InlineData(390)]
    public void Names_at_an_axis_do_not_touch(int width)
    {
        Browser.Open(pages.Write("rank.html", "rank", "samples/fashion-mnist"));
        Browser.SetWidth(width);
        Browser.Driver.ExecuteScript("window.dispatchEvent(new Event('beforeprint'))");
        Browser.Driver.ExecuteScript("window.dispatchEvent(new Event('afterprint'))");
        Browser.Wait("""
            [...document.querySelectorAll('.chart')].every(chart => {
              const ticks = [...chart.querySelectorAll('.xtick text')];
              const boxes = ticks.map(tick => tick.getBoundingClientRect());
              const isLevel = ticks.every(tick => !/rotate\(-?[1-9]/.test(tick.getAttribute('transform') ?? ''));
              return boxes.length > 3 && boxes.every((box, k) => k === 0
                || (isLevel ? box.left > boxes[k - 1].right + 2 : box.left - boxes[k - 1].left >= 12
                  || box.right - boxes[k - 1].right >= 14));
            })
            """);
    }

    [Fact]
    public void Ticks_are_alike_and_marks_inside()
    {
        Browser.Open(pages.Report(), "#l=2");
        Browser.Wait("document.querySelector('#layer .chart')");
        Browser.Driver.ExecuteScript("window.dispatchEvent(new Event('beforeprint'))");
        Browser.Wait("[...document.querySelectorAll('.chart')].every(chart => chart.dataset.drawn)");
        Browser.Wait("""
            [...document.querySelectorAll('.chart')].every(chart => {
              const ticks = [...chart.querySelectorAll('.xtick text, .ytick text')];
              const sizes = new Set(ticks.map(text => text.style.fontSize));
              const place = chart.getBoundingClientRect();
              return sizes.size === 1 && [...chart.querySelectorAll('.annotation-text')].every(text =>
                text.getBoundingClientRect().right <= place.right + 1);
            })
            """);
        Browser.Driver.ExecuteScript("window.dispatchEvent(new Event('afterprint'))");
    }

    [Fact]
    public void The_map_shows_which_layers_are_too_uncertain_or_like_noise()
    {
        Browser.Open(pages.Report());
        Assert.True(Browser.Is("""
            [...document.querySelectorAll('.map rect')].every(cell => cell.classList.contains('unsure')
              === /uncertain|random-like/.test(
                document.querySelector(`tr[data-row="${cell.dataset.row}"]`).textContent))
            """));
        Assert.True(Browser.Is("""
            [...document.querySelectorAll('.map text.sign')].filter(sign => sign.textContent === '×').length
              === [...document.querySelectorAll('tr[data-row]')]
                .filter(row => row.textContent.includes('random-like')).length
            """));
        Assert.Contains("too uncertain to judge", Browser.Find(".legend").Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_map_that_is_cut_fades_at_its_edge()
    {
        using var folder = new TempFolder();
        var file = new SampleFile();
        for (int k = 0; k < 40; k++)
        {
            file.Add(string.Create(CultureInfo.InvariantCulture, $"blocks.{k}.fc.weight"), 12, 10);
        }

        string page = folder.File("deep.html");
        var result = Tool.Run("report", file.Write(folder.File("deep.safetensors")), "-o", page, "-q");
        Assert.True(result.ExitCode == 0, result.ToString());
        Browser.Open(page);
        Browser.Wait("!document.querySelector('.map').classList.contains('more-right')");
        Browser.SetWidth(390);
        Browser.Wait("document.querySelector('.map').classList.contains('more-right')");
        Browser.Driver.ExecuteScript("document.querySelector('.map').scrollLeft = 100000");
        Browser.Wait("document.querySelector('.map').className === 'map more-left'");
    }

    [Theory]
    [InlineData("two.html", "report", "samples/fashion-mnist/batch-0016.safetensors",
        "samples/fashion-mnist/batch-1024.safetensors")]
    [InlineData("rank.html", "rank", "samples/fashion-mnist")]
    [InlineData("trend.html", "trend", "--corpus", "nature2021")]
    public void Paper_is_wide_enough(string name, params string[] args)
    {
        Browser.Open(pages.Write(name, args));
        OnPaper(() =>
        {
            Browser.Wait("document.documentElement.scrollWidth <= 703");
            Assert.True(Browser.Is(
                "[...document.querySelectorAll('main table')].every(table => table.offsetWidth <= 690)"));
        });
    }

    [Fact]
    public void Paper_holds_the_table_in_letters_that_can_be_read()
    {
        Browser.Open(pages.Report(), "#t=dark");
        OnPaper(() =>
        {
            Browser.Wait("document.documentElement.scrollWidth <= 703");
            Assert.True(Browser.Is(
                "[...document.querySelectorAll('#layers td, .map svg')].every("
                    + "part => part.getBoundingClientRect().right <= 702)"));
            Assert.True(Browser.Is("""
                parseFloat(getComputedStyle(document.querySelector('#layers td')).fontSize) >= 10.6
                  && getComputedStyle(document.body).backgroundColor === 'rgb(255, 255, 255)'
                  && getComputedStyle(document.body).color === 'rgb(28, 32, 36)'
                """));
            Assert.Equal(
                "name,M,N,label,alpha,num_spikes,num_traps",
                Browser.Text("""
                    [...document.querySelectorAll('#layers th')].filter(head => head.offsetWidth > 0)
                      .map(head => head.textContent)
                    """));
            Assert.Matches(
                @"^"" \([\d.]+ to [\d.]+\)""$",
                Browser.Text("getComputedStyle(document.querySelector('#layers [data-interval]'), '::after').content"));
        });
        Assert.Equal("dark", Browser.Text("document.documentElement.dataset.theme"));
    }

    /// <summary>Does something while the page is laid out for A4 without its margins.</summary>
    private void OnPaper(Action look)
    {
        Browser.SetWidth(703);
        Browser.Driver.ExecuteCdpCommand("Emulation.setEmulatedMedia", new() { ["media"] = "print" });
        try
        {
            Browser.Driver.ExecuteScript("window.dispatchEvent(new Event('beforeprint'))");
            look();
            Browser.Driver.ExecuteScript("window.dispatchEvent(new Event('afterprint'))");
        }
        finally
        {
            Browser.Driver.ExecuteCdpCommand("Emulation.setEmulatedMedia", new() { ["media"] = "" });
        }
    }
}
