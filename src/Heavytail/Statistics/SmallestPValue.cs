using MathNet.Numerics;

namespace Heavytail.Statistics;

/// <summary>
/// The part of all n! orders of y that reach the largest |score|. Only y sorted as x has the largest score, and only y
/// sorted against x the least: swapping two points that are not so sorted brings either nearer. How many orders that is
/// depends on the ties alone: things tied in y may change places, and so may places tied in x, but where n_gc points share
/// both runs, doing both is no new order. Hence Π n_g!·Π n_c!/Π n_gc!, over the runs of x and of y.
/// </summary>
internal static class SmallestPValue
{
    public static double Of<TScore>(TScore score, TieGroups x, TieGroups y)
        where TScore : struct, IRankScore
    {
        int[] sorted = [.. Enumerable.Range(0, x.Count)];
        long most = score.Of(sorted);
        Array.Reverse(sorted);
        long least = -score.Of(sorted);
        double p = (most >= least ? Part(x, y) : 0) + (least >= most ? Part(x, y.Reversed()) : 0);
        return Math.Clamp(p, double.Epsilon, 1);
    }

    /// <summary>The part of all orders that are sorted; 1/n! without ties, and where all are counted, to the last bit.</summary>
    private static double Part(TieGroups x, TieGroups y)
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

        return x.Count <= PermutationTest.LongestExact
            ? Math.Round(Math.Exp(logarithm)) / SpecialFunctions.Factorial(x.Count)
            : Math.Exp(logarithm - SpecialFunctions.FactorialLn(x.Count));
    }
}
