using Heavytail.LinearAlgebra;
using Heavytail.LinearAlgebra.Storage;

namespace Heavytail.Spectra;

/// <summary>
/// Eigenvalues of the parts of a layer by Gram matrices that share most of their products (<see cref="LeaveOneOut"/>).
/// The layer is held in its stored bytes.
/// </summary>
internal static class SharedGrams
{
    /// <summary>Most bytes: beyond these each part is read and multiplied alone, in less memory.</summary>
    private const long MostBytes = 1L << 29;

    /// <summary>The memory at the peak; null where parts are decomposed one by one.</summary>
    public static SpectrumMemory? Memory(LayerParts parts)
    {
        var layer = parts.Whole.Layer;
        if (parts.Whole.Method != SpectrumMethod.Gram || layer.Rf > 1)
        {
            return null;
        }

        bool ofRows = AreOfRows(parts);
        int order = ofRows ? layer.N : layer.M;
        long triangle = sizeof(double) * PackedTriangle.LengthOf(order);
        long held = (layer.ElementCount * (layer.Tensor.Type.Bits() / 8))
            + (triangle * (ofRows ? 1 : LeaveOneOut.MostHeld(parts.Blocks.Count) - 1));
        if (held + triangle > MostBytes)
        {
            return null;
        }

        return new SpectrumMemory(
            held + parts.Whole.Access.BufferedBytes,
            triangle + Math.Max(
                sizeof(double) * GramMatrix.ScratchLength(order),
                SymmetricEigenvalues.ScratchBytes(order, 1, parts.Whole.Precision)));
    }

    /// <summary>λ ≥ 0 of each part, ascending.</summary>
    /// <param name="parts">Parts for which <see cref="Memory"/> has figures.</param>
    /// <param name="open">Opens the stored values of the whole layer.</param>
    /// <param name="engine">Kernels, threads and precision.</param>
    /// <param name="tally">Counts weights that are NaN or infinite.</param>
    public static double[][] Eigenvalues(
        LayerParts parts, Func<Stream> open, EngineOptions engine, NonFiniteTally tally)
    {
        var layer = parts.Whole.Layer;
        var type = layer.Tensor.Type;
        using var held = BufferedWeights.Load(open, type, layer.ElementCount, 1, slicesFirst: true);
        bool ofRows = AreOfRows(parts);
        bool longIsRead = layer.Rows >= layer.Columns != layer.Layout.Transposed;
        using var source = new BufferedSource(
            held, 0, type, layer.ReadRows, layer.ReadColumns, tally, isTall: longIsRead != ofRows);
        double[][] values = new double[parts.Blocks.Count][];
        var without = new LeaveOneOut(source, parts.Blocks, engine);
        void Take(int part, PackedTriangle gram) =>
            values[part] = SingularSpectrum.NonNegative(SymmetricEigenvalues.Compute(gram, engine));
        if (ofRows)
        {
            without.Rows(Take);
        }
        else
        {
            without.Columns(Take);
        }

        return values;
    }

    /// <summary>Whether parts have fewer eigenvalues than the whole: their Gram matrices are those of its rows.
    /// </summary>
    private static bool AreOfRows(LayerParts parts) =>
        parts.Requests.Any(part => part.Layer.M < parts.Whole.Layer.M);
}
