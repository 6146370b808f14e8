// What:      which vectors are close to no left singular vector of a matrix W: intruder dimensions.
// Formula:   x is an intruder where max_j |⟨x, u_j⟩| < ε over all left singular vectors u_j of W. The squares ⟨x, u_j⟩²
//            are the masses of the spectral measure of x for K = WWᵀ. Lanczos' iteration from x gives its Gauss rule,
//            nodes θ with weights ω: no point between two nodes has more mass than both weights (Chebyshev, Markov,
//            Stieltjes), which proves an intruder; a Ritz vector of small residual is a u_j, and its √ω the cosine,
//            which refutes one.
// Reference: Shuttleworth et al., arXiv 2410.21228, algorithm 1; Golub & Meurant, Matrices, Moments and Quadrature
//            (2010), ch. 6; tests hold it against all singular vectors by LAPACK.
// Not done:  the cosines: an intruder is proved without them.
using System.Numerics.Tensors;

namespace Heavytail.Vectors;

/// <summary>Tells intruders without the singular vectors of W.</summary>
internal sealed class IntruderVectors
{
    /// <summary>ε of the paper: the cosine below which a vector is an intruder.</summary>
    public const double Cosine = 0.5;

    /// <summary>k of the paper: the number of largest singular values whose vectors are asked.</summary>
    public const int Count = 10;

    private const int FirstCheck = 4;

    /// <summary>Steps from one check to the next, as a factor: a check costs m³.</summary>
    private const double CheckGrowth = 1.25;

    /// <summary>Eigenvalues below this part of the largest are zero: their vectors are no singular vectors.</summary>
    private const double Zero = 1e-14;

    /// <summary>Angle below which the part of a vector that W does not reach is known.</summary>
    private const double Settled = 1e-3;

    private const double Floor = 16 * MachineEpsilon.Double;

    private readonly List<double[]> _basis = [];
    private readonly List<double> _diagonal = [];
    private readonly List<double> _beside = [];
    private readonly double[] _product;
    private readonly double _mean;
    private int _check = FirstCheck;

    /// <param name="vector">The vector that is asked.</param>
    /// <param name="mean">
    /// The mean eigenvalue, above 0: a vector that W hardly reaches shows nothing of its size.
    /// </param>
    private IntruderVectors(double[] vector, double mean)
    {
        _mean = mean;
        _basis.Add(vector);
        _product = new double[vector.Length];
    }

    /// <summary>Doubles that it holds at most.</summary>
    /// <param name="rows">Rows of W.</param>
    /// <param name="columns">Its columns.</param>
    public static long Length(long rows, long columns)
    {
        long steps = Math.Min(Lanczos.MostSteps, rows);
        return (Count * ((steps * rows) + rows + columns)) + (steps * steps);
    }

    /// <summary>
    /// Whether each vector is an intruder; null where <see cref="Lanczos.MostSteps"/> do not tell, and where W is zero
    /// and has no singular vectors.
    /// </summary>
    /// <param name="matrix">W, row-major.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="vectors">Vectors of length 1 with a component for each row.</param>
    /// <param name="cancellation">Stops between products.</param>
    public static bool?[] Find(
        double[] matrix, int columns, IReadOnlyList<double[]> vectors, CancellationToken cancellation)
    {
        bool?[] found = new bool?[vectors.Count];
        double mean = TensorPrimitives.SumOfSquares<double>(matrix) / Math.Min(columns, matrix.Length / columns);
        if (!(mean > 0))
        {
            return found;
        }

        var open = vectors.Select((vector, index) => (Walk: new IntruderVectors(vector, mean), Index: index)).ToList();
        double[][] across = [.. vectors.Select(_ => new double[columns])];
        while (open.Count > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            Multiply(matrix, columns, [.. open.Select(one => one.Walk)], across);
            for (int k = open.Count - 1; k >= 0; k--)
            {
                if (open[k].Walk.IsDone(out found[open[k].Index]))
                {
                    open.RemoveAt(k);
                }
            }
        }

        return found;
    }

