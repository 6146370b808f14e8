namespace Heavytail.Figures;

/// <summary>How many components the singular vectors of the largest eigenvalues have, by rank.</summary>
internal static class VectorFigure
{
    /// <summary>Of components of a Gaussian law (Porter and Thomas).</summary>
    private const double OfNoise = 1.0 / 3;

    public static FigureOrReason Draw(FigureInput input)
    {
        if (input.Row.Metrics.Vectors is not { } vectors)
        {
            return FigureOrReason.None("singular vectors were not computed: `--measure vectors` computes them");
        }

        FigureSeries[] series =
        [
            Of("left, of outputs", FigureRole.Data, pair => pair.Left),
            Of("right, of inputs", FigureRole.Rival, pair => pair.Right),
        ];
        if (series.All(one => one.Points.Count == 0))
        {
            return FigureOrReason.None($"no singular vector was found: {vectors.Pairs[0].Status.Word()}");
        }

        FigurePoint[] all = [.. series.SelectMany(one => one.Points)];
        return new Figure(
            LayerFigures.Vectors,
            FigureText.Of($"{input.Name}: participation of vectors, {vectors.NumLocalized} localized"),
            new FigureAxis("rank of the eigenvalue") { Range = (0, vectors.Pairs.Count + 1) },
            new FigureAxis("participation ratio", IsLogarithmic: true)
            {
                Range = (Math.Min(OfNoise, all.Min(point => point.Y)) / 2, 1),
            })
        {
            Series = series,
            Marks = [new FigureMark("noise", FigureRole.Noise, IsVertical: false, OfNoise)],
            Description = FigureText.Of($"Share of components that the singular vectors of the {vectors.Pairs.Count} ")
                + $"largest eigenvalues of {input.Name} live on: noise has 1/3; "
                + FigureText.Of($"{vectors.NumLocalized} of them are localized beyond noise."),
        };

        FigureSeries Of(string name, FigureRole role, Func<SingularPair, VectorSpread?> vector) => new(
            name, FigureStyle.Points, role,
            [
                .. vectors.Pairs.Select((pair, k) => (Spread: vector(pair), Rank: k + 1))
                    .Where(pair => pair.Spread is not null)
                    .Select(pair => new FigurePoint(pair.Rank, pair.Spread!.Participation)),
            ]);
    }
}
