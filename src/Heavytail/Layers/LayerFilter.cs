using System.Globalization;
using System.IO.Enumeration;

namespace Heavytail.Layers;

/// <summary>Which layers are analyzed; every limit that leaves one out says so.</summary>
/// <param name="Patterns">Globs on the stored names, <c>*</c> and <c>?</c>; a leading <c>!</c> excludes. Without a
/// pattern that includes, all are included.</param>
/// <param name="MinEvals">Least eigenvalues.</param>
/// <param name="MaxEvals">Most eigenvalues; null for no limit.</param>
/// <param name="MaxN">Longest side; null for no limit.</param>
public sealed record LayerFilter(IReadOnlyList<string> Patterns, int MinEvals, int? MaxEvals, int? MaxN)
{
    /// <summary>Null when the layer is to be analyzed, else why it is not.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="eigenvalues">How many it has, by the convention in force.</param>
    public SkippedTensor? Check(Layer layer, long eigenvalues)
    {
        if (!Includes(layer.LongName))
        {
            return new(layer.Tensor, SkipReason.Excluded, "left out by --layers");
        }

        if (eigenvalues < MinEvals)
        {
            return new(layer.Tensor, SkipReason.TooFewEigenvalues, string.Create(
                CultureInfo.InvariantCulture,
                $"{eigenvalues} eigenvalue{(eigenvalues == 1 ? "" : "s")}, fewer than --min-evals {MinEvals}"));
        }

        if (eigenvalues > MaxEvals)
        {
            return new(layer.Tensor, SkipReason.TooLarge, string.Create(
                CultureInfo.InvariantCulture, $"{eigenvalues} eigenvalues, more than --max-evals {MaxEvals}"));
        }

        return layer.N > MaxN
            ? new(layer.Tensor, SkipReason.TooLarge, string.Create(
                CultureInfo.InvariantCulture, $"N = {layer.N}, WeightWatcher stops at {MaxN}"))
            : null;
    }

    private bool Includes(string name)
    {
        bool anyInclusion = false;
        bool included = false;
        foreach (string pattern in Patterns)
        {
            if (pattern.StartsWith('!'))
            {
                if (Matches(pattern.AsSpan(1), name))
                {
                    return false;
                }
            }
            else
            {
                anyInclusion = true;
                included |= Matches(pattern, name);
            }
        }

        return included || !anyInclusion;
    }

    private static bool Matches(ReadOnlySpan<char> pattern, string name) =>
        FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false);
}
