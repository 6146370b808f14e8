// What:      a cheap proof that the Kolmogorov–Smirnov distance D = max_j |f(j)| of a tail reaches a limit.
// Formula:   one |f(j)| ≥ limit is the proof; where to look: for p ≤ j ≤ q, f(p) − (q−p)/n ≤ f(j) ≤ f(q) + (q−p)/n.
// Reference: f is the gap of PowerLawTail; the bound is proved below.
// Not done:  no proof of the contrary: a tail that is not excluded has to be measured.
namespace Heavytail.Fits;

/// <summary>
/// Looks for one value of the tail that gives the proof: first where the last ones were found, as the place of the
/// largest gap moves little from one candidate to the next; then at every 64th value, the knots; then in those blocks
/// between knots of which the bound says that it may be there.
/// <para>
/// The bound: f(j) = law(x_j) − j/n, where law(x_j) and j/n both ascend with j. So p ≤ j ≤ q gives
/// f(j) ≤ law(x_q) − p/n = f(q) + (q − p)/n and f(j) ≥ law(x_p) − q/n = f(p) − (q − p)/n. A block can hold a gap as
/// large as the limit only if its upper knot's gap is ≥ limit − 64/n, or its lower knot's ≤ 64/n − limit. This only
/// spares work: a block skipped in error would leave a candidate to be measured, never exclude one.
/// </para>
/// </summary>
internal sealed class CandidateExclusion
{
    /// <summary>Values from one knot to the next.</summary>
    private const int Block = 64;

    /// <summary>
    /// Gaps are differences of numbers in [0, 1] that every kernel has to a few ε from the same arguments. One that is
    /// above the limit by this much is so for all kernels; closer calls are left to <see cref="KolmogorovSmirnov"/>.
    /// </summary>
    private const double Margin = 1e-12;

    private readonly double[] _logs;
    private readonly double[] _knots;
    private readonly double[] _knotGaps;
    private readonly double[] _blockGaps = new double[Block];

    /// <summary>Where the last proofs were: the law above the empirical distribution, and below it.</summary>
    private int _above;
    private int _below;

    /// <param name="logs">ln x of all values, ascending.</param>
    public CandidateExclusion(double[] logs)
    {
        _logs = logs;
        _knots = new double[(logs.Length + Block - 1) / Block];
        _knotGaps = new double[_knots.Length];
        for (int k = 0; k < _knots.Length; k++)
        {
            _knots[k] = logs[Position(k)];
        }
    }

    /// <summary>How many gaps were computed so far.</summary>
    public long GapCount { get; private set; }

    /// <summary>
    /// Whether the distance of the tail from <paramref name="start"/> on is proved to be ≥ the limit.
    /// </summary>
    public bool Excludes(int start, double alpha, double limit)
    {
        var law = new PowerLawTail(_logs[start], alpha, _logs.Length - start);
        double bar = limit + Margin;
        return ProvedAt(_above, start, law, bar)
            || ProvedAt(_below, start, law, bar) || ProvedBySearch(start, law, bar);
    }

    /// <summary>Knots are counted from the end, so that the last value is one: gaps are often large there.</summary>
    private int Position(int knot) => _logs.Length - 1 - (Block * (_knots.Length - 1 - knot));

    private bool ProvedAt(int position, int start, in PowerLawTail law, double bar)
    {
        if (position <= start)
        {
            return false;
        }

        GapCount++;
        return Math.Abs(law.Gap(_logs[position], position - start)) >= bar;
    }

    private bool ProvedBySearch(int start, in PowerLawTail law, double bar)
    {
        int firstKnot = _knots.Length - 1 - ((law.Count - 1) / Block);
        int knot = Position(firstKnot);
        var knots = _knots.AsSpan(firstKnot);
        var gaps = _knotGaps.AsSpan(0, knots.Length);
        if (ProvedAmong(knots, start, knot, Block, law, bar, gaps))
        {
            return true;
        }

        double reach = bar - (Block / (double)law.Count);
        double before = 0; // the gap at the start
        foreach (double after in gaps)
        {
            if (after >= reach || before <= -reach)
            {
                int from = Math.Max(start, knot - Block);
                var block = _logs.AsSpan(from, knot - from);
                if (ProvedAmong(block, start, from, 1, law, bar, _blockGaps.AsSpan(0, block.Length)))
                {
                    return true;
                }
            }

            before = after;
            knot += Block;
        }

        return false;
    }

    /// <summary>Whether one of these values is a proof; the place of the largest gap is remembered.</summary>
    private bool ProvedAmong(
        ReadOnlySpan<double> logs, int start, int position, int stride, in PowerLawTail law, double bar,
        Span<double> gaps)
    {
        GapCount += logs.Length;
        double largest = law.Gaps(logs, position - start, stride, gaps);
        if (largest < bar)
        {
            return false;
        }

        int above = gaps.IndexOf(largest);
        int below = gaps.IndexOf(-largest);
        if (above >= 0)
        {
            _above = position + (above * stride);
        }

        if (below >= 0)
        {
            _below = position + (below * stride);
        }

        return true;
    }
}
