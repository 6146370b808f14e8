using System.Globalization;
using System.Text.RegularExpressions;
using Heavytail.Files;

namespace Heavytail.Formats.Pieces;

/// <summary>
/// The names of files that hold a model's matrices in pieces, one file for each processor it was trained on:
/// <c>consolidated.00.pth</c>, <c>consolidated.01.pth</c> … of Llama and its kin.
/// </summary>
internal static partial class ModelParallelNames
{
    /// <summary>The number of a file, from 0; null where its name is another.</summary>
    public static int? Number(string path) => Name().Match(Path.GetFileName(path)) is { Success: true } match
        ? int.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture)
        : null;

    /// <summary>The names of all files of a model that are in a file's folder, by number.</summary>
    public static SortedDictionary<int, string> Beside(ByteSource file)
    {
        var names = new SortedDictionary<int, string>();
        var own = Name().Match(Path.GetFileName(file.Path));
        foreach (var (name, _) in file.ListBeside("")?.Files ?? [])
        {
            var match = Name().Match(name);
            if (match.Success && match.Groups[1].Value == own.Groups[1].Value
                && match.Groups[3].Value == own.Groups[3].Value)
            {
                names[int.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture)] = name;
            }
        }

        return names;
    }

    /// <summary>Whether the numbers go from 0 without a gap.</summary>
    public static bool IsComplete(SortedDictionary<int, string> names) =>
        names.Count > 0 && names.Keys.Last() == names.Count - 1;

    [GeneratedRegex(@"^(consolidated\.)(\d\d)(\.pth|\.pt|\.safetensors)$", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
