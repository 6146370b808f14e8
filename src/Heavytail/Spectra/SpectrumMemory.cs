using Heavytail.LinearAlgebra;
using Heavytail.LinearAlgebra.Storage;
using Heavytail.Tensors;

namespace Heavytail.Spectra;

/// <summary>
/// The memory model of a layer: what its spectrum takes at its peak, beside the few dozen megabytes of the process
/// itself.
/// </summary>
/// <remarks>
/// By the Gram matrix (M² is of doubles, b bytes a stored element):
/// <list type="bullet">
/// <item>a slice, or a batch of small ones: of each the packed triangle, M²/2, and the larger of what multiplying and
/// what
/// the eigenvalues take beside them: packed blocks and the source's buffers, or
/// <see cref="SymmetricEigenvalues.ScratchBytes"/>;</item>
/// <item>held all the time: of a convolution the stored bytes, N·M·rf·b. A dense layer is held only where its stream is
/// wide and cannot seek.</item>
/// </list>
/// By bidiagonalization: all weights as doubles, N·M·rf, and a copy of each slice in work, unless the weights are one
/// tall
/// matrix already. Where <see cref="AugmentedMatrix"/> pays: the triangle of order N + M in place of the copy.
/// </remarks>
/// <param name="Held">Bytes that are there from the first slice to the last.</param>
/// <param name="PerSlice">Bytes for each slice in work; where slices are small, for each batch of them.</param>
internal readonly record struct SpectrumMemory(long Held, long PerSlice)
{
    // Singular values, eigenvalues, those above the rank, and what the fit makes of them.
    private const int DoublesPerEigenvalue = 24;

    // Reflectors and rows of bidiagonalization, bands of bisection.
    private const int BidiagonalVectors = 12;

    /// <summary>Bytes with so many slices in work.</summary>
    public long Bytes(int slicesAtOnce) => checked(Held + (slicesAtOnce * PerSlice));

    /// <summary>The figures of a layer.</summary>
    public static SpectrumMemory Estimate(SpectrumRequest request) => request.Method == SpectrumMethod.Gram
        ? ByGram(request.Layer, request.Access, request.Precision)
        : ByBidiagonal(request.Layer, request.Access);

    private static SpectrumMemory ByGram(Layer layer, TensorAccess access, Precision precision)
    {
        long stored = layer.ElementCount * (layer.Tensor.Type.Bits() / 8);
        bool streams = layer.Rf == 1 && (WeightSource.IsTallShape(layer.ReadRows, layer.ReadColumns) || access.CanSeek);
        long triangle = sizeof(double) * PackedTriangle.LengthOf(layer.M);
        long multiplying = sizeof(double) * GramMatrix.ScratchLength(layer.M);
        if (streams)
        {
            multiplying += access.BufferedBytes + WeightSource.BufferBytes(
                layer.Tensor.Type, layer.ReadRows, layer.ReadColumns);
        }

        int batch = Math.Min(layer.Rf, SymmetricEigenvalues.BatchSize(layer.M));
        bool comesInBatches = layer.IsComputed && layer.Rf > 1;
        if (comesInBatches)
        {
            // The batch as it is stored, and the one slice that is computed, as doubles and as it is stored.
            long slice = stored / layer.Rf;
            multiplying += (slice * (batch + 1)) + (sizeof(double) * ((long)layer.Rows * layer.Columns));
        }

        return new SpectrumMemory(
            Results(layer) + (comesInBatches ? access.BufferedBytes : streams ? 0 : stored + access.BufferedBytes),
            (batch * triangle) + Math.Max(multiplying, SymmetricEigenvalues.ScratchBytes(layer.M, batch, precision)));
    }

    private static SpectrumMemory ByBidiagonal(Layer layer, TensorAccess access)
    {
        long slice = sizeof(double) * ((long)layer.N * layer.M);
        if (layer.IsComputed && layer.Rf > 1)
        {
            return new SpectrumMemory(
                Results(layer) + access.BufferedBytes,
                (5 * slice) + Decomposing(layer));
        }

        bool isAugmented = AugmentedMatrix.Pays(layer.Rows, layer.Columns);
        bool copies = layer.Rf > 1 || (!isAugmented && layer.ReadRows < layer.ReadColumns);
        return new SpectrumMemory(
            Results(layer) + access.BufferedBytes + (slice * layer.Rf),
            (copies ? slice : 0) + Decomposing(layer));
    }

    private static long Decomposing(Layer layer) => AugmentedMatrix.Pays(layer.Rows, layer.Columns)
        ? AugmentedMatrix.Bytes(layer.Rows, layer.Columns)
        : sizeof(double) * BidiagonalVectors * (long)layer.N;

    private static long Results(Layer layer) => sizeof(double) * DoublesPerEigenvalue * layer.EigenvalueCount;
}
