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
    /// <summary>What all names of layers begin with, and patterns may leave out.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Whether a pattern names layers to analyze, and not layers to leave out.</summary>
    internal static bool Includes(string pattern) => !pattern.StartsWith('!');

    /// <summary>Null if the layer is analyzed, otherwise why it is not.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="eigenvalues">Its number of eigenvalues by the convention in use.</param>
    /// <param name="n">N by the convention in use.</param>
    public SkippedTensor? Check(Layer layer, long eigenvalues, int n) =>
        CheckName(layer) ?? CheckSize(layer, eigenvalues, n);

    /// <summary>Null if a layer's name is selected, otherwise why it is not analyzed.</summary>
    public SkippedTensor? CheckName(Layer layer) => Includes(layer)
        ? null
        : LeftOut(layer);

    private static SkippedTensor LeftOut(Layer layer) =>
        SkippedTensor.From(layer, SkipReason.Excluded, "left out by `Layers`");

    /// <summary>The same for a matrix that is computed from layers: by its own name, or by all of theirs.</summary>
    /// <param name="computed">The matrix.</param>
    /// <param name="sources">What it is computed from.</param>
    public SkippedTensor? CheckName(Layer computed, params ReadOnlySpan<Layer> sources)
    {
        bool isNamed = Patterns.Any(Includes) && CheckName(computed) is null;
        foreach (var layer in sources)
        {
            if (isNamed ? IsExcluded(layer) : CheckName(layer) is not null)
            {
                return LeftOut(layer);
            }
        }

        return IsExcluded(computed) ? CheckName(computed) : null;
    }

    /// <summary>The same for the size of a layer.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="eigenvalues">Its number of eigenvalues by the convention in use.</param>
    /// <param name="n">N by the convention in use.</param>
    public SkippedTensor? CheckSize(Layer layer, long eigenvalues, int n)
    {
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

    private bool IsExcluded(Layer layer) =>
        Patterns.Any(pattern => !Includes(pattern) && Matches(pattern.AsSpan(1), layer, Prefix));

    private bool Includes(Layer layer)
    {
        bool anyInclusion = false;
        bool included = false;
        foreach (string pattern in Patterns)
        {
            if (pattern.StartsWith('!'))
            {
                if (Matches(pattern.AsSpan(1), layer, Prefix))
                {
                    return false;
                }
            }
            else
            {
                anyInclusion = true;
                included |= Matches(pattern, layer, Prefix);
            }
        }

        return included || !anyInclusion;
    }

    /// <summary>
    /// The name of a tensor, with or without its <c>.weight</c> and what all names begin with, stands for all of its
    /// matrices; <c>*[f]</c> picks one. <c>#12</c> is the tensor with that id.
    /// </summary>
    internal static bool Matches(ReadOnlySpan<char> pattern, Layer layer, string prefix) =>
        IsGlobOf(pattern, layer.LongName, prefix)
        || IsGlobOf(pattern, layer.Name, prefix)
        || (layer.Part is not null && IsGlobOf(pattern, layer.TensorName, prefix))
        || (pattern is ['#', .. var id]
            && int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && number == layer.Id);

    private static bool IsGlobOf(ReadOnlySpan<char> pattern, string name, string prefix) =>
        FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false)
        || (prefix.Length > 0
            && name.StartsWith(prefix, StringComparison.Ordinal)
            && FileSystemName.MatchesSimpleExpression(pattern, name.AsSpan(prefix.Length), ignoreCase: false));
}
