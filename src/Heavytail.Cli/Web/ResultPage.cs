namespace Heavytail.Cli.Web;

/// <summary>The page of a result about many models.</summary>
internal static class ResultPage
{
    private static readonly string[] s_scripts = ["figure.js", "page.js", "tables.js"];

    /// <summary>Writes the page.</summary>
    /// <param name="page">Its data.</param>
    /// <param name="destination">Where to; it stays open.</param>
    public static void Write(TablePage page, Stream destination) =>
        new HtmlPage("report.html", page.Title).Write(s_scripts, page.Write, destination);
}
