using Heavytail.LinearAlgebra.Storage;

namespace Heavytail.Tests.Support;

/// <summary>
/// Eigenvalues of symmetric matrices in <see cref="DoubleDouble"/>, the plainest way: Householder reflections, then
/// bisection on Sturm counts (Golub &amp; Van Loan, Algorithms 8.3.1 and §8.4.1). Held to mpmath's figures by a test.
/// Math.NET is no oracle here: its symmetric eigenvalues are off by up to 200·ε·λmax at order 450.
/// </summary>
internal static class ReferenceEigenvalues
{
    /// <summary>Ascending, each to about 2⁻⁶⁰·λmax.</summary>
    public static double[] Of(Matrix symmetric)
    {
        var entries = Array.ConvertAll(symmetric.Data, value => (DoubleDouble)value);
        (var diagonal, var squares) = Tridiagonalize(entries, symmetric.Rows);
        return Bisect(diagonal, squares);
    }

    /// <summary>Eigenvalues of V·Vᵀ, the product in double-double too, V with the shorter side's rows.</summary>
    public static double[] OfGram(Matrix weights)
    {
        var v = weights.Rows <= weights.Columns ? weights : weights.Transpose();
        var product = new DoubleDouble[v.Rows * v.Rows];
        for (int i = 0; i < v.Rows; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                for (int k = 0; k < v.Columns; k++)
                {
                    product[(i * v.Rows) + j] += DoubleDouble.TwoProduct(v[i, k], v[j, k]);
                }
            }
        }

        (var diagonal, var squares) = Tridiagonalize(product, v.Rows);
        return Bisect(diagonal, squares);
    }

    /// <summary>Eigenvalues of a tridiagonal matrix, ascending, whose squares neither overflow nor vanish.</summary>
    public static double[] Of(SymmetricTridiagonal t) => Bisect(
        Array.ConvertAll(t.Diagonal, value => (DoubleDouble)value),
        [0, .. t.OffDiagonal.Select(value => DoubleDouble.TwoProduct(value, value))]);

    /// <summary>The diagonal, and the squared off-diagonal with a zero before it.</summary>
    private static (DoubleDouble[] Diagonal, DoubleDouble[] Squares) Tridiagonalize(DoubleDouble[] a, int n)
    {
        var squares = new DoubleDouble[n];
        var v = new DoubleDouble[n];
        var w = new DoubleDouble[n];
        for (int k = 0; k < n - 1; k++)
        {
            // v: column k below the diagonal, turned into the reflector that keeps its first entry alone
            DoubleDouble norm = 0;
            for (int i = k + 1; i < n; i++)
            {
                v[i] = a[(i * n) + k];
                norm += v[i] * v[i];
            }

            squares[k + 1] = norm;
            var root = DoubleDouble.Sqrt(norm);
            v[k + 1] = v[k + 1].High < 0 ? v[k + 1] - root : v[k + 1] + root;
            DoubleDouble half = 0;
            for (int i = k + 1; i < n; i++)
            {
                half += v[i] * v[i];
            }

            half *= 0.5;
            if (half.High != 0)
            {
                Reflect(a, n, k + 1, v, w, half);
            }
        }

        return ([.. Enumerable.Range(0, n).Select(k => a[(k * n) + k])], squares);
    }

    /// <summary>A ← H·A·H with H = I − v·vᵀ/h, from row and column <paramref name="first"/> on.</summary>
    private static void Reflect(DoubleDouble[] a, int n, int first, DoubleDouble[] v, DoubleDouble[] w, DoubleDouble h)
    {
        DoubleDouble projection = 0;
        for (int i = first; i < n; i++)
        {
            DoubleDouble sum = 0;
            for (int j = first; j < n; j++)
            {
                sum += a[(Math.Max(i, j) * n) + Math.Min(i, j)] * v[j];
            }

            w[i] = sum / h;
            projection += w[i] * v[i];
        }

        projection = projection / h * 0.5;
        for (int i = first; i < n; i++)
        {
            w[i] -= projection * v[i];
        }

        for (int i = first; i < n; i++)
        {
            for (int j = first; j <= i; j++)
            {
                a[(i * n) + j] -= (v[i] * w[j]) + (w[i] * v[j]);
            }
        }
    }

    private static double[] Bisect(DoubleDouble[] diagonal, DoubleDouble[] squares)
    {
        double bound = 2 * (KnownSpectrum.Largest(diagonal.Select(d => d.High)) + (2 * Math.Sqrt(
            squares.Max(s => s.High))));
        return [.. Enumerable.Range(0, diagonal.Length).Select(k => Eigenvalue(diagonal, squares, k, bound))];
    }

    private static double Eigenvalue(DoubleDouble[] diagonal, DoubleDouble[] squares, int index, double bound)
    {
        DoubleDouble low = -bound;
        DoubleDouble high = bound;
        for (int step = 0; step < 64; step++)
        {
            var middle = (low + high) * 0.5;
            if (CountBelow(diagonal, squares, middle, bound * 1e-40) > index)
            {
                high = middle;
            }
            else
            {
                low = middle;
            }
        }

        return (double)((low + high) * 0.5);
    }

    private static int CountBelow(DoubleDouble[] diagonal, DoubleDouble[] squares, DoubleDouble shift, double tiny)
    {
        int count = 0;
        DoubleDouble pivot = 1;
        for (int k = 0; k < diagonal.Length; k++)
        {
            pivot = diagonal[k] - shift - (squares[k].High == 0 ? 0 : squares[k] / pivot);
            if (Math.Abs(pivot.High) < tiny)
            {
                pivot = -tiny;
            }

            count += pivot.High < 0 ? 1 : 0;
        }

        return count;
    }
}
