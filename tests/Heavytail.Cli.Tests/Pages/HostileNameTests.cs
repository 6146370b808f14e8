using Heavytail.Cli.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests.Pages;

/// <summary>Names from files are text on pages, whatever they hold.</summary>
public sealed class HostileNameTests(PageFixture pages) : IClassFixture<PageFixture>
{
    private static readonly string[] s_names =
    [
        "<script>window.taken = 1</script>", "</script><img src=x onerror='window.taken = 1'>", "]]>--><!--",
        "\u202egnp.exe", "\u001b[31mred", new string('x', 4096 - ".weight".Length),
        "<b>bold</b><a href=\"javascript:window.taken=1\">",
        "{{data}}", "${window.taken = 1}", "a\"b'c&lt;d`e\\f",
    ];

    [Theory]
    [InlineData("report")]
    [InlineData("rank")]
    public void They_run_nothing_and_are_read_as_they_are(string verb)
    {
        Assert.SkipUnless(pages.Browser.Missing is null, pages.Browser.Missing ?? "");
        using var folder = new TempFolder();
        var file = new SampleFile();
        foreach (string name in s_names)
        {
            file.Add(name + ".weight", 24, 20);
        }

        string model = file.Write(folder.File("<img src=x onerror=alert(1)>.safetensors"));
        string other = new SampleFile().Add("fc.weight", 24, 20).Add("fc2.weight", 24, 20)
            .Write(folder.File("b.safetensors"));
        string page = folder.File("page.html");
        string[] args = verb == "rank" ? [verb, model, other, "--force", "-o", page] : [verb, model, "-o", page];
        var result = Tool.Run([.. args, "-q"]);
        Assert.True(result.ExitCode == 0, result.ToString());
        pages.Browser.Open(page);
        for (int k = 0; verb == "report" && k < s_names.Length; k++)
        {
            pages.Browser.Driver.ExecuteScript($"document.querySelector('tr[data-row=\"{k}\"]').click()");
            string expected = System.Text.Json.JsonSerializer.Serialize(VisibleText.Escape(s_names[k]));
            pages.Browser.Wait($"document.querySelector('#layer h2').textContent === {expected}");
        }

        pages.Browser.Driver.ExecuteScript("window.dispatchEvent(new Event('beforeprint'))");
        pages.Browser.Wait("[...document.querySelectorAll('.chart')].every(chart => chart.dataset.drawn)");
        Assert.False(pages.Browser.Is("window.taken"));
        Assert.Empty(pages.Browser.Complaints());
        Assert.Single(pages.Browser.Requests());
        pages.Browser.Driver.ExecuteScript("window.dispatchEvent(new Event('afterprint'))");
        pages.Browser.SetWidth(1280);
        pages.Browser.Wait("document.documentElement.scrollWidth <= 1280");
        pages.Browser.SetWidth(390);
        pages.Browser.Wait("document.documentElement.scrollWidth <= 390");
    }

    [Fact]
    public void The_policy_of_the_page_forbids_other_scripts()
    {
        Assert.SkipUnless(pages.Browser.Missing is null, pages.Browser.Missing ?? "");
        pages.Browser.Open(pages.Report());
        pages.Browser.Driver.ExecuteScript("""
            const script = document.createElement('script');
            script.textContent = 'window.taken = 1';
            document.body.append(script);
            const picture = document.createElement('img');
            picture.src = 'https://example.org/x.png';
            document.body.append(picture);
            """);
        Assert.False(pages.Browser.Is("window.taken"));
        Assert.Contains(
            pages.Browser.Complaints(), text => text.Contains("Content Security Policy", StringComparison.Ordinal));
    }
}
