using System.Text.RegularExpressions;

namespace Heavytail.Layers.Rules;

/// <summary>
/// A tensor's name as whole words, so that <c>stem</c> is not found in <c>system</c>: cut at separators, before
/// capitals and around numbers, in small letters, an underscore around each word.
/// </summary>
internal static partial class NameWords
{
    /// <summary>
    /// <c>blocks.2.downConv2d.weight</c> → <c>_blocks_2_down_conv_2_d_weight_</c>; empty for names of no known
    /// program.
    /// </summary>
    public static string Of(string name)
    {
        if (name.Length > NameParts.Longest)
        {
            return "";
        }

        string plain = name.EndsWith(":0", StringComparison.Ordinal) ? name[..^2] : name;
        return $"_{string.Join('_', Word().Matches(plain).Select(word => word.Value.ToLowerInvariant()))}_";
    }

    [GeneratedRegex(@"MoE|[A-Z]+s?(?![a-z])|[A-Z]?[a-z]+|[0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
