using Heavytail.RandomMatrices;

namespace Heavytail.Figures;

/// <summary>What several figures of a layer draw alike.</summary>
internal static class FigureParts
{
    private const int LawPoints = 200;

    /// <summary>The density of a Marchenko–Pastur law.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="low">Where the law begins.</param>
    /// <param name="high">Where it ends.</param>
    /// <param name="share">The share of eigenvalues that follow it.</param>
    /// <param name="from">The smallest value that is shown.</param>
    public static FigureSeries Noise(string name, double low, double high, double share, double from = 0)
    {
        // The ends give the shape: (√b − √a)/(√b + √a) is √c, and (√b + √a)/2 squared is σ²·N.
        double root = (Math.Sqrt(high) - Math.Sqrt(low)) / (Math.Sqrt(high) + Math.Sqrt(low));
        double unit = Math.Pow((Math.Sqrt(high) + Math.Sqrt(low)) / 2, 2);
        var law = new MarchenkoPastur(Math.Clamp(root * root, double.Epsilon, 1));
        var points = new List<FigurePoint>();
        foreach (double x in Places(low, high, from))
        {
            double y = share * law.Density(x / unit) / unit;
            if (x > 0 && x >= from && y > 0 && double.IsFinite(y))
            {
                points.Add(new FigurePoint(x, y));
            }
        }

        return new FigureSeries(name, FigureStyle.Line, FigureRole.Noise, points);
    }

    /// <summary>
    /// Where a law is drawn: dense at both ends, where the density rises and falls, and evenly on a logarithmic axis.
    /// </summary>
    private static double[] Places(double low, double high, double from)
    {
        double first = Math.Max(low, from);
        bool hasRatios = from > 0 && first < high;
        double[] places = new double[LawPoints + 1 + (hasRatios ? LawPoints : 0)];
        for (int k = 0; k <= LawPoints; k++)
        {
            double sine = Math.Sin(Math.PI * k / LawPoints / 2);
            places[k] = low + ((high - low) * sine * sine);
        }

        for (int k = LawPoints + 1; k < places.Length; k++)
        {
            places[k] = first * Math.Pow(high / first, (double)(k - LawPoints - 1) / LawPoints);
        }

        Array.Sort(places);
        return places;
    }

    /// <summary>The density of a histogram.</summary>
    public static FigureSeries Bars(IReadOnlyList<Bin> bins, int total) => new(
        "eigenvalues",
        FigureStyle.Bars,
        FigureRole.Data,
        [
            .. bins.Where(bin => bin.Count > 0)
                .Select(bin => new FigurePoint(bin.Middle, bin.Density(total)) { Low = bin.Low, High = bin.High }),
        ]);

    /// <summary>Eigenvalues above the edge, each at the height of its bar; null without any.</summary>
    public static FigureSeries? Spikes(FigureInput input, IReadOnlyList<Bin> bins)
    {
        if (input.Bulk?.Edge is not double edge)
        {
            return null;
        }

        double high = bins[^1].High;
        double[] values = input.Between(Math.BitIncrement(edge), high);
        return values.Length == 0 ? null : new FigureSeries(
            "above the edge",
            FigureStyle.Points,
            FigureRole.Spike,
            [
                .. values.Select(value => new FigurePoint(
                    value, bins.First(bin => value <= bin.High).Density(input.Count))),
            ]);
    }

    /// <summary>The eigenvalues that a permutation would keep by its traps; null without any.</summary>
    /// <param name="input">The row.</param>
    /// <param name="low">The smallest value that is shown.</param>
    /// <param name="high">The largest.</param>
    /// <param name="height">The ordinate of the points.</param>
    public static FigureSeries? Traps(FigureInput input, double low, double high, double height)
    {
        double[] values =
        [
            .. (input.Traps?.Slices ?? []).SelectMany(slice =>
                    slice.Entries.Select(entry => entry.Eigenvalue)
                        .Concat(slice.Mean is { } mean ? [mean.Eigenvalue] : []))
                .Select(value => value * input.Factor)
                .Where(value => value >= low && value <= high)
                .Order(),
        ];
        return values.Length == 0 ? null : new FigureSeries(
            "predicted by traps",
            FigureStyle.Points,
            FigureRole.Trap,
            [.. values.Select(value => new FigurePoint(value, height))]);
    }

    /// <summary>The power law as a straight line on logarithmic axes: of the density, or of the share above.</summary>
    /// <param name="fit">The fit.</param>
    /// <param name="height">The law at xmin.</param>
    /// <param name="exponent">The power of λ.</param>
    public static FigureSeries PowerLaw(PowerLawFit fit, double height, double exponent) => new(
        FigureText.Of($"power law, α = {fit.Alpha:F2}"),
        FigureStyle.Line,
        FigureRole.Fit,
        [
            new FigurePoint(fit.XMin, height),
            new FigurePoint(fit.XMax, height * Math.Pow(fit.XMax / fit.XMin, exponent)),
        ]);

    /// <summary>Where the tail begins.</summary>
    public static FigureMark XMin(PowerLawFit fit) => new("xmin", FigureRole.Threshold, IsVertical: true, fit.XMin);

    /// <summary>The bulk and its edge, from the smallest value that is shown.</summary>
    public static IEnumerable<FigureMark> Bulk(BulkMetrics? bulk, double from)
    {
        if (bulk?.BulkMax is double end && end > from)
        {
            yield return new FigureMark("bulk", FigureRole.Noise, true, Math.Max(from, bulk.BulkMin ?? from))
            {
                To = end,
            };
        }

        if (bulk?.Edge is double edge && edge > from)
        {
            yield return new FigureMark("edge", FigureRole.Spike, true, edge);
        }
    }
}
