// What:      an interval of α from the same matrix with one block of its rows left out at a time.
// Formula:   θ = ln(α − 1), θ_j of the matrix without block j of g; the variance of θ is (g − 1)/g·Σ(θ_j − mean)²;
//            the interval is 1 + (α − 1)·exp(±t·√variance), t the quantile of Student's law with g − 1 degrees; none
//            where the factor is above 10: α of a matrix like that is not known to its order of magnitude.
// Reference: Künsch, Annals of Statistics 17 (1989) 1217; Shao & Wu, ibid. 1176: blocks of many rows, as α with xmin
//            chosen is not smooth and one row at a time would not do.
// Not done:  the matrices and their spectra: the caller has them. Bias is left as it is.
using MathNet.Numerics.Distributions;

namespace Heavytail.Fits;

/// <summary>The delete-a-block jackknife of the exponent.</summary>
internal static class BlockJackknife
{
    /// <summary>Number of blocks: more cost a spectrum each.</summary>
    public const int DefaultBlocks = 10;

    /// <summary>
    /// The largest factor between α − 1 and that of a limit. Most noise is beyond it, with upper limits in the
    /// thousands, and up to 7 % of planted laws; the rest hold the law's α as often as all (bench/calibration.md).
    /// </summary>
    public const double MostFactor = 10;

    /// <summary>The rows of each block: of sizes that differ by at most one.</summary>
    /// <param name="rows">Number of rows.</param>
    /// <param name="blocks">Number of blocks, at most as many.</param>
    public static Range[] Blocks(int rows, int blocks) =>
    [
        .. Enumerable.Range(0, blocks).Select(block =>
            (int)((long)rows * block / blocks)..(int)((long)rows * (block + 1) / blocks)),
    ];

    /// <summary>The interval.</summary>
    /// <param name="alpha">α of the whole matrix.</param>
    /// <param name="without">α without each block; NaN and infinite where the fit failed.</param>
    /// <param name="level">The nominal coverage, between 0 and 1.</param>
    /// <returns>Null where α or all but one of the others do not exist, or where the limits are beyond
    /// <see cref="MostFactor"/>.</returns>
    public static AlphaInterval? Interval(double alpha, IReadOnlyList<double> without, double level = 0.95)
    {
        double[] logs =
            [.. without.Where(other => double.IsFinite(other) && other > 1).Select(other => Math.Log(other - 1))];
        if (!(double.IsFinite(alpha) && alpha > 1) || logs.Length < 2)
        {
            return null;
        }

        double mean = logs.Average();
        double error = Math.Sqrt(logs.Sum(log => (log - mean) * (log - mean)) * (logs.Length - 1) / logs.Length);
        double factor = Math.Exp(StudentT.InvCDF(0, 1, logs.Length - 1, 0.5 * (1 + level)) * error);
        return factor <= MostFactor
            ? new AlphaInterval(1 + ((alpha - 1) / factor), 1 + ((alpha - 1) * factor), logs.Length)
            : null;
    }
}
