using Heavytail.RandomMatrices;

namespace Heavytail.Figures;

/// <summary>The layer beside noise of the same weights.</summary>
internal static class NullFigure
{
    private const double Level = 0.99;

    public static FigureOrReason Draw(FigureInput input)
    {
        if (input.Traps is not { } traps)
        {
            return FigureOrReason.None("the weights were not measured, or noise of such matrices has another law");
        }

        double variance = traps.Slices.Average(slice => slice.Sigma * slice.Sigma) * input.Factor;
        if (!(variance > 0))
        {
            return FigureOrReason.None("all weights are equal, but for those of traps");
        }

        (double n, double m) = (input.Row.Layer.N, input.Row.Layer.M);
        double start = variance * Math.Pow(Math.Sqrt(n) - Math.Sqrt(m), 2);
        double end = variance * Math.Pow(Math.Sqrt(n) + Math.Sqrt(m), 2);
        double edge = variance * new WishartEdge(n, m).At(Level, traps.Slices.Count);
        double[] shown = EsdFigure.Shown(input);
        var bins = Histogram.Logarithmic(shown);
        var bars = FigureParts.Bars(bins, input.Count);
        double floor = bars.Points.Min(point => point.Y) / 2;
        var noise = FigureParts.Noise("noise of the same σ", start, end, 1, shown[0]);
        var found = input.Row.Metrics.Null;
        double right = Math.Max(Math.Max(bins[^1].High, edge), found?.LargestEigenvalue ?? 0);
        double sigma = Math.Sqrt(variance);
        return new Figure(
            "null",
            $"{input.Name}: ESD beside noise, σ = {FigureText.Number(sigma)}",
            new FigureAxis(input.Eigenvalue, IsLogarithmic: true) { Range = EsdFigure.Wider(shown[0], right) },
            new FigureAxis("density ρ(λ)", IsLogarithmic: true)
            {
                Range = (floor, 2 * bars.Points.Concat(noise.Points).Max(point => point.Y)),
            })
        {
            Series = [bars, noise with { Points = [.. noise.Points.Where(point => point.Y >= floor / 2)] }],
            Marks =
            [
                new FigureMark("edge of noise", FigureRole.Noise, true, edge),
                .. found?.LargestEigenvalue is double largest && largest > 0
                    ? [new FigureMark("largest permuted", FigureRole.Trap, true, largest)]
                    : Array.Empty<FigureMark>(),
            ],
            Description = $"Empirical spectral density of {input.Name} beside noise of the weights' sigma "
                + $"{FigureText.Number(sigma)}, which ends at {FigureText.Number(end)}: "
                + FigureText.Count(input.Positive.Count(value => value > edge), "eigenvalue")
                + $" above the edge of noise {FigureText.Number(edge)}{Permuted(input)}.",
        };
    }

    private static string Permuted(FigureInput input) => input.Row.Metrics.Null is not { } found ? ""
        : "; in random order"
            + (found.LargestEigenvalue is double largest
                ? $" the largest eigenvalue is {FigureText.Number(largest)}" : "")
            + (found.Alpha is double random && input.Fit is { } fit
                ? FigureText.Of($" and alpha {random:F2} in place of {fit.Alpha:F2}") : "");
}
