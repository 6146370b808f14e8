using MathNet.Numerics;

namespace Heavytail.Statistics;

/// <summary>
/// The share of all n! orders of y that reach the largest |score|. Only y sorted as x has the largest score, and only y
/// sorted against x the least: swapping two points that are not so sorted brings either nearer. How many orders that is
/// depends on the ties alone: items tied in y may be swapped, and so may positions tied in x, but where n_gc points
/// share both runs, doing both makes no new order. Hence Π n_g!·Π n_c!/Π n_gc!, over the runs of x and of y.
/// </summary>
internal static class SmallestPValue
{
    public static double Compute<TScore>(TScore score, TieGroups x, TieGroups y)
        where TScore : struct, IRankScore
    {
        int[] sorted = [.. Enumerable.Range(0, x.Count)];
        long most = score.Evaluate(sorted);
        Array.Reverse(sorted);
        long least = -score.Evaluate(sorted);
        double[] logarithms =
        [
            .. most >= least ? [LogarithmOfSorted(x, y)] : Array.Empty<double>(),
            .. least >= most ? [LogarithmOfSorted(x, y.Reversed())] : Array.Empty<double>(),
        ];

        // Where all orders are counted, their number is whole: the same p to the last bit.
        double p = x.Count <= PermutationTest.LongestExact
            ? logarithms.Sum(logarithm => Math.Round(Math.Exp(logarithm))) / SpecialFunctions.Factorial(x.Count)
            : logarithms.Sum(logarithm => Math.Exp(logarithm - SpecialFunctions.FactorialLn(x.Count)));
        return Math.Clamp(p, double.Epsilon, 1);
    }

    /// <summary>ln of the number of orders that are sorted; 0 without ties.</summary>
    private static double LogarithmOfSorted(TieGroups x, TieGroups y)
    {
        double logarithm = 0;
        for (int place = 0; place < x.Count; place++)
        {
            int end = Math.Min(x.End[place], y.End[place]);
            int start = Math.Max(x.Start[place], y.Start[place]);
            logarithm += place == x.Start[place] ? SpecialFunctions.FactorialLn(x.End[place] - place) : 0;
            logarithm += place == y.Start[place] ? SpecialFunctions.FactorialLn(y.End[place] - place) : 0;
            logarithm -= place == start ? SpecialFunctions.FactorialLn(end - place) : 0;
        }

        return logarithm;
    }
}
