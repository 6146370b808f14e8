// What:      the minimum of a function of one variable by the simplex of Nelder and Mead.
// Formula:   reflection 1, expansion 2, contraction ½, shrinking ½; the second vertex is 1.05·x₀; until the vertices
//            differ by 1e-4 or less, and their values too.
// Reference: Nelder & Mead, Computer J. 7 (1965) 308; scipy.optimize.fmin 1.10.1 with its defaults, step for step.
namespace Heavytail.RandomMatrices;

/// <summary>scipy's <c>fmin</c> in one dimension.</summary>
internal static class SimplexSearch
{
    private const double Tolerance = 1e-4;
    private const double FirstStep = 0.05;
    private const double FirstStepAtZero = 0.00025;
    private const int MostRounds = 200;

    /// <summary>The minimum near a value.</summary>
    /// <param name="function">The function.</param>
    /// <param name="start">The value.</param>
    public static double Minimize(Func<double, double> function, double start)
    {
        int calls = 0;
        (double X, double F) At(double x)
        {
            calls++;
            return (x, function(x));
        }

        var best = At(start);
        var worst = At(start == 0 ? FirstStepAtZero : (1 + FirstStep) * start);
        (best, worst) = Ordered(best, worst);
        for (int round = 1; round < MostRounds && calls < MostRounds; round++)
        {
            if (Math.Abs(worst.X - best.X) <= Tolerance && Math.Abs(best.F - worst.F) <= Tolerance)
            {
                break;
            }

            (best, worst) = Ordered(best, Step(At, best, worst));
        }

        return best.X;
    }

    /// <summary>The vertex in place of the worse one.</summary>
    private static (double X, double F) Step(
        Func<double, (double X, double F)> at, (double X, double F) best, (double X, double F) worst)
    {
        var reflected = at((2 * best.X) - worst.X);
        if (reflected.F < best.F)
        {
            var expanded = at((3 * best.X) - (2 * worst.X));
            return expanded.F < reflected.F ? expanded : reflected;
        }

        bool isOutside = reflected.F < worst.F;
        var contracted = at(isOutside ? (1.5 * best.X) - (0.5 * worst.X) : (0.5 * best.X) + (0.5 * worst.X));
        return (isOutside ? contracted.F <= reflected.F : contracted.F < worst.F)
            ? contracted
            : at(best.X + (0.5 * (worst.X - best.X)));
    }

    private static ((double X, double F) Best, (double X, double F) Worst) Ordered(
        (double X, double F) first, (double X, double F) second) =>
        second.F < first.F ? (second, first) : (first, second);
}
