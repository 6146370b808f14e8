// What:      singular values of an upper bidiagonal matrix B, and its right singular vectors times a given matrix.
// Formula:   implicit QR steps on BᵀB with the shift of its last 2 × 2 block; the rotations from the right are applied
//            to the rows of the given matrix, those from the left to nothing.
// Reference: Golub & Reinsch, Numerische Mathematik 14 (1970) 403; Golub & Van Loan, Algorithm 8.6.2.
// Not done:  relative accuracy of tiny singular values (Demmel & Kahan): all are exact to ε·s_max.
using Heavytail.LinearAlgebra.Kernels;
using Heavytail.LinearAlgebra.Storage;

namespace Heavytail.LinearAlgebra;

/// <summary>The iteration from a bidiagonal to a diagonal matrix.</summary>
internal sealed class BidiagonalVectors
{
    /// <summary>Steps for one singular value; some two are taken.</summary>
    private const int MostSteps = 75;

    private readonly double[] _d;
    private readonly double[] _e;
    private readonly double _zero;
    private readonly RotationQueue _queue;

    private BidiagonalVectors(double[] diagonal, double[] superdiagonal, RotationQueue queue)
    {
        (_d, _e, _queue) = (diagonal, superdiagonal, queue);
        double largest = 0;
        foreach (double value in diagonal)
        {
            largest = Math.Max(largest, Math.Abs(value));
        }

        foreach (double value in superdiagonal)
        {
            largest = Math.Max(largest, Math.Abs(value));
        }

        _zero = MachineEpsilon.Double * largest;
    }

    /// <summary>Reduces B; both arrays are overwritten, the diagonal with the singular values in no order.</summary>
    /// <param name="diagonal">The diagonal, n values.</param>
    /// <param name="superdiagonal">The values above it, n − 1.</param>
    /// <param name="rows">Vᵀ, n × n: overwritten with the rows that belong to the singular values.</param>
    /// <param name="kernels">Inner loops.</param>
    /// <param name="threads">The number of threads; the bits do not depend on it.</param>
    /// <param name="cancellation">Stops between steps.</param>
    /// <returns>Whether the steps converge.</returns>
    public static bool Reduce(
        double[] diagonal, double[] superdiagonal, Matrix rows, KernelSet kernels, int threads,
        CancellationToken cancellation)
    {
        using var queue = new RotationQueue(rows, kernels, threads);
        bool converges = new BidiagonalVectors(diagonal, superdiagonal, queue).Run(cancellation);
        queue.End();
        for (int k = 0; k < diagonal.Length; k++)
        {
            diagonal[k] = Math.Abs(diagonal[k]); // the sign is that of a left vector
        }

        return converges;
    }

    private bool Run(CancellationToken cancellation)
    {
        int steps = 0;
        for (int last = _d.Length - 1; last > 0;)
        {
            cancellation.ThrowIfCancellationRequested();
            int first = FirstOfBlock(last);
            if (first == last)
            {
                last--;
                steps = 0;
                continue;
            }

            if (++steps > MostSteps)
            {
                return false;
            }

            int zero = LastZero(first, last);
            if (zero == last)
            {
                TakeOutLast(first, last);
            }
            else if (zero >= 0)
            {
                TakeOutRow(zero, last);
            }
            else
            {
                Step(first, last);
            }
        }

        return true;
    }

    /// <summary>Where the block that ends at an index begins; the negligible value before it becomes zero.</summary>
    private int FirstOfBlock(int last)
    {
        int first = last;
        while (first > 0 && Math.Abs(_e[first - 1]) > _zero)
        {
            first--;
        }

        if (first > 0)
        {
            _e[first - 1] = 0;
        }

        return first;
    }

    private int LastZero(int first, int last)
    {
        for (int k = last; k >= first; k--)
        {
            if (Math.Abs(_d[k]) <= _zero)
            {
                _d[k] = 0;
                return k;
            }
        }

        return -1;
    }

    /// <summary>The last singular value is zero: its column is rotated into those before.</summary>
    private void TakeOutLast(int first, int last)
    {
        double f = _e[last - 1];
        _e[last - 1] = 0;
        for (int j = last - 1; j >= first; j--)
        {
            var (c, s, t) = Rotation(_d[j], f);
            _d[j] = t;
            if (j > first)
            {
                f = -s * _e[j - 1];
                _e[j - 1] *= c;
            }

            _queue.Rotate(j, last, c, s);
        }
    }

    /// <summary>A zero within: its row is rotated into those below, from the left.</summary>
    private void TakeOutRow(int zero, int last)
    {
        double f = _e[zero];
        _e[zero] = 0;
        for (int j = zero + 1; j <= last; j++)
        {
            var (c, s, t) = Rotation(_d[j], f);
            _d[j] = t;
            if (j < last)
            {
                f = -s * _e[j];
                _e[j] *= c;
            }
        }
    }

    private void Step(int first, int last)
    {
        double scale = Math.Max(
            Math.Max(Math.Abs(_d[last]), Math.Abs(_d[last - 1])),
            Math.Max(Math.Abs(_e[last - 1]), Math.Max(Math.Abs(_d[first]), Math.Abs(_e[first]))));
        double end = _d[last] / scale;
        double before = _d[last - 1] / scale;
        double above = _e[last - 1] / scale;
        double b = (((before + end) * (before - end)) + (above * above)) / 2;
        double c2 = end * above * (end * above);
        double shift = b == 0 && c2 == 0 ? 0 : c2 / (b + Math.CopySign(Math.Sqrt((b * b) + c2), b));
        double top = _d[first] / scale;
        double f = ((top + end) * (top - end)) + shift;
        double g = top * (_e[first] / scale);
        _queue.Begin(first);
        for (int j = first; j < last; j++)
        {
            var (c, s, t) = Rotation(f, g);
            if (j > first)
            {
                _e[j - 1] = t;
            }

            f = (c * _d[j]) + (s * _e[j]);
            _e[j] = (c * _e[j]) - (s * _d[j]);
            g = s * _d[j + 1];
            _d[j + 1] *= c;
            _queue.Add(c, s);
            (c, s, _d[j]) = Rotation(f, g);
            f = (c * _e[j]) + (s * _d[j + 1]);
            _d[j + 1] = (c * _d[j + 1]) - (s * _e[j]);
            if (j < last - 1)
            {
                g = s * _e[j + 1];
                _e[j + 1] *= c;
            }
        }

        _e[last - 1] = f;
    }

    /// <summary>c and s with c·f + s·g = t and c·g − s·f = 0.</summary>
    private static (double C, double S, double T) Rotation(double f, double g)
    {
        double t = double.Hypot(f, g);
        return t == 0 ? (1, 0, 0) : (f / t, g / t, t);
    }
}
