using System.Text.RegularExpressions;
using Heavytail.Cli.Output;

namespace Heavytail.Cli.Commands.Compare;

/// <summary>The <c>README.md</c> beside a model: its front matter names the model that it was made from.</summary>
internal static partial class ModelCard
{
    private const string FileName = "README.md";
    private const string Mark = "---";

    /// <summary>Front matter has some hundred lines, and more is not read.</summary>
    private const int MostLines = 2000;

    private const long MostBytes = 1 << 20;

    /// <summary>The path of the base that the card of a model names, in a folder beside it or in the cache of Hugging
    /// Face.</summary>
    /// <param name="model">The path of a file or of a folder.</param>
    /// <exception cref="UsageException">There is no such card, it names no base, or the base is elsewhere.</exception>
    public static string FindBase(string model)
    {
        string folder = Directory.Exists(model) ? model : Path.GetDirectoryName(Path.GetFullPath(model))!;
        string card = Path.Combine(folder, FileName);
        string name = NameOfBase(card) ?? throw new UsageException(
            $"a comparison needs a base and another model; one path is given, and no `{card}` "
                + "names a `base_model` of the hub, such as `org/name`",
            $"`{HeavytailTool.Name} compare base.safetensors tuned.safetensors`");
        string parent = Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))) ?? folder;
        string[] places =
        [
            Path.Combine(parent, name),
            Path.Combine(parent, name.Split('/')[^1]),
            .. Snapshots(name),
        ];
        string own = RealPath.Of(folder);
        return places.FirstOrDefault(place => Directory.Exists(place)
            && !RealPath.Comparer.Equals(RealPath.Of(place), own)) ?? throw new UsageException(
            $"`{card}` names the base `{name}`, which is not in `{parent}`, nor in the cache of Hugging Face",
            $"give its path: `{HeavytailTool.Name} compare BASE {model}`");
    }

    /// <summary>The name after <c>base_model:</c>, or the first of a list below it; null where there is none.</summary>
    /// <param name="card">The path of the card.</param>
    internal static string? NameOfBase(string card)
    {
        if (!File.Exists(card) || new FileInfo(card).Length is 0 or > MostBytes)
        {
            return null; // a pipe has no length, and would wait
        }

        string[] lines = [.. File.ReadLines(card).Take(MostLines)];
        int end = lines is [Mark, ..] ? Array.IndexOf(lines, Mark, 1) : -1;
        for (int k = 1; k < end; k++)
        {
            if (Key().Match(lines[k]) is { Success: true } key)
            {
                string text = key.Groups[1].Value.Length > 0 ? key.Groups[1].Value
                    : k + 1 < end && Item().Match(lines[k + 1]) is { Success: true } item ? item.Groups[1].Value : "";
                return Name().Match(text) is { Success: true } name ? name.Groups[1].Value : null;
            }
        }

        return null;
    }

    private static IEnumerable<string> Snapshots(string name)
    {
        string? home = Environment.GetEnvironmentVariable("HF_HOME") is { Length: > 0 } set ? set
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "huggingface");
        string hub = Environment.GetEnvironmentVariable("HF_HUB_CACHE") is { Length: > 0 } cache
            ? cache : Path.Combine(home, "hub");
        string snapshots = Path.Combine(
            hub, "models--" + name.Replace("/", "--", StringComparison.Ordinal), "snapshots");
        return Directory.Exists(snapshots)
            ? Directory.EnumerateDirectories(snapshots).Order(StringComparer.Ordinal) : [];
    }

    [GeneratedRegex(@"^base_model:\s*(.*)$")]
    private static partial Regex Key();

    [GeneratedRegex(@"^\s*-\s*(.*)$")]
    private static partial Regex Item();

    /// <summary>A name of the hub; nothing that leads out of a folder.</summary>
    [GeneratedRegex(@"^[\['""\s]*((?:[A-Za-z0-9_][A-Za-z0-9_.-]*/)?[A-Za-z0-9_][A-Za-z0-9_.-]*)[\]'""\s]*(?:[,#].*)?$")]
    private static partial Regex Name();
}
