using System.Security.Cryptography;
using System.Text;

namespace Heavytail.Cli.Web;

/// <summary>
/// A page in one file: style, scripts and data inside, and a policy by which a browser runs nothing else and loads
/// nothing.
/// </summary>
/// <param name="title">Its title.</param>
/// <param name="scripts">The names of the scripts that make it, in their order.</param>
internal sealed class HtmlPage(string title, params IReadOnlyList<string> scripts)
{
    /// <summary>Writes the page.</summary>
    /// <param name="data">Writes its data: JSON in UTF-8, without &lt; and &gt;.</param>
    /// <param name="destination">Where to; it stays open.</param>
    public void Write(Action<Stream> data, Stream destination)
    {
        string plotly = PageAssets.Plotly();
        string script = string.Concat(scripts.Select(PageAssets.Text));
        string[] parts = PageAssets.Text("report.html").Split("{{", StringSplitOptions.None);
        Put(parts[0], destination);
        foreach (string part in parts.Skip(1))
        {
            string[] halves = part.Split("}}", 2);
            if (halves[0] == "data")
            {
                data(destination);
            }
            else
            {
                Put(halves[0] switch
                {
                    "policy" => Policy(plotly, script),
                    "version" => Document.ToolVersion,
                    "title" => Escape(title),
                    "style" => PageAssets.Text("report.css"),
                    "plotly" => plotly,
                    "script" => script,
                    _ => throw new InvalidOperationException($"the page has an unknown part `{halves[0]}`"),
                }, destination);
            }

            Put(halves[1], destination);
        }
    }

    /// <summary>Only these two scripts run; pictures come from the page itself; nothing else is loaded or sent.</summary>
    private static string Policy(params string[] scripts) =>
        "default-src 'none'; style-src 'unsafe-inline'; img-src data: blob:; base-uri 'none'; form-action 'none'; "
        + $"script-src {string.Join(' ', scripts.Select(HashOf))}";

    private static string HashOf(string script) =>
        $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)))}'";

    private static string Escape(string text) => VisibleText.Escape(text)
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal);

    private static void Put(string text, Stream destination) => destination.Write(Encoding.UTF8.GetBytes(text));
}
