namespace Heavytail.Figures;

/// <summary>The density of the eigenvalues on linear axes, beside the law of noise.</summary>
internal static class LinearEsdFigure
{
    /// <summary>Eigenvalues beyond so many ends of the bulk are not drawn: the bulk would be one bar.</summary>
    private const double MostBulks = 6;

    public static FigureOrReason Draw(FigureInput input)
    {
        double end = input.Bulk is { BulkMax: double bulkMax, Edge: var edge }
            ? MostBulks * Math.Max(bulkMax, edge ?? 0)
            : double.PositiveInfinity;
        double[] shown = input.Between(0, end);
        shown = shown.Length == 0 ? input.Positive : shown;
        int beyond = input.Positive.Length - shown.Length;
        var bins = Histogram.Linear(shown);
        var bars = FigureParts.Bars(bins, input.Count);
        double top = bars.Points.Max(point => point.Y) * 1.15;
        var series = new List<FigureSeries> { bars };
        if (input.Bulk is { } bulk)
        {
            double share = (double)Math.Max(0, input.Positive.Length - (bulk.NumSpikes ?? 0)) / input.Count;
            series.Add(FigureParts.Noise("Marchenko–Pastur", bulk.BulkMin!.Value, bulk.BulkMax!.Value, share));
        }

        double right = Math.Max(bins[^1].High, input.Bulk?.Edge ?? 0) * 1.03;
        series.AddRange(new[]
        {
            FigureParts.Spikes(input, bins), FigureParts.Traps(input, 0, right, 0.02 * top),
        }.OfType<FigureSeries>());
        string sigma = input.Bulk?.SigmaMp is double value ? FigureText.Of($", σ = {FigureText.Number(value)}") : "";
        return new Figure(
            "esd-linear",
            $"{input.Name}: ESD and noise{sigma}",
            new FigureAxis(input.Eigenvalue) { Range = (0, right) },
            new FigureAxis("density ρ(λ)") { Range = (0, top) })
        {
            Series = series,
            Marks = [.. FigureParts.Bulk(input.Bulk, 0).Where(mark => mark.To is null)],
            Description = $"Empirical spectral density of {input.Name}{Law(input)}{input.BulkSentence}"
                + (beyond == 0 ? "" : $"; {FigureText.Count(beyond, "eigenvalue")} beyond "
                    + $"{FigureText.Number(end)}, up to {FigureText.Number(input.Positive[^1])}, not shown") + ".",
        };
    }

    private static string Law(FigureInput input) => input.Bulk?.SigmaMp is double sigma
        ? $" beside the law of Marchenko and Pastur of sigma {FigureText.Number(sigma)}"
        : ": no bulk was fitted";
}
