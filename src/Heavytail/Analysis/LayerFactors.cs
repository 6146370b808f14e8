using Heavytail.LinearAlgebra;
using Heavytail.LinearAlgebra.Kernels;
using Heavytail.Spectra;

namespace Heavytail.Analysis;

/// <summary>A layer whose matrices are products of thin ones: ΔW of an adapter. Only the factors are read.</summary>
/// <param name="layer">The layer.</param>
/// <param name="rank">r, the length of the dimension between the factors.</param>
internal sealed class LayerFactors(Layer layer, int rank)
{
    /// <summary>r.</summary>
    public int Rank => rank;

    /// <summary>Multiply-adds of its spectrum.</summary>
    public double Cost => layer.Rf * LowRankSpectrum.Cost(layer.Rows, layer.Columns, rank);

    /// <summary>Bytes that are read.</summary>
    public double StoredBytes => (double)rank * (layer.Rows + ((double)layer.Columns * layer.Rf))
        * (layer.Tensor.StoredType.Bits() / 8);

    /// <summary>The memory of its spectrum.</summary>
    public SpectrumMemory Memory => new(
        LowRankSpectrum.Bytes(rank) + (4L * sizeof(double) * rank * (layer.Rows + ((long)layer.Columns * layer.Rf)))
            + (layer.Tensor.Factors is { Matrices: > 1 } form ? sizeof(double) * form.ElementCount : 0),
        PerSlice: 24L * sizeof(double) * layer.EigenvalueCount);

    /// <summary>
    /// The factors of a layer; null where there are none, where they are no thinner than the matrix, or where the
    /// layer is cut otherwise than its factors.
    /// </summary>
    public static LayerFactors? Of(Layer layer) =>
        layer is { IsComputed: false, Tensor.Factors: { } form } && form.Rank <= layer.M
        && layer.ElementCount == (long)form.Rows * form.Columns
        && (layer.Rf == 1 || (layer.Rows == form.Rows && (long)layer.Columns * layer.Rf == form.Columns))
            ? new LayerFactors(layer, form.Rank)
            : null;

    /// <summary>
    /// The metrics without what they do not say: alpha judges the training of weights, not of changes, and few
    /// eigenvalues above zero have none.
    /// </summary>
    /// <param name="metrics">The metrics.</param>
    /// <param name="rank">The number of eigenvalues above zero.</param>
    /// <param name="least">The least number of eigenvalues that have an alpha.</param>
    public static LayerMetrics Limit(LayerMetrics metrics, int rank, int least) => metrics with
    {
        Warning = TrainingWarning.None,
        Tail = rank < least ? null : metrics.Tail,
        Interval = rank < least ? null : metrics.Interval,
    };

    /// <summary>The spectrum of the layer; null where elements of a factor are NaN or infinite.</summary>
    /// <exception cref="InvalidCheckpointException">The factors cannot be read.</exception>
    public Spectrum? Decompose(Checkpoint checkpoint, CancellationToken cancellation)
    {
        long offset = layer.Layout.View?.Offset ?? 0;
        var factors = checkpoint.ReadFactors(layer.Tensor, (int)(offset / layer.ElementCount));
        try
        {
            return Decompose(factors.Left, factors.Right, cancellation);
        }
        finally
        {
            factors.Release();
        }
    }

    private Spectrum? Decompose(double[] left, double[] right, CancellationToken cancellation)
    {
        var kernels = new EngineOptions(KernelSet.Current, Cancellation: cancellation);
        var slices = new SliceSpectrum[layer.Rf];
        for (int slice = 0; slice < slices.Length; slice++)
        {
            if (LowRankSpectrum.Compute(
                slices.Length == 1 ? left : [.. left],
                slices.Length == 1 ? right : SliceOf(right, slice),
                rank,
                layer.Tensor.StoredType,
                kernels) is not { } spectrum)
            {
                return null;
            }

            slices[slice] = spectrum;
        }

        return new Spectrum(slices, SpectrumMethod.Bidiagonal, Precision.Double);
    }

    /// <summary>The columns of one position of the kernel, which is the last dimension.</summary>
    private double[] SliceOf(double[] right, int slice)
    {
        double[] chosen = new double[right.Length / layer.Rf];
        for (int k = 0; k < chosen.Length; k++)
        {
            chosen[k] = right[(k * layer.Rf) + slice];
        }

        return chosen;
    }
}
