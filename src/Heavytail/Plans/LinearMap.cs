// What:      scores mapped linearly to a range, as NumPy's interp does.
// Formula:   low + (s − min s)/(max s − min s)·(high − low); the middle of the range where all scores are equal.
// Reference: tb_linear_map of TempBalance (arXiv 2312.00359, equation 2), AlphaPruning (2410.10912, equation 3).
// Not done:  interp gives `high` where all scores are equal, an accident of its search.
namespace Heavytail.Plans;

/// <summary>A linear map of scores to a range.</summary>
/// <param name="Least">The smallest score.</param>
/// <param name="Most">The largest score.</param>
/// <param name="Low">What the smallest score gets.</param>
/// <param name="High">What the largest score gets.</param>
internal readonly record struct LinearMap(double Least, double Most, double Low, double High)
{
    /// <summary>The map of some scores, at least one of them finite.</summary>
    /// <exception cref="PlanException">None of them is.</exception>
    public static LinearMap Of(IEnumerable<double?> scores, double low, double high)
    {
        double[] finite = [.. scores.Select(PlanScope.Finite).OfType<double>()];
        return finite.Length > 0
            ? new LinearMap(finite.Min(), finite.Max(), low, high)
            : throw PlanScope.NoScores();
    }

    /// <summary>What a score gets; the middle of the range where there is none.</summary>
    public double Map(double? score) => score is double value && Most > Least
        ? Low + ((value - Least) / (Most - Least) * (High - Low))
        : (Low + High) / 2;
}
