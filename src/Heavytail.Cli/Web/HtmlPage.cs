using System.Text;
using Heavytail.Hashing;

namespace Heavytail.Cli.Web;

/// <summary>
/// A page with its data inside, and a policy by which a browser runs nothing but its scripts and loads nothing from
/// elsewhere.
/// </summary>
/// <param name="template">The file of the assembly that has its elements.</param>
/// <param name="title">Its title.</param>
internal sealed class HtmlPage(string template, string title)
{
    /// <summary>What a page may do beside its scripts: pictures come from itself, and it sends nothing.</summary>
    private const string Rules =
        "default-src 'none'; img-src data: blob:; base-uri 'none'; form-action 'none'; style-src 'unsafe-inline'";

    /// <summary>Writes the page in one file, with style and scripts inside.</summary>
    /// <param name="scripts">The names of the scripts that make it, in their order.</param>
    /// <param name="data">Writes its data: JSON in UTF-8, without &lt; and &gt;.</param>
    /// <param name="destination">Where to; it stays open.</param>
    public void Write(IEnumerable<string> scripts, Action<Stream> data, Stream destination)
    {
        byte[] plotly = PageAssets.Plotly();
        byte[] script = PageAssets.Joined(scripts);
        Write(
            name => name switch
            {
                "policy" => Encoding.UTF8.GetBytes($"{Rules}; script-src {HashOf(plotly)} {HashOf(script)}"),
                "style" => PageAssets.Bytes(PageAssets.Style),
                "plotly" => plotly,
                "script" => script,
                _ => throw new InvalidOperationException($"the page has an unknown part `{name}`"),
            },
            data,
            destination);
    }

    /// <summary>Writes the page with style and scripts in files beside it.</summary>
    /// <param name="data">Writes its data.</param>
    /// <param name="destination">Where to; it stays open.</param>
    public void WriteBesideAssets(Action<Stream> data, Stream destination) => Write(
        name => name == "policy"
            ? Encoding.UTF8.GetBytes($"{Rules} 'self'; script-src 'self'")
            : throw new InvalidOperationException($"the page has an unknown part `{name}`"),
        data,
        destination);

    private void Write(Func<string, byte[]> part, Action<Stream> data, Stream destination)
    {
        string[] parts = Encoding.UTF8.GetString(PageAssets.Bytes(template)).Split("{{", StringSplitOptions.None);
        Put(parts[0], destination);
        foreach (string rest in parts.Skip(1))
        {
            string[] halves = rest.Split("}}", 2);
            switch (halves[0])
            {
                case "data":
                    data(destination);
                    break;
                case "version":
                    Put(Document.ToolVersion, destination);
                    break;
                case "title":
                    Put(Escape(title), destination);
                    break;
                default:
                    destination.Write(part(halves[0]));
                    break;
            }

            Put(halves[1], destination);
        }
    }

    private static string HashOf(byte[] script) =>
        $"'sha256-{Convert.ToBase64String(Sha256.Of(script))}'";

    private static string Escape(string text) => VisibleText.Escape(text)
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal);

    private static void Put(string text, Stream destination) => destination.Write(Encoding.UTF8.GetBytes(text));
}
