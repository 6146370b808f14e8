// What:      all eigenvalues and eigenvectors of a small symmetric tridiagonal matrix.
// Formula:   implicit QL steps with Wilkinson's shift; the rotations are applied to the identity.
// Reference: Martin & Wilkinson, Numerische Mathematik 12 (1968) 377; Bowdler et al., ibid. 11 (1968) 293 (tql2).
// Not done:  large matrices, for which LinearAlgebra finds eigenvalues alone, by counting.
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace Heavytail.Vectors;

/// <summary>The eigenpairs of a tridiagonal matrix.</summary>
internal sealed class TridiagonalPairs
{
    /// <summary>Steps for one eigenvalue; some two are taken.</summary>
    private const int MostSteps = 60;

    private TridiagonalPairs(double[] values, double[][] vectors) => (Values, Vectors) = (values, vectors);

    /// <summary>The eigenvalues, in no order.</summary>
    public double[] Values { get; }

    /// <summary>The eigenvector of each, of length 1.</summary>
    public double[][] Vectors { get; }

    /// <summary>Computes them.</summary>
    /// <param name="diagonal">The diagonal, m values.</param>
    /// <param name="beside">The values beside it, m − 1 of them.</param>
    /// <returns>Null where a value is not finite, or the steps do not converge.</returns>
    public static TridiagonalPairs? Of(ReadOnlySpan<double> diagonal, ReadOnlySpan<double> beside)
    {
        if (!TensorPrimitives.IsFiniteAll(diagonal) || !(beside.IsEmpty || TensorPrimitives.IsFiniteAll(beside)))
        {
            return null;
        }

        int m = diagonal.Length;
        double[] d = [.. diagonal];
        double[] e = [.. beside, 0];
        double[][] z = new double[m][];
        for (int i = 0; i < m; i++)
        {
            z[i] = new double[m];
            z[i][i] = 1;
        }

        for (int first = 0; first < m; first++)
        {
            int steps = 0;
            for (int last = End(d, e, first); last != first; last = End(d, e, first))
            {
                if (++steps > MostSteps)
                {
                    return null;
                }

                Step(d, e, z, first, last);
            }
        }

        return new TridiagonalPairs(d, z);
    }

    /// <summary>Where the block that begins at an index ends: at the first negligible value beside it.</summary>
    private static int End(double[] d, double[] e, int first)
    {
        int last = first;
        while (last < d.Length - 1
            && Math.Abs(e[last]) > MachineEpsilon.Double * (Math.Abs(d[last]) + Math.Abs(d[last + 1])))
        {
            last++;
        }

        return last;
    }

    private static void Step(double[] d, double[] e, double[][] z, int first, int last)
    {
        double g = (d[first + 1] - d[first]) / (2 * e[first]);
        g = d[last] - d[first] + (e[first] / (g + Math.CopySign(double.Hypot(g, 1), g)));
        (double s, double c, double p) = (1, 1, 0);
        for (int i = last - 1; i >= first; i--)
        {
            double f = s * e[i];
            double b = c * e[i];
            double r = double.Hypot(f, g);
            e[i + 1] = r;
            if (r == 0)
            {
                d[i + 1] -= p;
                e[last] = 0;
                return;
            }

            s = f / r;
            c = g / r;
            g = d[i + 1] - p;
            r = ((d[i] - g) * s) + (2 * c * b);
            p = s * r;
            d[i + 1] = g + p;
            g = (c * r) - b;
            Rotate(z[i], z[i + 1], c, s);
        }

        d[first] -= p;
        e[first] = g;
        e[last] = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rotate(double[] lower, double[] upper, double c, double s)
    {
        for (int k = 0; k < lower.Length; k++)
        {
            double f = upper[k];
            upper[k] = (s * lower[k]) + (c * f);
            lower[k] = (c * lower[k]) - (s * f);
        }
    }
}
