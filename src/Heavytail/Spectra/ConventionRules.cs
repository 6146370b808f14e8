using System.Globalization;
using Heavytail.Layers;

namespace Heavytail.Spectra;

/// <summary>
/// What each convention does with a layer before its spectrum is fitted. The historical two are those of the programs that
/// made the published numbers, not of the papers' texts: the notebooks of SDM 2020, and WeightWatcher 0.2.7 for Nature
/// Communications 2021. Neither program knew convolutions over sequences and volumes; their slices are taken alike.
/// </summary>
public static class ConventionRules
{
    /// <summary>M from which on the historical conventions fit a slice of a convolution, and nature2021 any matrix.</summary>
    public const int LeastSide = 50;

    /// <summary>Whether the slices of a layer make one spectrum; where not, each is a row of its own.</summary>
    public static bool PoolsSlices(this Convention convention) => convention == Convention.WeightWatcher;

    /// <summary>
    /// Eigenvalues of what is fitted: M·rf of the pooled spectrum; M − 1 of each slice, whose smallest singular value the
    /// historical programs never computed.
    /// </summary>
    public static long EigenvalueCount(this Convention convention, Layer layer) =>
        convention.PoolsSlices() ? layer.EigenvalueCount : layer.M - 1;

    /// <summary>Eigenvalues of all that is fitted of a layer.</summary>
    internal static long TotalEigenvalueCount(this Convention convention, Layer layer) =>
        convention.EigenvalueCount(layer) * (convention.PoolsSlices() ? 1 : layer.Rf);

    /// <summary>What λ is multiplied by: the square of what W is.</summary>
    internal static double EigenvalueScale(this Convention convention, Layer layer) => convention switch
    {
        Convention.WeightWatcher => layer.Kind.IsConvolution() ? 0.5 : 1, // its conv2d_norm, √½
        Convention.Nature2021 => layer.Rf / 2.0, // dense matrices too
        _ => 1,
    };

    /// <summary>Whether only the spectral norm of a layer's slices is taken.</summary>
    internal static bool IsTooSmall(this Convention convention, Layer layer) =>
        convention == Convention.Nature2021 && layer.M < LeastSide;

    /// <summary>Why the convention leaves a layer out; null where it does not.</summary>
    internal static SkippedTensor? Skip(this Convention convention, Layer layer)
    {
        string? explanation = convention switch
        {
            Convention.Sdm2020 when layer.Kind.IsConvolution() && layer.M < LeastSide =>
                $"sdm2020 leaves out convolutions with M = {Text(layer.M)}, below {Text(LeastSide)}",
            Convention.Nature2021 or Convention.Sdm2020 when layer.M == 1 =>
                $"{convention.Word()} drops the smallest singular value of a slice, the only one where M = 1",
            _ => null,
        };
        return explanation is null ? null : SkippedTensor.From(layer, SkipReason.Convention, explanation);
    }

    /// <summary>What is left out of a layer that is analyzed; null where nothing is.</summary>
    internal static string? Remark(this Convention convention, Layer layer) => convention.IsTooSmall(layer)
        ? $"nature2021 takes lambda_max alone where M = {Text(layer.M)}, below {Text(LeastSide)}"
        : null;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
