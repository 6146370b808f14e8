namespace Heavytail.Figures;

/// <summary>Singular values by rank.</summary>
internal static class SpectrumFigure
{
    /// <summary>So much below the threshold of zero is shown.</summary>
    private const double BelowThreshold = 30;

    public static FigureOrReason Draw(FigureInput input)
    {
        double[] values = [.. input.Spectrum.SingularValues.Reverse()];
        double threshold = Threshold(input);
        double floor = input.Positive.Length < values.Length
            ? threshold / BelowThreshold
            : values[^1];
        var points = new List<FigurePoint>(values.Length);
        for (int k = 0; k < values.Length; k++)
        {
            if (values[k] > 0 && values[k] >= floor)
            {
                points.Add(new FigurePoint(k + 1, values[k]));
            }
        }

        int zeros = values.Length - input.Positive.Length;
        return new Figure(
            "spectrum",
            $"{input.Name}: singular values",
            new FigureAxis("rank") { Range = (0, values.Length + 1) },
            new FigureAxis(input.Row.Layer.Inverse ? "singular value 1/s" : "singular value s", IsLogarithmic: true)
            {
                Range = (points[^1].Y / 1.3, points[0].Y * 1.3),
            })
        {
            Series = [new FigureSeries("singular values", FigureStyle.Points, FigureRole.Data, points)],
            Marks =
            [
                .. threshold > points[^1].Y / 1.3
                    ? [new FigureMark("rank threshold", FigureRole.Noise, false, threshold)]
                    : Array.Empty<FigureMark>(),
                .. input.Bulk?.Edge is double edge && Math.Sqrt(edge) < points[0].Y
                    ? [new FigureMark("√edge", FigureRole.Spike, false, Math.Sqrt(edge))]
                    : Array.Empty<FigureMark>(),
                .. input.Fit is { } fit
                    ? [new FigureMark("√xmin", FigureRole.Threshold, false, Math.Sqrt(fit.XMin))]
                    : Array.Empty<FigureMark>(),
            ],
            Description = $"Singular values of {input.Name} by rank, from {FigureText.Number(values[0])} down to "
                + FigureText.Of($"{FigureText.Number(Math.Sqrt(input.Positive[0]))}: {values.Length} of them, ")
                + FigureText.Of($"{zeros} are zero to the precision of the weights."),
        };
    }

    /// <summary>Up to where a singular value is zero, the largest of the slices; 0 where nothing is known.</summary>
    private static double Threshold(FigureInput input)
    {
        if (input.Row.Layer.Inverse)
        {
            return 0;
        }

        var slices = input.Row.KeptSpectrum!.Slices;
        double threshold = input.Row.Slice is int slice
            ? slices[slice].Threshold
            : slices.Max(one => one.Threshold);
        return threshold * Math.Sqrt(input.Factor);
    }
}
