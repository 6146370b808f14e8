using System.Globalization;

namespace Heavytail.Formats.Contract;

/// <summary>What a file contains beside its tensors, as a value of its metadata: a list that stays short.</summary>
internal static class MetadataNotes
{
    /// <summary>The key under which tensors stand that cannot be used, each with the reason.</summary>
    public const string UnsupportedKey = "unsupported";

    private const int MostListed = 20;

    /// <summary><c>a: why; b: why; and 3 more</c>.</summary>
    public static string Join(IReadOnlyCollection<string> facts) => string.Join("; ", facts.Take(MostListed))
        + (facts.Count > MostListed
            ? string.Create(CultureInfo.InvariantCulture, $"; and {facts.Count - MostListed} more")
            : "");

    /// <summary>Adds a text to what is said under the key already; nothing where it is empty.</summary>
    public static void Append(Dictionary<string, string> metadata, string key, string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            metadata[key] = metadata.TryGetValue(key, out string? before) ? $"{before}; {text}" : text;
        }
    }

    /// <summary>Adds the list to metadata; nothing where it is empty.</summary>
    public static void AddTo(Dictionary<string, string> metadata, string key, IReadOnlyCollection<string> facts)
    {
        if (facts.Count > 0)
        {
            metadata[key] = Join(facts);
        }
    }
}
