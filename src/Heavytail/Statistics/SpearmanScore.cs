using System.Runtime.CompilerServices;

namespace Heavytail.Statistics;

/// <summary>Σa_x·a_y of centered ranks.</summary>
internal readonly struct SpearmanScore(TieGroups x, TieGroups y) : IRankScore
{
    private readonly int[] _x = x.CentredRanks();
    private readonly int[] _y = y.CentredRanks();

    public long SquaresOfX => Squares(_x);

    public long SquaresOfY => Squares(_y);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public long Evaluate(ReadOnlySpan<int> order)
    {
        int[] ofX = _x;
        int[] ofY = _y;
        long sum = 0;
        for (int place = 0; place < ofX.Length; place++)
        {
            sum += (long)ofX[place] * ofY[order[place]];
        }

        return sum;
    }

    public long GainOfSwap(ReadOnlySpan<int> order, int place) =>
        (long)(_x[place] - _x[place + 1]) * (_y[order[place + 1]] - _y[order[place]]);

    private static long Squares(int[] ranks) => ranks.Sum(rank => (long)rank * rank);
}
