using System.Globalization;
using System.IO.Enumeration;

namespace Heavytail.Layers;

/// <summary>Selects the layers to analyze; every limit that excludes one gives a reason.</summary>
/// <param name="Patterns">Globs on the names, <c>*</c> and <c>?</c>; a leading <c>!</c> excludes. Without a
/// pattern that includes, all are included.</param>
/// <param name="MinEvals">Minimum number of eigenvalues.</param>
/// <param name="MaxEvals">Maximum number of eigenvalues; null for no limit.</param>
/// <param name="MaxN">Longest dimension; null for no limit.</param>
internal sealed record LayerFilter(IReadOnlyList<string> Patterns, int MinEvals, int? MaxEvals, int? MaxN)
{
    /// <summary>Whether a pattern names layers to analyze, and not layers to leave out.</summary>
    internal static bool Includes(string pattern) => !pattern.StartsWith('!');

    /// <summary>Null if the layer is analyzed, otherwise why it is not.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="eigenvalues">Its number of eigenvalues by the convention in use.</param>
    /// <param name="n">N by the convention in use.</param>
    public SkippedTensor? Check(Layer layer, long eigenvalues, int n)
    {
        if (!Includes(layer))
        {
            return SkippedTensor.From(layer, SkipReason.Excluded, "left out by `Layers`");
        }

        if (eigenvalues < MinEvals)
        {
            return SkippedTensor.From(layer, SkipReason.TooFewEigenvalues, string.Create(
                CultureInfo.InvariantCulture,
                $"{Depthwise(layer)}{eigenvalues} eigenvalue{(eigenvalues == 1 ? "" : "s")}, fewer than `MinEvals` = {MinEvals}"));
        }

        if (eigenvalues > MaxEvals)
        {
            return SkippedTensor.From(layer, SkipReason.TooLarge, string.Create(
                CultureInfo.InvariantCulture, $"{eigenvalues} eigenvalues, more than `MaxEvals` = {MaxEvals}"));
        }

        return n > MaxN
            ? SkippedTensor.From(layer, SkipReason.TooLarge, string.Create(
                CultureInfo.InvariantCulture, $"N = {n}, WeightWatcher stops at {MaxN}"))
            : null;
    }

    /// <summary>Why a convolution of hundreds of channels has so few.</summary>
    private static string Depthwise(Layer layer) => layer.Kind.IsDepthwise()
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"depthwise, a kernel for each of {layer.N} channels and no matrix between them: ")
        : "";

    private bool Includes(Layer layer)
    {
        bool anyInclusion = false;
        bool included = false;
        foreach (string pattern in Patterns)
        {
            if (pattern.StartsWith('!'))
            {
                if (Matches(pattern.AsSpan(1), layer))
                {
                    return false;
                }
            }
            else
            {
                anyInclusion = true;
                included |= Matches(pattern, layer);
            }
        }

        return included || !anyInclusion;
    }

    /// <summary>
    /// The name of a tensor, with or without its <c>.weight</c>, stands for all of its matrices; <c>*[f]</c> picks one.
    /// </summary>
    internal static bool Matches(ReadOnlySpan<char> pattern, Layer layer) =>
        FileSystemName.MatchesSimpleExpression(pattern, layer.LongName, ignoreCase: false)
        || FileSystemName.MatchesSimpleExpression(pattern, layer.Name, ignoreCase: false)
        || (layer.Part is not null
            && FileSystemName.MatchesSimpleExpression(pattern, layer.TensorName, ignoreCase: false));
}
