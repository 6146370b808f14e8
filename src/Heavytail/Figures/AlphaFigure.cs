using Heavytail.Fits;

namespace Heavytail.Figures;

/// <summary>α for each xmin, and where it stays the same.</summary>
internal static class AlphaFigure
{
    /// <summary>Tails of fewer values have an α that means little, and is far off the picture.</summary>
    private const int FewestOfTail = 5;

    public static FigureOrReason Draw(FigureInput input)
    {
        if (input.Curve(out string? missing) is not { } curve)
        {
            return FigureOrReason.None(missing!);
        }

        var fit = input.Fit!;
        var plateau = AlphaCurve.Plateau(curve);
        double low = EsdFigure.Shown(input)[0];
        int fewest = Math.Min(FewestOfTail, fit.TailCount);
        AlphaPoint[] shown = [.. curve.Where(point => point.XMin >= low && point.Count >= fewest)];
        double top = Math.Min(
            shown.Max(point => point.Alpha + point.Error), Math.Max(2.5 * fit.Alpha, fit.Alpha + (3 * fit.Sigma)));
        return new Figure(
            "alpha",
            $"{input.Name}: α by xmin, {input.AlphaText}",
            new FigureAxis("xmin", IsLogarithmic: true) { Range = EsdFigure.Wider(low, shown[^1].XMin) },
            new FigureAxis("exponent α") { Range = (1, 1 + (1.05 * (top - 1))) })
        {
            Series =
            [
                new FigureSeries("± standard error", FigureStyle.Band, FigureRole.Data,
                [
                    .. shown.Select(point => new FigurePoint(point.XMin, point.Alpha)
                    {
                        Low = point.Alpha - point.Error,
                        High = point.Alpha + point.Error,
                    }),
                ]),
                new FigureSeries("α", FigureStyle.Line, FigureRole.Data,
                    [.. shown.Select(point => new FigurePoint(point.XMin, point.Alpha))]),
                new FigureSeries(
                    "chosen", FigureStyle.Points, FigureRole.Fit, [new FigurePoint(fit.XMin, fit.Alpha)]),
            ],
            Marks =
            [
                .. plateau is { } flat && flat.XMinHigh >= low
                    ? [new FigureMark("plateau", FigureRole.Range, true, flat.XMinLow) { To = flat.XMinHigh }]
                    : Array.Empty<FigureMark>(),
                FigureParts.XMin(fit),
            ],
            Description = FigureText.Of($"Exponent alpha of {input.Name} for each xmin, with its standard error: ")
                + FigureText.Of($"{fit.Alpha:F2} ± {fit.Sigma:F2} at xmin {FigureText.Number(fit.XMin)}")
                + Plateau(plateau, low) + ".",
        };
    }

    private static string Plateau(AlphaPlateau? plateau, double low) => plateau is { } flat
        ? FigureText.Of($"; the plateau of alpha {flat.Alpha:F2} reaches from xmin ")
            + $"{FigureText.Number(flat.XMinLow)} to {FigureText.Number(flat.XMinHigh)}"
            + (flat.XMinHigh < low ? ", left of the picture" : "")
        : "; no tail has enough values for a plateau";
}
