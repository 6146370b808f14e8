
using Heavytail.Layers;
using Heavytail.LinearAlgebra;
using Heavytail.Tensors;

namespace Heavytail.Spectra;

/// <summary>A layer's stored numbers → its spectrum, by the convention in force.</summary>
internal static class LayerSpectrum
{
    /// <summary>
    /// The Gram matrix resolves s down to about 1e-8·s_max, where the rounding of F32 and coarser types begins; weights
    /// stored in F64 mean something far below that, so those take the slower way.
    /// </summary>
    public static SpectrumMethod MethodFor(ElementType type, Compatibility compatibility) =>
        compatibility == Compatibility.WeightWatcher || type == ElementType.F64
            ? SpectrumMethod.Bidiagonal
            : SpectrumMethod.Gram;

    /// <summary>Computes the pooled spectrum.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="open">Opens its elements as stored, in its order of reading.</param>
    /// <param name="compatibility">Whose arithmetic.</param>
    /// <param name="engine">How each slice is computed.</param>
    /// <param name="slicesAtOnce">Slices that are computed at the same time; the result does not depend on it.</param>
    /// <param name="convention">How weights are scaled.</param>
    /// <returns>One of the two, the other null: the spectrum, or the weights that are no numbers.</returns>
    public static (EigenvalueSpectrum? Spectrum, NonFiniteWeights? NonFinite) Compute(
        Layer layer,
        Func<Stream> open,
        Compatibility compatibility,
        EngineOptions engine,
        int slicesAtOnce,
        Convention convention = Convention.WeightWatcher)
    {
        var type = layer.Tensor.Type;
        double scale = convention.EigenvalueScale(layer);
        var method = MethodFor(type, compatibility);
        var tally = new NonFiniteTally();
        double[][] slices = method == SpectrumMethod.Gram
            ? GramSlices.SingularValues(layer, open, scale, engine, slicesAtOnce, tally)
            : BidiagonalSlices.SingularValues(
                layer, open, scale, compatibility == Compatibility.WeightWatcher, engine, slicesAtOnce, tally);
        return tally.Total is { } damage
            ? (null, damage)
            : (new EigenvalueSpectrum(slices, Array.ConvertAll(
                slices, slice => NumericalRank.ZeroBelow(slice, layer.N, type, method, engine.Precision))), null);
    }

    /// <summary>Runs over slices on so many threads, the calling one among them.</summary>
    public static double[][] ForEachSlice(
        Layer layer, int slicesAtOnce, Func<int, double[]> singularValues, CancellationToken cancellation) => ForEachBatch(
            layer, 1, slicesAtOnce, (slice, _) => [singularValues(slice)], cancellation);

    /// <summary>The same in batches of slices.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="size">Most slices of a batch; fewer where threads would have none.</param>
    /// <param name="batchesAtOnce">Threads.</param>
    /// <param name="singularValues">The first slice and how many → the singular values of each.</param>
    /// <param name="cancellation">Nothing more is started.</param>
    public static double[][] ForEachBatch(
        Layer layer,
        int size,
        int batchesAtOnce,
        Func<int, int, double[][]> singularValues,
        CancellationToken cancellation)
    {
        double[][] result = new double[layer.Rf][];
        batchesAtOnce = Math.Max(1, batchesAtOnce);
        size = Math.Clamp((layer.Rf + batchesAtOnce - 1) / batchesAtOnce, 1, size);
        int batches = (layer.Rf + size - 1) / size;
        void Run(int batch)
        {
            int first = batch * size;
            singularValues(first, Math.Min(size, result.Length - first)).CopyTo(result, first);
        }

        if (batchesAtOnce == 1)
        {
            for (int k = 0; k < batches; k++)
            {
                Run(k);
            }

            return result;
        }

        var settings = new ParallelOptions { MaxDegreeOfParallelism = batchesAtOnce, CancellationToken = cancellation };
        Parallel.For(0, batches, settings, Run);
        return result;
    }
}
