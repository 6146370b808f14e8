using System.Buffers;
using System.Globalization;

namespace Heavytail.Reports.Spectra;

/// <summary>
/// Keys of slices that are safe as names in a zip, whatever a file calls its layers: relative, without <c>..</c>,
/// without characters that a file system refuses, each of them once.
/// </summary>
internal sealed class NpzKeys
{
    /// <summary>A name in a zip has at most 65,535 bytes, up to three for each character.</summary>
    private const int MaxLength = 20_000;

    private static readonly SearchValues<char> s_refused = SearchValues.Create(":*?\"<>|");

    private readonly HashSet<string> _used = new(StringComparer.Ordinal);

    /// <summary>The key of a slice; <c>~2</c> follows where another one has the same.</summary>
    /// <param name="layer">The name of the layer, with its model in front where there are several.</param>
    /// <param name="slice">The slice, from 0.</param>
    public string Add(string layer, int slice)
    {
        string[] parts =
        [
            .. layer.Split('/', '\\').Where(part => part.Length > 0 && part != ".")
                .Select(part => part == ".." ? "__" : string.Concat(part.Select(Safe))),
            slice.ToString(CultureInfo.InvariantCulture),
        ];
        string key = string.Join('/', parts);
        key = key.Length <= MaxLength ? key : key[^MaxLength..];
        string unique = key;
        for (int k = 2; !_used.Add(unique); k++)
        {
            unique = string.Create(CultureInfo.InvariantCulture, $"{key}~{k}");
        }

        return unique;
    }

    private static char Safe(char c) => char.IsControl(c) || char.IsSurrogate(c) || s_refused.Contains(c) ? '_' : c;
}
