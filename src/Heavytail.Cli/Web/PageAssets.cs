using System.Reflection;
using System.Text;

namespace Heavytail.Cli.Web;

/// <summary>What pages are made of: files of the tool's assembly, and Plotly's script.</summary>
internal static class PageAssets
{
    /// <summary>The style of every page.</summary>
    public const string Style = "report.css";

    private const string PlotlyAssembly = "Plotly.NET.dll";

    /// <summary>A file of the assembly.</summary>
    /// <param name="name">Its name.</param>
    public static string Text(string name)
    {
        using var stream = typeof(PageAssets).Assembly.GetManifestResourceStream($"Web/{name}")
            ?? throw new InvalidOperationException($"the tool has no file `{name}`");
        return Read(stream);
    }

    /// <summary>Several files of the assembly, one after the other.</summary>
    public static string Joined(IEnumerable<string> names) => string.Concat(names.Select(Text));

    /// <summary>
    /// The script that draws charts, from the assembly of Plotly.NET beside the tool. None of its code runs: the
    /// assembly is only opened, and that when a page is written.
    /// </summary>
    public static string Plotly()
    {
        var assembly = Assembly.LoadFrom(Path.Combine(AppContext.BaseDirectory, PlotlyAssembly));
        string name = assembly.GetManifestResourceNames()
            .Single(name => name.EndsWith(".min.js", StringComparison.Ordinal));
        using var stream = assembly.GetManifestResourceStream(name)!;
        return Read(stream);
    }

    private static string Read(Stream stream)
    {
        using var reader = new StreamReader(stream, new UTF8Encoding(false));
        return reader.ReadToEnd();
    }
}
