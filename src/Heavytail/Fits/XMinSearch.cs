// What:      the search for xmin: the first candidate of the smallest distance D_i, without computing every D_i.
// Formula:   the smallest (D_i, i); i is passed over once one gap |f_i(j)| ≤ D_i reaches the smallest D so far.
// Reference: the loop over all candidates, PlainSearch in the tests, finds the same bits.
// Not done:  if the D_i of all candidates agreed to 1e-12, each would be measured: O(n²), as in the plain loop.
using System.Numerics;

namespace Heavytail.Fits;

/// <summary>
/// Visits the candidates from coarse to fine, so that a small D is known early, and measures only those that
/// <see cref="CandidateExclusion"/> cannot exclude. The order does not show in the result: the smallest D wins, the
/// first of
/// equal ones, and every D that is compared comes from <see cref="KolmogorovSmirnov"/>.
/// </summary>
internal sealed class XMinSearch
{
    private readonly LogTails _tails;
    private readonly ArraySegment<int> _candidates;
    private readonly int _oneValueFrom;
    private readonly CandidateExclusion _screen;
    private long _measured;

    /// <summary>Searches.</summary>
    /// <param name="eigenvalues">Positive, ascending, two or more.</param>
    /// <param name="candidates">Their indices, ascending; the last value is none.</param>
    /// <param name="oneValueFrom">
    /// The index from which on all values are taken as one value, of which no exponent can be had.
    /// </param>
    public XMinSearch(ReadOnlySpan<double> eigenvalues, ArraySegment<int> candidates, int oneValueFrom)
        : this(LogTails.Of(eigenvalues), candidates, oneValueFrom)
    {
    }

    /// <summary>Searches among values whose logarithms are known.</summary>
    /// <param name="tails">Two or more values.</param>
    /// <param name="candidates">Their indices, ascending; the last value is none.</param>
    /// <param name="oneValueFrom">The index from which on all values are taken as one value.</param>
    public XMinSearch(LogTails tails, ArraySegment<int> candidates, int oneValueFrom)
    {
        _tails = tails;
        _candidates = candidates;
        _oneValueFrom = oneValueFrom;
        _screen = new CandidateExclusion(tails.Logs);
        VisitAll();
    }

    /// <summary>The candidate found: its place among the eigenvalues.</summary>
    public int Index { get; private set; } = int.MaxValue;

    /// <summary>Its exponent; infinite for a tail of one value.</summary>
    public double Alpha { get; private set; } = double.NaN;

    /// <summary>Its distance.</summary>
    public double D { get; private set; } = double.PositiveInfinity;

    /// <summary>How many gaps were computed, where the plain loop computes n²/2.</summary>
    public long GapCount => _measured + _screen.GapCount;

    /// <summary>Candidate 0, then the odd multiples of 2^k for falling k: each candidate once.</summary>
    private void VisitAll()
    {
        int count = _candidates.Count;
        Visit(_candidates[0]);
        for (int stride = (int)(BitOperations.RoundUpToPowerOf2((uint)count) / 2); stride > 0; stride /= 2)
        {
            for (int k = stride; k < count; k += 2 * stride)
            {
                Visit(_candidates[k]);
            }
        }
    }

    private void Visit(int i)
    {
        // Below this a candidate wins: an earlier one also by the same D.
        double limit = i < Index ? Math.BitIncrement(D) : D;
        (double alpha, double distance) = Evaluate(i, limit);
        if (distance < limit)
        {
            (Index, Alpha, D) = (i, alpha, distance);
        }
    }

    /// <summary>α and D of one candidate; D is only exact where it is below <paramref name="limit"/>.</summary>
    private (double Alpha, double Distance) Evaluate(int i, double limit)
    {
        int n = _tails.Count(i);
        if (i >= _oneValueFrom)
        {
            return (double.PositiveInfinity, (n - 1.0) / n);
        }

        double alpha = _tails.Alpha(i);
        if (!(alpha > 1 && double.IsFinite(alpha)))
        {
            return (alpha, 1);
        }

        if (_screen.Excludes(i, alpha, limit))
        {
            return (alpha, limit);
        }

        _measured += n;
        return (alpha, KolmogorovSmirnov.Distance(_tails.Logs.AsSpan(i), alpha, limit));
    }
}
