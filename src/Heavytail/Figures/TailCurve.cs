using Heavytail.Fits;

namespace Heavytail.Figures;

/// <summary>The tails of all xmin of a row.</summary>
internal static class TailCurve
{
    /// <summary>More points than a picture has columns; each takes time for all eigenvalues above.</summary>
    private const int MostPoints = 1000;

    /// <summary>Why a row has no curve; null where it has one.</summary>
    public static string? WhyMissing(FigureInput input) => input.Fit is null ? input.NoFit
        : input.Fitted is null
            ? $"convention {input.Convention.Name} has a distance of its own, which is not known for other xmin"
        : null;

    /// <summary>The curve of a row that has one, by xmin, with the chosen xmin in it.</summary>
    public static AlphaPoint[] Of(FigureInput input)
    {
        var fitted = input.Fitted!;
        var fit = input.Fit!;
        var chosen = new AlphaPoint(fit.XMin, fit.TailCount, fit.Alpha, fit.Sigma, fit.D);
        return
        [
            .. AlphaCurve.Of(fitted.Values.Span, fitted.Equal, MostPoints)
                .Where(point => double.IsFinite(point.Alpha) && point.XMin != fit.XMin)
                .Append(chosen)
                .OrderBy(point => point.XMin),
        ];
    }
}
