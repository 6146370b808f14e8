namespace Heavytail.Fits.Laws;

/// <summary>The largest value of a function of one variable.</summary>
internal static class Maximum
{
    private const int MostPoints = 32;
    private const int MostSteps = 40;

    /// <summary>1/φ, by which a golden section shrinks.</summary>
    private const double Section = 0.6180339887498949;

    /// <summary>
    /// Where the function is largest between two limits: the best of 32 points, and a golden section between its
    /// neighbors, so that one maximum among several is not missed for being far from the start.
    /// </summary>
    /// <param name="function">The function.</param>
    /// <param name="low">The smallest argument.</param>
    /// <param name="high">The largest.</param>
    /// <param name="points">Number of points, if a value costs much.</param>
    /// <param name="steps">Number of golden sections.</param>
    public static double Find(
        Func<double, double> function, double low, double high, int points = MostPoints, int steps = MostSteps)
    {
        double step = (high - low) / (points - 1);
        double best = low;
        double value = double.NegativeInfinity;
        for (int k = 0; k < points; k++)
        {
            double x = low + (k * step);
            double y = function(x);
            if (y > value)
            {
                (best, value) = (x, y);
            }
        }

        return Refine(function, Math.Max(low, best - step), Math.Min(high, best + step), steps);
    }

    private static double Refine(Func<double, double> function, double low, double high, int steps)
    {
        double left = high - (Section * (high - low));
        double right = low + (Section * (high - low));
        (double atLeft, double atRight) = (function(left), function(right));
        for (int k = 0; k < steps && left < right; k++)
        {
            if (atLeft >= atRight)
            {
                (high, right, atRight) = (right, left, atLeft);
                left = high - (Section * (high - low));
                atLeft = function(left);
            }
            else
            {
                (low, left, atLeft) = (left, right, atRight);
                right = low + (Section * (high - low));
                atRight = function(right);
            }
        }

        return atLeft >= atRight ? left : right;
    }
}