    /// <summary>K·x of the last vector of each walk: W is read twice for all of them.</summary>
    private static void Multiply(double[] matrix, int columns, IntruderVectors[] walks, double[][] across)
    {
        Array.ForEach(across, Array.Clear);
        int rows = matrix.Length / columns;
        for (int row = 0; row < rows; row++)
        {
            var line = matrix.AsSpan(row * columns, columns);
            for (int k = 0; k < walks.Length; k++)
            {
                TensorPrimitives.MultiplyAdd(line, walks[k]._basis[^1][row], across[k], across[k]);
            }
        }

        for (int row = 0; row < rows; row++)
        {
            var line = matrix.AsSpan(row * columns, columns);
            for (int k = 0; k < walks.Length; k++)
            {
                walks[k]._product[row] = TensorPrimitives.Dot(line, across[k]);
            }
        }
    }

    /// <summary>Takes the product into the basis. Whether the answer is known, or will not be.</summary>
    private bool IsDone(out bool? isIntruder)
    {
        _diagonal.Add(TensorPrimitives.Dot(_basis[^1], _product));
        TakeOut();
        TakeOut();
        double left = TensorPrimitives.Norm<double>(_product);
        int steps = _basis.Count;
        double scale = Math.Max(_mean, TensorPrimitives.Max<double>(_diagonal.ToArray()));
        bool isWhole = steps == _product.Length || !(left > Floor * scale);
        bool isLast = isWhole || steps == Lanczos.MostSteps;
        isIntruder = null;
        if (isLast || steps >= _check)
        {
            _check = (int)Math.Ceiling(CheckGrowth * steps);
            var pairs = TridiagonalPairs.Of([.. _diagonal], [.. _beside]);
            isIntruder = pairs is null ? null : Decide(pairs, isWhole ? 0 : left);
            if (isLast || isIntruder is not null || pairs is null)
            {
                return true;
            }
        }

        _beside.Add(left);
        double[] next = new double[_product.Length];
        TensorPrimitives.Multiply(_product, 1 / left, next);
        _basis.Add(next);
        return false;
    }

    private void TakeOut()
    {
        for (int k = _basis.Count - 1; k >= 0; k--)
        {
            double along = TensorPrimitives.Dot<double>(_basis[k], _product);
            TensorPrimitives.MultiplyAdd(_basis[k], -along, _product, _product);
        }
    }

    /// <param name="pairs">The nodes, and vectors whose first components squared are the weights.</param>
    /// <param name="left">β, which times the last component of a vector is its residual; 0 where K has no more.</param>
    private bool? Decide(TridiagonalPairs pairs, double left)
    {
        int[] order = [.. Enumerable.Range(0, pairs.Values.Length).OrderBy(k => pairs.Values[k])];
        double[] nodes = [.. order.Select(k => pairs.Values[k])];
        double[] weights = [.. order.Select(k => pairs.Vectors[k][0] * pairs.Vectors[k][0])];
        double largest = Math.Max(_mean, nodes[^1]);
        double zero = Zero * largest;
        for (int k = 0; k < nodes.Length; k++)
        {
            double gap = Math.Min(
                k > 0 ? nodes[k] - nodes[k - 1] : double.PositiveInfinity,
                k < nodes.Length - 1 ? nodes[k + 1] - nodes[k] : double.PositiveInfinity);
            double residual = left * Math.Abs(pairs.Vectors[order[k]][^1]);
            double angle = residual == 0 ? 0 : residual / Math.Min(gap, largest);
            if (nodes[k] - residual > zero && Math.Sqrt(weights[k]) - angle >= Cosine)
            {
                return false;
            }

            if (nodes[k] <= zero && angle <= Settled)
            {
                weights[k] = 0; // the part of the vector that W does not reach
            }
        }

        double most = weights[^1];
        for (int k = 0; k < weights.Length; k++)
        {
            most = Math.Max(most, weights[k] + (left == 0 || k == 0 ? 0 : weights[k - 1]));
        }

        return most < Cosine * Cosine ? true : null;
    }
}
