using Heavytail.Layers;
using Heavytail.LinearAlgebra;

namespace Heavytail.Spectra;

/// <summary>
/// A layer's numbers → its slices as matrices of short rows' count: M × N, whichever side was the output. The spectrum
/// of WᵀW and of W·Wᵀ are the same but for zeros.
/// </summary>
internal static class SliceMatrices
{
    /// <summary>Slice <paramref name="index"/> as M × N.</summary>
    /// <param name="weights">All numbers of the tensor, row-major <c>[rows, columns, rf]</c>.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="index">0 … rf − 1.</param>
    public static Matrix Slice(double[] weights, Layer layer, int index)
    {
        if (layer.Rf == 1)
        {
            var whole = new Matrix(layer.Rows, layer.Columns, weights);
            return layer.Rows <= layer.Columns ? whole : whole.Transpose();
        }

        bool wide = layer.Rows <= layer.Columns;
        var slice = new Matrix(layer.M, layer.N);
        for (int o = 0; o < layer.Rows; o++)
        {
            for (int i = 0; i < layer.Columns; i++)
            {
                double value = weights[((((long)o * layer.Columns) + i) * layer.Rf) + index];
                slice.Data[wide ? (o * layer.N) + i : (i * layer.N) + o] = value;
            }
        }

        return slice;
    }
}
