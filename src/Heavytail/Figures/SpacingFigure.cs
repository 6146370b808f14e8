// What:      the ratios of neighboring gaps of a spectrum, beside those of random matrices and of independent values.
// Formula:   r_i = min(s_i, s_{i+1})/max(s_i, s_{i+1}), s_i = λ_{i+1} − λ_i within a slice; real random matrices have
//            the density 27/4·(r + r²)/(1 + r + r²)^{5/2}, independent values 2/(1 + r)².
// Reference: Atas, Bogomolny, Giraud & Roux, Phys. Rev. Lett. 110 (2013) 084101.
// Not done:  the gaps themselves, which follow the density of the spectrum unless that is taken out.
namespace Heavytail.Figures;

/// <summary>How eigenvalues keep apart.</summary>
internal static class SpacingFigure
{
    private const int LawPoints = 50;
    private const int FewestRatios = 10;
    private const int MostBins = 20;
    private const double MeanOfNoise = 0.5307; // of large real matrices; the surmise has 0.5359
    private const double MeanOfIndependent = 0.3863; // 2·ln 2 − 1

    public static FigureOrReason Draw(FigureInput input)
    {
        double[] ratios = Ratios(input);
        if (ratios.Length < FewestRatios)
        {
            return FigureOrReason.None(FigureText.Of(
                $"{ratios.Length} ratios of neighboring gaps, fewer than {FewestRatios}, show no law"));
        }

        int bins = Math.Clamp((int)Math.Sqrt(ratios.Length), 4, MostBins);
        int[] counts = new int[bins];
        foreach (double ratio in ratios)
        {
            counts[Math.Min(bins - 1, (int)(ratio * bins))]++;
        }

        double mean = ratios.Average();
        double error = Math.Sqrt(ratios.Sum(ratio => (ratio - mean) * (ratio - mean))) / ratios.Length;
        double top = Math.Max(2, counts.Max() * (double)bins / ratios.Length);
        return new Figure(
            "spacings",
            FigureText.Of($"{input.Name}: ratios of gaps, mean {mean:F3} ± {error:F3}"),
            new FigureAxis("ratio r of neighboring gaps") { Range = (0, 1) },
            new FigureAxis("density of r") { Range = (0, 1.1 * top) })
        {
            Series =
            [
                new FigureSeries("eigenvalues", FigureStyle.Bars, FigureRole.Data,
                [
                    .. counts.Select((count, k) => new FigurePoint(
                        (k + 0.5) / bins, count * (double)bins / ratios.Length)
                    {
                        Low = (double)k / bins,
                        High = (k + 1.0) / bins,
                    }),
                ]),
                Law("random matrices", FigureRole.Noise, RandomMatrices),
                Law("independent values", FigureRole.Rival, r => 2 / ((1 + r) * (1 + r))),
            ],
            Description = FigureText.Of($"Ratios of the {ratios.Length} pairs of neighboring gaps of {input.Name}: ")
                + FigureText.Of($"their mean is {mean:F3} ± {error:F3}; eigenvalues of random matrices, which keep ")
                + FigureText.Of($"apart, have {MeanOfNoise}, independent values {MeanOfIndependent}."),
        };
    }

    /// <summary>27/4·(r + r²)/(1 + r + r²)^{5/2}.</summary>
    internal static double RandomMatrices(double r) => 27.0 / 4 * (r + (r * r)) / Math.Pow(1 + r + (r * r), 2.5);

    /// <summary>Of each slice, as only its own eigenvalues keep apart; equal ones have no gap.</summary>
    private static double[] Ratios(FigureInput input)
    {
        var ratios = new List<double>();
        double least = Math.Sqrt(input.Positive[0]) * (1 - 1e-12);
        foreach (double[] slice in input.Spectrum.Slices)
        {
            double before = 0;
            for (int i = 1; i < slice.Length; i++)
            {
                double gap = slice[i - 1] < least
                    ? 0
                    : (slice[i] - slice[i - 1]) * (slice[i] + slice[i - 1]);
                if (gap > 0 && before > 0)
                {
                    ratios.Add(Math.Min(gap, before) / Math.Max(gap, before));
                }

                before = gap;
            }
        }

        return [.. ratios];
    }

    private static FigureSeries Law(string name, FigureRole role, Func<double, double> density) => new(
        name, FigureStyle.Line, role,
        [
            .. Enumerable.Range(0, LawPoints + 1)
                .Select(k => new FigurePoint((double)k / LawPoints, density((double)k / LawPoints))),
        ]);
}
