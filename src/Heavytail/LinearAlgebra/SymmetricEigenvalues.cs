using Heavytail.LinearAlgebra.Storage;

namespace Heavytail.LinearAlgebra;

/// <summary>
/// All eigenvalues of a symmetric matrix: to tridiagonal form in one stage or two, then by Sturm counts.
/// </summary>
internal static unsafe class SymmetricEigenvalues
{
    /// <summary>
    /// From this order on there are two stages: the matrix leaves the cache, and multiplication of matrices makes up
    /// for the second. On one thread of a Zen 4 they break even near 600, on a Zen 5 near 450, on more threads earlier;
    /// but the errors of one stage grow with the number of its steps, and pass 30·ε·λ_max near 512.
    /// </summary>
    private const int TwoStageOrder = 448;

    /// <summary>
    /// Up to this order matrices are reduced side by side, even a single one: its result must not depend on the others.
    /// At 64 on a Zen 4 it takes a third of the time by vectors of rows, and 5/4 of it alone; at 96 a
    /// matrix alone would take half as long again.
    /// </summary>
    private const int LaneOrder = 64;

    /// <summary>Matrices of a batch: the lanes of the widest vector.</summary>
    private const int MostAtOnce = 8;

    /// <summary>Squares of entries within this exponent, summed, neither overflow nor lose what is above ε.</summary>
    private const int SafeExponent = 300;

    /// <summary>The number of matrices of this order to pass at once; more are correct, but not faster.</summary>
    public static int BatchSize(int order) => order <= LaneOrder ? MostAtOnce : 1;

    /// <summary>Bytes of scratch for this many matrices, at most <see cref="BatchSize"/>.</summary>
    public static long ScratchBytes(int order, int matrices, Precision precision = Precision.Double)
    {
        long reducing = order <= LaneOrder ? sizeof(double) * LaneTridiagonalization.ScratchLength(order, MostAtOnce)
            : order < TwoStageOrder ? sizeof(double) * Tridiagonalization.ScratchLength(order)
            : precision == Precision.Single ? BandReduction<float>.ScratchBytes(order)
            : BandReduction<double>.ScratchBytes(order);
        return reducing + ((long)TridiagonalEigenvalues.ScratchBytes * order * matrices);
    }

    /// <summary>
    /// Whether a matrix of this order is first reduced to a band, the stage that <see cref="Precision"/> sets.
    /// </summary>
    public static bool IsTwoStage(int order) => order >= TwoStageOrder;

    /// <summary>All eigenvalues of one matrix, ascending.</summary>
    /// <param name="x">Matrix; overwritten.</param>
    /// <param name="options">Kernels, thread count and precision.</param>
    public static double[] Compute(PackedTriangle x, EngineOptions options) => Compute([x], options)[0];

    /// <summary>All eigenvalues of each matrix, ascending; the bits do not depend on the other matrices.</summary>
    /// <param name="matrices">Matrices of one order; overwritten.</param>
    /// <param name="options">Kernels, thread count and precision.</param>
    public static double[][] Compute(IReadOnlyList<PackedTriangle> matrices, EngineOptions options)
    {
        int order = matrices[0].Order;
        bool single = options.Precision == Precision.Single && IsTwoStage(order);
        int[] exponents = [.. matrices.Select(x => Scaling.ToSafeRange(x, single ? 0 : SafeExponent))];
        var reduced = IsTwoStage(order)
            ? [.. matrices.Select(x => InTwoStages(x, single, options))]
            : InOneStage(matrices, options);
        double[][] values = Eigenvalues(reduced, options);
        for (int m = 0; m < values.Length; m++)
        {
            for (int k = 0; k < order && exponents[m] != 0; k++)
            {
                values[m][k] = Math.ScaleB(values[m][k], exponents[m]);
            }
        }

        return values;
    }

    private static SymmetricTridiagonal[] InOneStage(IReadOnlyList<PackedTriangle> matrices, EngineOptions options)
    {
        EngineStages.Begin(EngineStages.Tridiagonal);
        return matrices[0].Order <= LaneOrder
            ? LaneTridiagonalization.Reduce(matrices, options.Kernels)
            : [.. matrices.Select(x => Tridiagonalization.Reduce(x, options))];
    }

    private static SymmetricTridiagonal InTwoStages(PackedTriangle x, bool single, EngineOptions options)
    {
        using var band = Band(x, single, options);
        EngineStages.Begin(EngineStages.Chase);
        return BulgeChase.Reduce(band, options);
    }

    private static BandMatrix Band(PackedTriangle x, bool single, EngineOptions options)
    {
        x.MirrorDiagonalBlocks();
        EngineStages.Begin(EngineStages.Band);
        return single
            ? BandReduction<float>.Reduce(SinglePanels.From(x), x.Order, options.Kernels.SingleTiles, options)
            : BandReduction<double>.Reduce(x.View, x.Order, options.Kernels.Tiles, options);
    }

    private static double[][] Eigenvalues(IReadOnlyList<SymmetricTridiagonal> matrices, EngineOptions options)
    {
        EngineStages.Begin(EngineStages.Eigenvalues);
        return TridiagonalEigenvalues.Compute(matrices, options);
    }
}
