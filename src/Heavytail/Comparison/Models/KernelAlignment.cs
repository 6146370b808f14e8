// What:      whether two matrices give their outputs the same similarities.
// Formula:   K = W·Wᵀ, outputs × outputs. WeightWatcher's: ‖AᵀB‖_F/√(‖AᵀA‖_F·‖BᵀB‖_F) = √(⟨Ka,Kb⟩/(‖Ka‖·‖Kb‖)).
//            Centered: ⟨HKaH,HKbH⟩/(‖HKaH‖·‖HKbH‖), H = I − 1·1ᵀ/n. Where outputs are the more, by the inputs:
//            ⟨Ka,Kb⟩ = ‖AᵀB‖_F², and the means of columns a, b take n·a·bᵀ off AᵀB.
// Reference: Kornblith et al., ICML 2019, arXiv 1905.00414, eq. 3; WeightWatcher 0.7.5.5, `distances(method='cka')`.
// Not done:  activations: the rows are weights, so that no data are needed.
using System.Numerics.Tensors;
using Heavytail.Derived;

namespace Heavytail.Comparison.Models;

/// <summary>Kernel alignment of two matrices of outputs × inputs.</summary>
internal static class KernelAlignment
{
    /// <summary>Doubles that it holds beside the matrices.</summary>
    public static long Length(Layer layer) =>
        (2L * layer.Rows * layer.Columns) + (3L * layer.M * layer.M);

    /// <summary>Both alignments; null where a matrix is all zeros, or has equal rows.</summary>
    public static (double? Centered, double? Uncentered) Of(
        double[] a, double[] b, int rows, int columns, CancellationToken cancellation)
    {
        bool byOutputs = rows <= columns;
        int size = Math.Min(rows, columns);
        double[] turnedA = Turned(a, rows, columns);
        double[] turnedB = Turned(b, rows, columns);
        double[] Product(double[] one, double[] turnedOne, double[] other, double[] turnedOther)
        {
            double[] product = new double[size * size];
            RowProduct.Multiply(
                byOutputs ? one : turnedOne, byOutputs ? turnedOther : other, product,
                byOutputs ? columns : rows, size, cancellation);
            return product;
        }

        double[] aa = Product(a, turnedA, a, turnedA);
        double[] bb = Product(b, turnedB, b, turnedB);
        double[]? ab = byOutputs ? null : Product(a, turnedA, b, turnedB);
        double? uncentered = Ratio(aa, bb, ab);
        if (byOutputs)
        {
            CenterTwice(aa, size);
            CenterTwice(bb, size);
        }
        else
        {
            double[] meansA = Means(turnedA, rows);
            double[] meansB = Means(turnedB, rows);
            TakeOff(aa, meansA, meansA, rows);
            TakeOff(bb, meansB, meansB, rows);
            TakeOff(ab!, meansA, meansB, rows);
        }

        return (Ratio(aa, bb, ab), uncentered is double square ? Math.Sqrt(square) : null);
    }

    /// <param name="aa">A's kernel, or AᵀA.</param>
    /// <param name="bb">B's kernel, or BᵀB.</param>
    /// <param name="ab">AᵀB; null where the kernels are of outputs.</param>
    private static double? Ratio(double[] aa, double[] bb, double[]? ab)
    {
        double common = ab is null ? TensorPrimitives.Dot<double>(aa, bb) : TensorPrimitives.Dot<double>(ab, ab);
        double size = TensorPrimitives.Norm<double>(aa) * TensorPrimitives.Norm<double>(bb);
        return size > 0 && double.IsFinite(size) ? Math.Clamp(common / size, 0, 1) : null;
    }

    private static double[] Turned(double[] matrix, int rows, int columns)
    {
        double[] turned = new double[matrix.Length];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                turned[(column * rows) + row] = matrix[(row * columns) + column];
            }
        }

        return turned;
    }

    private static double[] Means(double[] turned, int rows)
    {
        double[] means = new double[turned.Length / rows];
        for (int column = 0; column < means.Length; column++)
        {
            means[column] = TensorPrimitives.Sum<double>(turned.AsSpan(column * rows, rows)) / rows;
        }

        return means;
    }

    private static void TakeOff(double[] product, double[] means, double[] otherMeans, int rows)
    {
        int size = means.Length;
        for (int row = 0; row < size; row++)
        {
            var target = product.AsSpan(row * size, size);
            TensorPrimitives.MultiplyAdd(otherMeans, -rows * means[row], target, target);
        }
    }

    /// <summary>H·K·H of a symmetric K.</summary>
    private static void CenterTwice(double[] kernel, int size)
    {
        double[] means = Means(kernel, size);
        double mean = TensorPrimitives.Sum<double>(means) / size;
        for (int row = 0; row < size; row++)
        {
            for (int column = 0; column < size; column++)
            {
                kernel[(row * size) + column] += mean - means[row] - means[column];
            }
        }
    }
}
