// What:      eigenvectors of the largest eigenvalues of A = RᵀR, where the eigenvalues are known and A is a product.
// Formula:   A·Q = Q·T + β·q·eᵀ, Q orthonormal, T tridiagonal of m steps; x = Q·z of an eigenpair θ, z of T has the
//            residual ‖A·x − θ·x‖ = β·|z_m|, and is off by an angle of at most that over the gap to the next λ.
// Reference: Parlett, The Symmetric Eigenvalue Problem (1980), ch. 13, with every q orthogonal to all before.
//            Where the largest are not known, a Ritz value is off by at most its residual, and by its square over the
//            gap to the next one.
// Not done:  vectors of equal eigenvalues: any turn of them would do as well. They are not asked for.
using System.Numerics.Tensors;

namespace Heavytail.Vectors;

/// <summary>An eigenvalue whose vector is wanted.</summary>
/// <param name="Value">The eigenvalue.</param>
/// <param name="Gap">Its distance to the next one, above 0.</param>
internal readonly record struct WantedPair(double Value, double Gap);

/// <summary>Lanczos' iteration from a random vector.</summary>
/// <param name="dimension">Rows of A.</param>
/// <param name="multiply">Computes A·x into the second array.</param>
internal sealed class Lanczos(int dimension, Action<double[], double[]> multiply)
{
    /// <summary>Products at most. Vectors that need more, of gaps of some 1e-4, stay unknown.</summary>
    public const int MostSteps = 400;

    private const int FirstCheck = 8;

    /// <summary>Steps from one check to the next, as a factor: a check costs m³.</summary>
    private const double CheckGrowth = 1.25;

    /// <summary>Angle at which a vector is done; rounding ends at some ε·λ₁/gap.</summary>
    private const double Angle = 1e-9;

    /// <summary>A pass that leaves more than this part of a vector leaves it orthogonal (Kahan; Parlett, §6.9).
    /// </summary>
    private const double Enough = 0.7;

    private const double Floor = 16 * MachineEpsilon.Double;

    /// <summary>Residual at which one of the largest is done, as a part of the largest.</summary>
    private const double Residual = 1e-10;

    /// <summary>A Ritz value of another eigenvalue is further away than this part of the gap.</summary>
    private const double MatchPart = 0.25;

    private readonly List<double[]> _basis = [];
    private readonly List<double> _diagonal = [];
    private readonly List<double> _beside = [];

    /// <summary>Doubles that it holds at most.</summary>
    public static long Length(long dimension)
    {
        long steps = Math.Min(MostSteps, dimension);
        return (steps * (dimension + steps)) + (4 * dimension);
    }

    /// <summary>The vectors of eigenvalues.</summary>
    /// <param name="wanted">The eigenvalues, descending.</param>
    /// <param name="largest">The largest eigenvalue of A.</param>
    /// <param name="random">Gives the first vector.</param>
    /// <returns>For each a vector of length 1; null where it was not found within <see cref="MostSteps"/>.</returns>
    public double[]?[] Find(IReadOnlyList<WantedPair> wanted, double largest, Random random)
    {
        _basis.Add(First(random));
        double[] next = new double[dimension];
        int most = Math.Min(MostSteps, dimension);
        int check = FirstCheck;
        while (true)
        {
            double left = Advance(next);
            int steps = _basis.Count;
            bool isLast = steps == most || left <= Floor * largest;
            if (isLast || steps >= check)
            {
                check = (int)Math.Ceiling(CheckGrowth * steps);
                if (TridiagonalPairs.Of([.. _diagonal], [.. _beside]) is not { } pairs)
                {
                    return new double[]?[wanted.Count];
                }

                int[] found = [.. wanted.Select(pair => Match(pairs, pair, isLast ? 0 : left, largest))];
                if (isLast || Array.TrueForAll(found, index => index >= 0))
                {
                    return Array.ConvertAll(found, index => index < 0 ? null : Combine(pairs.Vectors[index]));
                }
            }

            _beside.Add(left);
            TensorPrimitives.Multiply(next, 1 / left, next);
            _basis.Add((double[])next.Clone());
        }
    }

