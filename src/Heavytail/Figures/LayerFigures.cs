using Heavytail.Figures;

namespace Heavytail;

/// <summary>The figures of one layer, or of one slice of it.</summary>
/// <example>
/// <code>
/// var model = Analyzer.Analyze(checkpoint);
/// foreach (var figure in LayerFigures.CreateAll(model.Layers[0], model.Options))
/// {
///     Console.WriteLine(figure.Description);
/// }
/// </code>
/// </example>
public static class LayerFigures
{
    /// <summary>The kind that shows singular vectors, for which they must be measured.</summary>
    public const string Vectors = "vectors";

    /// <summary>The kind that shows determinants; it names Δλ_min where that was measured.</summary>
    public const string Determinant = "detx";

    private static readonly Kind[] s_kinds =
    [
        new("esd", "density of the eigenvalues on logarithmic axes, and the power law", EsdFigure.Draw),
        new("esd-linear", "density of the eigenvalues, and the law of Marchenko and Pastur", LinearEsdFigure.Draw),
        new("ccdf", "share of eigenvalues at or above λ, the power law and its rivals", CcdfFigure.Draw),
        new("xmin", "distance of the tail from its power law, for each xmin", DistanceFigure.Draw),
        new("alpha", "alpha and its error, for each xmin", AlphaFigure.Draw),
        new("spectrum", "singular values by rank", SpectrumFigure.Draw),
        new("bulk", "density of the eigenvalues that noise would have, and its law", BulkFigure.Draw),
        new("null", "density of the eigenvalues beside that of noise of the same weights", NullFigure.Draw),
        new("traps", "where the entries of correlation traps lie", TrapFigure.Draw),
        new(Determinant, "ln det X of the tail, by where it begins", DeterminantFigure.Draw),
        new("spacings", "ratios of neighboring gaps, beside those of random matrices", SpacingFigure.Draw),
        new(Vectors, "participation of singular vectors, by rank", VectorFigure.Draw),
    ];

    /// <summary>The kinds of figures, in order.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [.. s_kinds.Select(kind => kind.Name)];

    /// <summary>What a kind of figure shows, in a phrase.</summary>
    /// <exception cref="UnknownNameException">There is no such kind.</exception>
    public static string Explain(string kind) => Find(kind).Shows;

    /// <summary>One figure of a row.</summary>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="row">The layer, or a slice of it, with its spectrum.</param>
    /// <param name="options">The options that it was analyzed by.</param>
    /// <returns>Null where the row has no such figure: <see cref="WhyMissing"/> gives the reason.</returns>
    /// <exception cref="UnknownNameException">There is no such kind.</exception>
    public static Figure? Create(string kind, LayerAnalysis row, AnalysisOptions options) =>
        Draw(kind, row, options).Figure;

    /// <summary>Why a row has no figure of a kind, for people; null where it has one.</summary>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="row">The layer, or a slice of it.</param>
    /// <param name="options">The options that it was analyzed by.</param>
    /// <exception cref="UnknownNameException">There is no such kind.</exception>
    public static string? WhyMissing(string kind, LayerAnalysis row, AnalysisOptions options) =>
        Draw(kind, row, options).Missing;

    /// <summary>All figures that a row has, in the order of <see cref="Kinds"/>.</summary>
    /// <param name="row">The layer, or a slice of it, with its spectrum.</param>
    /// <param name="options">The options that it was analyzed by.</param>
    public static IReadOnlyList<Figure> CreateAll(LayerAnalysis row, AnalysisOptions options)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(options);
        return FigureInput.Of(row, options, out _) is { } input
            ? [.. s_kinds.Select(kind => kind.Draw(input).Figure).OfType<Figure>()]
            : [];
    }

    private static FigureOrReason Draw(string kind, LayerAnalysis row, AnalysisOptions options)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(options);
        var draw = Find(kind).Draw;
        return FigureInput.Of(row, options, out string? missing) is { } input
            ? draw(input)
            : FigureOrReason.None(missing!);
    }

    private static Kind Find(string name) => s_kinds.FirstOrDefault(kind => kind.Name == name)
        ?? throw UnknownNameException.From(name, Kinds, "figure");

    private sealed record Kind(string Name, string Shows, Func<FigureInput, FigureOrReason> Draw);
}
