using System.Reflection;

namespace Heavytail.Cli.Web;

/// <summary>What pages are made of: files of the tool's assembly, and Plotly's script.</summary>
internal static class PageAssets
{
    /// <summary>The style of every page.</summary>
    public const string Style = "report.css";

    private const string PlotlyAssembly = "Plotly.NET.dll";

    /// <summary>A file of the assembly, in UTF-8.</summary>
    /// <param name="name">Its name.</param>
    public static byte[] Bytes(string name)
    {
        using var stream = typeof(PageAssets).Assembly.GetManifestResourceStream($"Web/{name}")
            ?? throw new InvalidOperationException($"the tool has no file `{name}`");
        return Read(stream);
    }

    /// <summary>Several files of the assembly, one after the other.</summary>
    public static byte[] Joined(IEnumerable<string> names)
    {
        using var all = new MemoryStream();
        foreach (string name in names)
        {
            all.Write(Bytes(name));
        }

        return all.ToArray();
    }

    /// <summary>
    /// The script that draws charts, from the assembly of Plotly.NET beside the tool. None of its code runs: the
    /// assembly is only opened, and that when a page is written.
    /// </summary>
    public static byte[] Plotly()
    {
        var assembly = Assembly.LoadFrom(Path.Combine(AppContext.BaseDirectory, PlotlyAssembly));
        string name = assembly.GetManifestResourceNames()
            .Single(name => name.EndsWith(".min.js", StringComparison.Ordinal));
        using var stream = assembly.GetManifestResourceStream(name)!;
        return Read(stream);
    }

    private static byte[] Read(Stream stream)
    {
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
