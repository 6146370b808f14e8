using Heavytail.LinearAlgebra.Kernels;
using Heavytail.LinearAlgebra.Storage;

namespace Heavytail.Surgery;

/// <summary>The weights of a layer while they are operated on.</summary>
/// <param name="layer">The layer.</param>
/// <param name="elements">Slice by slice, each outputs × inputs, row-major; changed in place.</param>
/// <param name="resources">Threads and kernels.</param>
internal sealed class LayerWeights(Layer layer, double[] elements, SurgeryResources resources)
{
    /// <summary>The layer.</summary>
    public Layer Layer => layer;

    /// <summary>All weights.</summary>
    public double[] Elements => elements;

    /// <summary>The weights of a slice, rows · columns of them.</summary>
    public Span<double> Slice(int slice)
    {
        int size = layer.Rows * layer.Columns;
        return elements.AsSpan(slice * size, size);
    }

    /// <summary>A slice with at least as many rows as columns: a copy, transposed where it has fewer.</summary>
    /// <param name="slice">Its number.</param>
    /// <param name="singularValues">Its singular values as they are known, ascending.</param>
    public TallSlice Tall(int slice, double[] singularValues)
    {
        var matrix = new Matrix(layer.Rows, layer.Columns, Slice(slice).ToArray());
        return new TallSlice(IsTurned ? matrix.Transpose() : matrix, singularValues, resources with { Slice = slice });
    }

    /// <summary>Whether <see cref="Tall"/> transposes.</summary>
    public bool IsTurned => layer.Rows < layer.Columns;

    /// <summary>Replaces a slice.</summary>
    /// <param name="slice">Its number.</param>
    /// <param name="tall">Its new weights, as those of <see cref="Tall"/>.</param>
    public void Replace(int slice, Matrix tall) =>
        (IsTurned ? tall.Transpose() : tall).Data.AsSpan().CopyTo(Slice(slice));
}

/// <summary>What computing takes.</summary>
/// <param name="Kernels">Inner loops.</param>
/// <param name="Threads">The number of threads; the bits do not depend on it.</param>
/// <param name="Seed">The seed of draws that begin iterations.</param>
/// <param name="Subject">What draws are for: the name of the tensor.</param>
/// <param name="Cancellation">Stops the work.</param>
internal sealed record SurgeryResources(
    KernelSet Kernels, int Threads, int Seed, string Subject, CancellationToken Cancellation)
{
    /// <summary>The slice at work.</summary>
    public int Slice { get; init; }
}
