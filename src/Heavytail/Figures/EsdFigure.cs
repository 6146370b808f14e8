namespace Heavytail.Figures;

/// <summary>The density of the eigenvalues on logarithmic axes.</summary>
internal static class EsdFigure
{
    /// <summary>The share of the smallest eigenvalues that may be left of the picture.</summary>
    private const double LeftOut = 0.02;

    /// <summary>A picture begins so many times below xmin at most, or its tail would be a stroke at its end.</summary>
    private const double Widest = 300;

    public static FigureOrReason Draw(FigureInput input)
    {
        double[] shown = Shown(input);
        var bins = Histogram.Logarithmic(shown);
        var bars = FigureParts.Bars(bins, input.Count);
        double lowest = bars.Points.Min(point => point.Y);
        double low = bins[0].Low;
        var series = new List<FigureSeries> { bars };
        if (input.Fit is { } fit)
        {
            double height = input.TailShare(fit) * (fit.Alpha - 1) / fit.XMin;
            var line = FigureParts.PowerLaw(fit, height, -fit.Alpha);
            lowest = Math.Min(lowest, line.Points[1].Y);
            series.Add(line);
        }

        double floor = lowest / 2;
        series.AddRange(new[]
        {
            FigureParts.Spikes(input, bins),
            FigureParts.Traps(input, low, bins[^1].High, floor * 1.3),
        }.OfType<FigureSeries>());
        return new Figure(
            "esd",
            $"{input.Name}: ESD, {input.AlphaText}",
            new FigureAxis(input.Eigenvalue, IsLogarithmic: true) { Range = Wider(low, bins[^1].High) },
            new FigureAxis("density ρ(λ)", IsLogarithmic: true)
            {
                Range = (floor, 2 * series.SelectMany(one => one.Points).Max(point => point.Y)),
            })
        {
            Series = series,
            Marks =
            [
                .. FigureParts.Bulk(input.Bulk, low),
                .. input.Fit is { } tail ? [FigureParts.XMin(tail)] : Array.Empty<FigureMark>(),
            ],
            Description = $"Empirical spectral density of {input.Name}: {input.FitSentence}{input.BulkSentence}"
                + $"{Hidden(input, shown)}.",
        };
    }

    /// <summary>
    /// The eigenvalues that are drawn: a few of the smallest, which may lie many powers of ten below, are not.
    /// </summary>
    internal static double[] Shown(FigureInput input)
    {
        double[] values = input.Positive;
        double low = values[(int)(LeftOut * values.Length)];
        low = input.Fit is { } fit ? Math.Clamp(low, fit.XMin / Widest, fit.XMin / 10) : low;
        return input.Between(low, double.PositiveInfinity);
    }

    /// <summary>What is not drawn, in words.</summary>
    internal static string Hidden(FigureInput input, double[] shown)
    {
        int hidden = input.Count - shown.Length;
        return hidden == 0 ? "" : $"; {FigureText.Count(hidden, "smaller eigenvalue")} not shown";
    }

    /// <summary>A range with room on both sides.</summary>
    internal static (double Low, double High) Wider(double low, double high)
    {
        // Of less than a power of ten as much less, or a narrow spectrum would be a stroke.
        double part = high > low ? Math.Min(1, Math.Log10(high / low)) : 1;
        return (low / Math.Pow(1.1, part), high * Math.Pow(1.3, part));
    }
}
