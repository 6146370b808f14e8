using System.Numerics;

namespace Heavytail.Fits;

/// <summary>A drawn spectrum that is given in ascending order, and its fit.</summary>
/// <param name="count">Number of values that will be added.</param>
internal sealed class DrawnTails(int count)
{
    private readonly double[] _logs = new double[count];
    private readonly int[] _firsts = new int[count];
    private int _filled;
    private int _distinct;

    /// <summary>The first of equal values, but not the largest.</summary>
    private ArraySegment<int> Candidates => new(_firsts, 0, Math.Max(0, _distinct - 1));

    /// <summary>Adds the next value, so many times.</summary>
    public void Add(double log, int times)
    {
        if (times == 0)
        {
            return;
        }

        if (_filled == 0 || log > _logs[_filled - 1])
        {
            _firsts[_distinct++] = _filled;
        }

        _logs.AsSpan(_filled, times).Fill(log);
        _filled += times;
    }

    /// <summary>The exponent with xmin chosen; NaN where all values are equal.</summary>
    public double Alpha() => Candidates.Count == 0
        ? double.NaN
        : new XMinSearch(new LogTails(_logs), Candidates, _logs.Length).Alpha;

    /// <summary>
    /// Whether some tail has a distance below the limit, without the search for the smallest: coarse to fine, as most
    /// of the tails nearby are alike.
    /// </summary>
    public bool FitsBelow(double limit)
    {
        var tails = new LogTails(_logs);
        var screen = new CandidateExclusion(_logs);
        var candidates = Candidates;
        int stride = (int)BitOperations.RoundUpToPowerOf2((uint)candidates.Count + 1);
        for (; stride > 0; stride /= 2)
        {
            for (int k = stride - 1; k < candidates.Count; k += 2 * stride)
            {
                double alpha = tails.Alpha(candidates[k]);
                if (double.IsFinite(alpha)
                    && !screen.Excludes(candidates[k], alpha, limit)
                    && KolmogorovSmirnov.Distance(_logs.AsSpan(candidates[k]), alpha, limit) < limit)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
