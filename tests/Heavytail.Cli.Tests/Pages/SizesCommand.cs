using System.Diagnostics;
using System.Globalization;
using Heavytail.Cli.Tests.Support;

namespace Heavytail.Cli.Tests.Pages;

/// <summary>
/// Prints what reports of few and many layers weigh: bytes, the time to write them and to open them, the memory of the
/// page. Layers are synthetic, 96 × 64.
/// </summary>
internal static class SizesCommand
{
    public const string Verb = "pages";

    private static readonly int[] s_layers = [20, 56, 500, 1000, 5000];

    public static int Run()
    {
        using var browser = new Browser();
        Console.WriteLine("layers  page MB  analyze s  report s  open s  ready s  table s  layer s  page memory MB");
        foreach (int layers in s_layers)
        {
            using var folder = new TempFolder();
            var file = new SampleFile();
            for (int k = 0; k < layers; k++)
            {
                file.Add(string.Create(CultureInfo.InvariantCulture, $"blocks.{k / 4}.part{k % 4}.weight"), 96, 64);
            }

            string model = file.Write(folder.File("model.safetensors"));
            string page = folder.File("page.html");
            double analyze = Seconds("analyze", model, "-q", "--measure", "erg,phase", "-f", "json");
            double report = Seconds("report", model, "-q", "-o", page);
            string opened = browser.Missing is null ? Open(browser, page) : browser.Missing;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{layers,6}  {new FileInfo(page).Length / 1e6,7:F2}  {analyze,9:F2}  {report,8:F2}  {opened}"));
        }

        return 0;
    }

    private static double Seconds(params string[] args)
    {
        var clock = Stopwatch.StartNew();
        var result = new Tool().StartProcess(args);
        return result.ExitCode == 0
            ? clock.Elapsed.TotalSeconds
            : throw new InvalidOperationException(result.ToString());
    }

    /// <summary>
    /// Until the driver has the page, in a browser that has shown it before; until its tables are made, by its own
    /// clock; a sort of the table; the figures of a layer; the heap of the script.
    /// </summary>
    private static string Open(Browser browser, string page)
    {
        browser.Open(page);
        var clock = Stopwatch.StartNew();
        browser.Open(page);
        double opened = clock.Elapsed.TotalSeconds;
        double ready = Convert.ToDouble(
            browser.Driver.ExecuteScript("return performance.getEntriesByType('navigation')[0].domInteractive"),
            CultureInfo.InvariantCulture) / 1e3;
        clock.Restart();
        browser.Driver.ExecuteScript("document.querySelector('[data-column=alpha]').click()");
        double sorted = clock.Elapsed.TotalSeconds;
        clock.Restart();
        browser.Driver.ExecuteScript(
            "document.querySelector('tr[data-row]').click(); document.querySelector('#layer').scrollIntoView()");
        if (browser.Is("JSON.parse(document.getElementById('data').textContent).models[0].layers.length > 0"))
        {
            browser.Wait("document.querySelector('#layer [data-kind=esd]')?.dataset.drawn");
        }

        double drawn = clock.Elapsed.TotalSeconds;
        browser.Driver.ExecuteCdpCommand("Performance.enable", []);
        browser.Driver.ExecuteCdpCommand("HeapProfiler.collectGarbage", []);
        double heap = Convert.ToDouble(
            browser.Driver.ExecuteScript("return performance.memory.usedJSHeapSize"), CultureInfo.InvariantCulture);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{opened,6:F2}  {ready,7:F2}  {sorted,7:F3}  {drawn,7:F2}  {heap / 1e6,14:F0}");
    }
}
