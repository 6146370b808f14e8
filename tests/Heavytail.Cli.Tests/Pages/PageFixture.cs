using Heavytail.Cli.Tests.Support;

namespace Heavytail.Cli.Tests.Pages;

/// <summary>A browser, and pages that tests look at: each is written once.</summary>
public sealed class PageFixture : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Dictionary<string, string> _pages = [];

    public Browser Browser { get; } = new();

    internal string Folder => _folder.Path;

    /// <summary>The page that a command line writes; its option <c>-o</c> is added.</summary>
    internal string Write(string name, params string[] args)
    {
        if (!_pages.TryGetValue(name, out string? path))
        {
            path = _folder.File(name);
            var result = Tool.Run([.. args, "-q", "-o", path]);
            Xunit.Assert.True(result.ExitCode == 0, result.ToString());
            _pages[name] = path;
        }

        return path;
    }

    /// <summary>A report of a network that ships.</summary>
    internal string Report() => Write("report.html", "report", "samples/fashion-mnist/batch-0016.safetensors");

    public void Dispose()
    {
        Browser.Dispose();
        _folder.Dispose();
    }
}
