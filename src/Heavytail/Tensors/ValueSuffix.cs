// Specification: https://flax.readthedocs.io/en/latest/api_reference/flax.nnx/variables.html
using System.Collections.Frozen;

namespace Heavytail.Tensors;

/// <summary>
/// Flax NNX stores a parameter as the value of a variable: <c>query/kernel/value</c>, and later versions
/// <c>raw_value</c>. The name before that says what it is, in whatever file it is.
/// </summary>
internal static class ValueSuffix
{
    private static readonly string[] s_endings = ["value", "raw_value"];

    /// <summary>Parameters and statistics of Flax' own modules; any name may come before where most end so.</summary>
    private static readonly FrozenSet<string> s_parameters = FrozenSet.ToFrozenSet(
        ["kernel", "bias", "scale", "embedding", "mean", "var", "lora_a", "lora_b"], StringComparer.Ordinal);

    /// <summary>The names without the suffix, by the names that have it; none of an attention's own value.</summary>
    public static IReadOnlyDictionary<string, string> PlainNames(IReadOnlyCollection<string> names)
    {
        var plain = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string name in names)
        {
            if (Owner(name) is { } owner)
            {
                plain.TryAdd(name, owner);
            }
        }

        if (plain.Count == 0)
        {
            return plain;
        }

        bool isRule = 2 * plain.Count >= names.Count;
        var all = names.ToHashSet(StringComparer.Ordinal);
        var beside = names.Select(name => name[..Math.Max(0, Cut(name))])
            .CountBy(owner => owner, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        foreach (var (name, owner) in plain.ToList())
        {
            bool isNamed = isRule || s_parameters.Contains(owner[(Cut(owner) + 1)..]);
            if (!isNamed || beside[owner] > 1 || all.Contains(owner))
            {
                plain.Remove(name);
            }
        }

        return plain;
    }

    private static int Cut(string name) => name.AsSpan().LastIndexOfAny('.', '/');

    private static string? Owner(string name) =>
        Cut(name) is > 0 and int cut && s_endings.Contains(name[(cut + 1)..], StringComparer.Ordinal)
            ? name[..cut] : null;
}
