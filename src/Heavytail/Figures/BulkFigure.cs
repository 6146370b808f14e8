namespace Heavytail.Figures;

/// <summary>The bulk in detail.</summary>
internal static class BulkFigure
{
    public static FigureOrReason Draw(FigureInput input)
    {
        if (input.Bulk is not { BulkMin: double low, BulkMax: double high } bulk)
        {
            return FigureOrReason.None("no bulk of noise was fitted");
        }

        double edge = bulk.Edge ?? high;
        double[] values = input.Between(0, edge);
        if (values.Length == 0)
        {
            return FigureOrReason.None("no eigenvalue is below the edge of noise");
        }

        var bins = Histogram.Linear(values);
        var bars = FigureParts.Bars(bins, values.Length);
        double ks = bulk.Ks ?? double.NaN;
        string distance = double.IsNaN(ks) ? "" : FigureText.Of($", KS distance {ks:F3}");
        return new Figure(
            "bulk",
            $"{input.Name}: bulk of noise{distance}",
            new FigureAxis(input.Eigenvalue) { Range = (0, edge * 1.05) },
            new FigureAxis("density of the bulk") { Range = (0, 1.2 * bars.Points.Max(point => point.Y)) })
        {
            Series = [bars, FigureParts.Noise("Marchenko–Pastur", low, high, 1)],
            Marks = [.. FigureParts.Bulk(bulk, 0).Where(mark => mark.To is null)],
            Description = FigureText.Of($"The {values.Length} eigenvalues of {input.Name} below the edge ")
                + $"{FigureText.Number(edge)}, beside the law of Marchenko and Pastur from {FigureText.Number(low)} "
                + FigureText.Of($"to {FigureText.Number(high)}{distance}; {bulk.NumSpikes} eigenvalues are ")
                + $"{input.SpikesOf}.",
        };
    }
}
