// What:      the logarithm of the determinant of each tail, and where it is 0: det X = 1.
// Formula:   y_i = λ_i·n/Σλ; the sum of ln y over all λ at or above x.
// Reference: Martin & Hinrichs, SETOL (arXiv 2507.17912); the measure erg.
// Not done:  WeightWatcher's histogram of log λ with two lines, which does not show why they stand where they do.
namespace Heavytail.Figures;

/// <summary>ln det of the tail by where it begins.</summary>
internal static class DeterminantFigure
{
    public static FigureOrReason Draw(FigureInput input)
    {
        double[] values = input.Positive;
        double mean = values.Average(value => value / values[^1]) * values.Length / input.Count;
        if (values.Length < 2 || values[0] == values[^1])
        {
            return FigureOrReason.None("all eigenvalues are equal: no tail stands apart");
        }

        var points = new FigurePoint[values.Length];
        double sum = 0;
        int? crossed = null;
        for (int i = values.Length - 1; i >= 0; i--)
        {
            sum += Math.Log(values[i] / values[^1] / mean);
            points[i] = new FigurePoint(values[i], sum);
            crossed ??= sum < 0 ? i : null;
        }

        double low = EsdFigure.Shown(input)[0];
        FigurePoint[] shown = [.. points.Where(point => point.X >= low)];
        double bottom = Math.Min(0, shown.Min(point => point.Y));
        double top = Math.Max(0, points.Max(point => point.Y));
        double room = Math.Max(0.05 * (top - bottom), double.Epsilon);
        double? start = crossed is int first ? values[first] : null;
        return new Figure(
            LayerFigures.Determinant,
            $"{input.Name}: ln det X of the tail{Gap(input)}",
            new FigureAxis(input.Eigenvalue, IsLogarithmic: true) { Range = EsdFigure.Wider(low, values[^1]) },
            new FigureAxis("ln det X of λ′ ≥ λ") { Range = (Math.Max(bottom, -top) - room, top + room) })
        {
            Series = [new FigureSeries("ln det X", FigureStyle.Line, FigureRole.Data, shown)],
            Marks =
            [
                new FigureMark("ln det", FigureRole.Threshold, IsVertical: false, 0),
                .. start is double at
                    ? [new FigureMark("det X = 1 from", FigureRole.Spike, IsVertical: true, at)]
                    : Array.Empty<FigureMark>(),
                .. input.Fit is { } fit ? [FigureParts.XMin(fit)] : Array.Empty<FigureMark>(),
            ],
            Description = $"Logarithm of the determinant of the tail of {input.Name} by where it begins: "
                + (start is double begin
                    ? FigureText.Of($"the {values.Length - crossed!.Value} eigenvalues from ")
                        + $"{FigureText.Number(begin)} on have det X = 1{Gap(input)}."
                    : "it is above 0 for every tail."),
        };
    }

    private static string Gap(FigureInput input) => input.Row.Metrics.Erg?.DeltaLambdaMin is double gap
        ? $", Δλ_min = {FigureText.Number(gap)}"
        : "";
}
