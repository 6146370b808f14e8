using Heavytail.Fits.Laws;

namespace Heavytail.Figures;

/// <summary>The share of eigenvalues at or above λ: all of them, without bins.</summary>
internal static class CcdfFigure
{
    private const int RivalPoints = 64;

    /// <summary>So much below xmin is shown.</summary>
    private const double Before = 10;

    public static FigureOrReason Draw(FigureInput input)
    {
        if (input.Fit is not { } fit)
        {
            return FigureOrReason.None(input.NoFit);
        }

        double share = input.TailShare(fit);
        var points = new List<FigurePoint>();
        for (int i = 0; i < input.Count; i++)
        {
            double value = input.Spectrum.Eigenvalues[i];
            if (value > 0 && value >= fit.XMin / Before)
            {
                points.Add(new FigurePoint(value, (double)(input.Count - i) / input.Count));
            }
        }

        double floor = 0.5 / input.Count;
        var laws = TailSample.From(input.Positive, fit.XMin) is { } sample ? TailComparison.Of(sample) : null;
        return new Figure(
            "ccdf",
            $"{input.Name}: CCDF, {input.AlphaText}",
            new FigureAxis(input.Eigenvalue, IsLogarithmic: true) { Range = EsdFigure.Wider(points[0].X, fit.XMax) },
            new FigureAxis("P(λ′ ≥ λ)", IsLogarithmic: true) { Range = (floor, 1.5 * points[0].Y) })
        {
            Series =
            [
                new FigureSeries("eigenvalues", FigureStyle.Points, FigureRole.Data, points),
                .. (laws?.Rivals ?? []).Select(rival => Rival(rival.Law, fit, share, floor)),
                FigureParts.PowerLaw(fit, share, 1 - fit.Alpha),
            ],
            Marks =
            [
                FigureParts.XMin(fit), .. FigureParts.Bulk(input.Bulk, points[0].X).Where(mark => mark.To is null),
            ],
            Description = $"Complementary cumulative distribution of the eigenvalues of {input.Name}: "
                + $"{input.FitSentence}{Best(laws)}.",
        };
    }

    private static string Best(TailComparison? laws) => laws is null
        ? ""
        : FigureText.Of($"; of six laws the best is the {Name(laws.Best)}, p = {FigureText.Number(laws.BestP)}");

    private static FigureSeries Rival(TailLaw law, PowerLawFit fit, double share, double floor)
    {
        double end = Math.Log(fit.XMax / fit.XMin);
        double[] logs = [.. Enumerable.Range(0, RivalPoints).Select(k => end * k / (RivalPoints - 1))];
        double[] survivals = law.Survivals(logs);
        return new FigureSeries(Name(law.Kind), FigureStyle.Dashed, FigureRole.Rival,
        [
            .. logs.Select((log, k) => new FigurePoint(fit.XMin * Math.Exp(log), share * survivals[k]))
                .Where(point => point.Y >= floor / 2),
        ]);
    }

    private static string Name(TailLawKind law) => law switch
    {
        TailLawKind.PowerLaw => "power law",
        TailLawKind.BoundedPowerLaw => "bounded power law",
        TailLawKind.CutoffPowerLaw => "power law with cutoff",
        TailLawKind.Exponential => "exponential",
        TailLawKind.StretchedExponential => "stretched exponential",
        TailLawKind.LogNormal => "log-normal",
        _ => throw new ArgumentOutOfRangeException(nameof(law), law, "not a law"),
    };
}
