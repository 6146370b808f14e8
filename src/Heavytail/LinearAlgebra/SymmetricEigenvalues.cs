namespace Heavytail.LinearAlgebra;

/// <summary>
/// All eigenvalues of a symmetric matrix: to tridiagonal form in one stage or two, then by Sturm counts.
/// </summary>
internal static unsafe class SymmetricEigenvalues
{
    /// <summary>
    /// From this order on there are two stages: the matrix leaves the cache, and multiplication of matrices makes up for the
    /// second. On one thread of a Zen 4 they break even near 600, on a Zen 5 near 450, on more threads earlier; but the
    /// errors of one stage grow with the number of its steps, and pass 30·ε·λ_max near 512.
    /// </summary>
    private const int TwoStageOrder = 448;

    /// <summary>Squares of entries within this exponent, summed, neither overflow nor lose what is above ε.</summary>
    private const int SafeExponent = 300;

    /// <summary>Bytes that <see cref="Compute"/> takes beside its argument.</summary>
    public static long ScratchBytes(int order, Precision precision = Precision.Double)
    {
        return ((long)TridiagonalEigenvalues.ScratchBytes * order) + (order < TwoStageOrder ? sizeof(double) * Tridiagonalization.ScratchLength(order)
            : precision == Precision.Single ? BandReduction<float>.ScratchBytes(order)
            : BandReduction<double>.ScratchBytes(order));
    }

    /// <summary>Whether a matrix of this order takes the stage that <see cref="Precision"/> speaks of.</summary>
    public static bool IsTwoStage(int order) => order >= TwoStageOrder;

    /// <summary>All eigenvalues, ascending.</summary>
    /// <param name="x">Overwritten.</param>
    /// <param name="options">How.</param>
    public static double[] Compute(PackedTriangle x, EngineOptions options)
    {
        bool single = options.Precision == Precision.Single && IsTwoStage(x.Order);
        int exponent = Scaling.ToSafeRange(x, single ? 0 : SafeExponent);
        var t = IsTwoStage(x.Order) ? InTwoStages(x, single, options) : StageTimes.Measure(
            options.Times, (times, ticks) => times.Tridiagonal += ticks, () => Tridiagonalization.Reduce(x, options));
        double[] values = StageTimes.Measure(
            options.Times, (times, ticks) => times.Eigenvalues += ticks, () => TridiagonalEigenvalues.Compute(t, options));
        for (int k = 0; k < values.Length && exponent != 0; k++)
        {
            values[k] = Math.ScaleB(values[k], exponent);
        }

        return values;
    }

    private static SymmetricTridiagonal InTwoStages(PackedTriangle x, bool single, EngineOptions options)
    {
        x.MirrorDiagonalBlocks();
        using var band = StageTimes.Measure(options.Times, (times, ticks) => times.Band += ticks, () => single
            ? BandReduction<float>.Reduce(SinglePanels.Of(x), x.Order, options.Kernels.SingleTiles, options)
            : BandReduction<double>.Reduce(x.View, x.Order, options.Kernels.Tiles, options));
        return StageTimes.Measure(
            options.Times, (times, ticks) => times.Chase += ticks, () => BulgeChase.Reduce(band, options));
    }
}