    /// <summary>The largest eigenvalues with their vectors, where neither is known. Call it once.</summary>
    /// <param name="count">The number of eigenvalues, at most the dimension.</param>
    /// <param name="random">Gives the first vector.</param>
    /// <returns>
    /// Descending; fewer where A has no more that differ from zero. Null where <see cref="MostSteps"/> are too few.
    /// </returns>
    public IReadOnlyList<(double Value, double[] Vector)>? Largest(int count, Random random)
    {
        _basis.Add(First(random));
        double[] next = new double[dimension];
        int most = Math.Min(MostSteps, dimension);
        int check = Math.Max(FirstCheck, count);
        while (true)
        {
            double left = Advance(next);
            int steps = _basis.Count;
            double scale = TensorPrimitives.Max<double>(_diagonal.ToArray());
            bool isInvariant = steps == dimension || left <= Floor * scale;
            if (isInvariant || steps == most || steps >= check)
            {
                check = (int)Math.Ceiling(CheckGrowth * steps);
                if (TridiagonalPairs.Of([.. _diagonal], [.. _beside]) is not { } pairs)
                {
                    return null;
                }

                int[] largest = [.. Enumerable.Range(0, steps).OrderByDescending(k => pairs.Values[k]).Take(count)];
                if (isInvariant || Array.TrueForAll(
                    largest, k => left * Math.Abs(pairs.Vectors[k][^1]) <= Residual * pairs.Values[largest[0]]))
                {
                    return [.. largest.Select(k => (Math.Max(0, pairs.Values[k]), Combine(pairs.Vectors[k])))];
                }

                if (steps == most)
                {
                    return null;
                }
            }

            _beside.Add(left);
            TensorPrimitives.Multiply(next, 1 / left, next);
            _basis.Add((double[])next.Clone());
        }
    }

    /// <summary>The index of the Ritz pair that is the wanted one, if it is exact enough; −1 where none is.</summary>
    /// <param name="pairs">The pairs of T.</param>
    /// <param name="pair">The wanted one.</param>
    /// <param name="left">β, or 0 for any residual.</param>
    /// <param name="largest">The largest eigenvalue.</param>
    private static int Match(TridiagonalPairs pairs, WantedPair pair, double left, double largest)
    {
        int nearest = 0;
        for (int i = 1; i < pairs.Values.Length; i++)
        {
            if (Math.Abs(pairs.Values[i] - pair.Value) < Math.Abs(pairs.Values[nearest] - pair.Value))
            {
                nearest = i;
            }
        }

        double residual = left * Math.Abs(pairs.Vectors[nearest][^1]);
        return Math.Abs(pairs.Values[nearest] - pair.Value) <= MatchPart * pair.Gap
            && residual <= Math.Max(Angle * pair.Gap, Floor * largest) ? nearest : -1;
    }

    private double[] First(Random random)
    {
        double[] first = new double[dimension];
        for (int k = 0; k < dimension; k++)
        {
            first[k] = (2 * random.NextDouble()) - 1;
        }

        TensorPrimitives.Multiply(first, 1 / TensorPrimitives.Norm(first), first);
        return first;
    }

    /// <summary>One product; what is left of it beside the basis goes to the array, its length is returned.</summary>
    private double Advance(double[] next)
    {
        double[] current = _basis[^1];
        multiply(current, next);
        _diagonal.Add(TensorPrimitives.Dot(current, next));

        // The two vectors before are nearly all that the product has of the basis; without them one pass over all is
        // enough, unless it takes much.
        TakeOut(next, Math.Max(0, _basis.Count - 2));
        double before = TensorPrimitives.Norm(next);
        TakeOut(next, 0);
        double left = TensorPrimitives.Norm(next);
        if (left > Enough * before)
        {
            return left;
        }

        TakeOut(next, 0);
        return TensorPrimitives.Norm(next);
    }

    /// <summary>Makes a vector orthogonal to the basis from some vector on.</summary>
    private void TakeOut(double[] vector, int first)
    {
        for (int k = _basis.Count - 1; k >= first; k--)
        {
            TensorPrimitives.MultiplyAdd(_basis[k], -TensorPrimitives.Dot(_basis[k], vector), vector, vector);
        }
    }

    private double[] Combine(double[] weights)
    {
        double[] sum = new double[dimension];
        for (int k = 0; k < weights.Length; k++)
        {
            TensorPrimitives.MultiplyAdd(_basis[k], weights[k], sum, sum);
        }

        TensorPrimitives.Multiply(sum, 1 / TensorPrimitives.Norm(sum), sum);
        return sum;
    }
}
