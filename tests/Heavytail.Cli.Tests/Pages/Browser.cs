using System.Globalization;
using System.Text.Json;
using OpenQA.Selenium;
using OpenQA.Selenium.Chrome;

namespace Heavytail.Cli.Tests.Pages;

/// <summary>Chromium without a window, and all that it says and asks for.</summary>
public sealed class Browser : IDisposable
{
    private static readonly string[] s_browsers = ["/usr/bin/chromium", "/usr/bin/google-chrome"];
    private static readonly string[] s_drivers = ["/usr/bin/chromedriver", "/usr/local/bin/chromedriver"];

    private readonly ChromeDriver? _driver;
    private readonly DirectoryInfo _downloads = Directory.CreateTempSubdirectory("heavytail-browser-");

    public Browser()
    {
        string? browser = Array.Find(s_browsers, File.Exists);
        string? driver = Array.Find(s_drivers, File.Exists);
        if (browser is null || driver is null)
        {
            Missing = "needs chromium and chromedriver: apt-get install chromium chromium-driver";
            return;
        }

        var options = new ChromeOptions { BinaryLocation = browser };
        options.AddArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1440,1000");
        options.AddUserProfilePreference("download.default_directory", _downloads.FullName);
        options.SetLoggingPreference("browser", LogLevel.All);
        options.SetLoggingPreference("performance", LogLevel.All);
        _driver = new ChromeDriver(
            ChromeDriverService.CreateDefaultService(Path.GetDirectoryName(driver), Path.GetFileName(driver)), options);
    }

    /// <summary>Why there is no browser; null where there is one.</summary>
    public string? Missing { get; }

    /// <summary>The folder of what a page gives to download.</summary>
    public string Downloads => _downloads.FullName;

    public ChromeDriver Driver => _driver ?? throw new InvalidOperationException(Missing);

    /// <summary>Opens a page, and waits until its script has made it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="hash">The state in its address.</param>
    public void Open(string path, string hash = "")
    {
        SetWidth(1440);
        Driver.Navigate().GoToUrl("about:blank"); // so that a new hash is a new page
        _ = Driver.Manage().Logs.GetLog("browser");
        _ = Driver.Manage().Logs.GetLog("performance");
        Driver.Navigate().GoToUrl(new Uri(path).AbsoluteUri + hash);
        Wait("document.documentElement.dataset.ready === 'true'");
    }

    /// <summary>Makes the page as wide as a phone, or a window.</summary>
    public void SetWidth(int pixels) => Driver.ExecuteCdpCommand("Emulation.setDeviceMetricsOverride", new()
    {
        ["width"] = pixels,
        ["height"] = 1000,
        ["deviceScaleFactor"] = 1,
        ["mobile"] = pixels < 600,
    });

    /// <summary>Waits until an expression of the page is true.</summary>
    public void Wait(string expression)
    {
        var end = DateTime.UtcNow + TimeSpan.FromSeconds(20);
        while (!Is(expression))
        {
            Xunit.Assert.True(DateTime.UtcNow < end, $"never true: {expression}");
            Thread.Sleep(20);
        }
    }

    public bool Is(string expression) => (bool)Driver.ExecuteScript($"return Boolean({expression})")!;

    public string Text(string expression) =>
        Convert.ToString(Driver.ExecuteScript($"return String({expression})"), CultureInfo.InvariantCulture)!;

    public JsonElement Json(string expression) =>
        JsonDocument.Parse((string)Driver.ExecuteScript($"return JSON.stringify({expression})")!).RootElement;

    public IWebElement Find(string selector) => Driver.FindElement(By.CssSelector(selector));

    /// <summary>What the page said in the console since it was opened, but for plain messages.</summary>
    public IReadOnlyList<string> Complaints() =>
    [
        .. Driver.Manage().Logs.GetLog("browser").Where(entry => entry.Level >= LogLevel.Warning)
            .Select(entry => entry.Message),
    ];

    /// <summary>The addresses that the page asked for since it was opened, but for data of its own.</summary>
    public IReadOnlyList<string> Requests() =>
    [
        .. Driver.Manage().Logs.GetLog("performance")
            .Select(entry => JsonDocument.Parse(entry.Message).RootElement.GetProperty("message"))
            .Where(message => message.GetProperty("method").GetString() == "Network.requestWillBeSent")
            .Select(message =>
                message.GetProperty("params").GetProperty("request").GetProperty("url").GetString()!)
            .Where(url => !url.StartsWith("data:", StringComparison.Ordinal)
                && !url.StartsWith("blob:", StringComparison.Ordinal) && url != "about:blank"),
    ];

    public void Dispose()
    {
        _driver?.Quit();
        _driver?.Dispose();
        _downloads.Delete(recursive: true);
    }
}
