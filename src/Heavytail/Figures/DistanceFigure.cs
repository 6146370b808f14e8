namespace Heavytail.Figures;

/// <summary>D for each xmin: what the choice of xmin looks at.</summary>
internal static class DistanceFigure
{
    public static FigureOrReason Draw(FigureInput input)
    {
        if (input.Curve(out string? missing) is not { } curve)
        {
            return FigureOrReason.None(missing!);
        }

        var fit = input.Fit!;
        double shown = EsdFigure.Shown(input)[0];
        double low = curve.First(point => point.XMin >= shown).XMin;
        return new Figure(
            "xmin",
            $"{input.Name}: distance by xmin, D = {FigureText.Of($"{fit.D:F3}")}",
            new FigureAxis("xmin", IsLogarithmic: true) { Range = EsdFigure.Wider(low, curve[^1].XMin) },
            new FigureAxis("KS distance D") { Range = (0, 1.05 * curve.Max(point => point.D)) })
        {
            Series =
            [
                new FigureSeries("D", FigureStyle.Line, FigureRole.Data,
                    [.. curve.Where(point => point.XMin >= low).Select(point => new FigurePoint(point.XMin, point.D))]),
                new FigureSeries(
                    "chosen", FigureStyle.Points, FigureRole.Fit, [new FigurePoint(fit.XMin, fit.D)]),
            ],
            Marks = [FigureParts.XMin(fit)],
            Description = $"Kolmogorov–Smirnov distance D of the tail of {input.Name} from its power law, for each "
                + FigureText.Of($"xmin: the smallest is {fit.D:F3} at xmin {FigureText.Number(fit.XMin)}, ")
                + FigureText.Of($"where the tail has {fit.TailCount} of {input.Count} eigenvalues."),
        };
    }
}
