namespace Heavytail.Pages;

/// <summary>Figures of a model beside a base.</summary>
internal static class ComparisonFigures
{
    /// <summary>Alphas with their intervals, how far the weights went, and what is still alike.</summary>
    /// <param name="comparison">The two models.</param>
    /// <param name="suffix">Tells the figures of several models apart in titles; empty for one.</param>
    public static IEnumerable<Figure> Of(ModelComparison comparison, string suffix)
    {
        Figure?[] figures =
        [
            LayerDifferences.Figure([.. comparison.Layers.Select(layer => layer.Alpha).OfType<LayerDifference>()]),
            Drift(comparison), Likeness(comparison),
        ];
        return figures.OfType<Figure>().Select(figure => figure with { Title = figure.Title + suffix });
    }

    private static Figure? Drift(ModelComparison comparison) => Create(
        comparison,
        "drift",
        "How far the weights went",
        new FigureAxis("‖W − W_base‖ / ‖W_base‖"),
        "Norm of W − W_base over that of W_base, by layer, and its largest singular value over that of the base.",
        ("Frobenius norm: drift", FigureRole.Data, layer => layer.Distances?.Drift),
        ("spectral norm", FigureRole.Rival, layer => layer is { Before: { } before, Distances.Spectral: { } spectral }
            ? spectral / Math.Sqrt(LargestOf(before)) : null));

    private static Figure? Likeness(ModelComparison comparison) => Create(
        comparison,
        "likeness",
        "What is still alike",
        new FigureAxis("0 to 1") { Range = (-0.03, 1.03) },
        "By layer: CKA of the outputs and the overlap of the largest right singular vectors, 1 for equal weights; the "
            + "Jensen–Shannon distance of the spectra, 0 for equal weights.",
        ("CKA", FigureRole.Data, layer => layer.Distances?.Cka),
        ("overlap of right vectors", FigureRole.Rival, layer => layer.Distances?.Right?.Subspace),
        ("JS of the spectra, 0 if equal", FigureRole.Trap, layer => layer.SpectrumJensenShannon));

    private static double LargestOf(LayerAnalysis row) => row.KeptSpectrum is { } spectrum
        ? spectrum.Slices.Max(slice => slice.Eigenvalues()[^1]) : double.NaN;

    /// <summary>Pictures of distances begin at 0, so that small ones look small.</summary>
    private static double HighestOf(FigureSeries[] series)
    {
        double highest = series.Max(one => one.Points.Max(point => point.Y));
        return highest > 0 ? highest : 1;
    }

    private static Figure? Create(
        ModelComparison comparison, string kind, string title, FigureAxis axis, string description,
        params (string Name, FigureRole Role, Func<ComparedLayer, double?> Get)[] curves)
    {
        ComparedLayer[] layers = [.. comparison.Layers.Where(layer => layer.Distances is not null)];
        FigureSeries[] series =
        [
            .. curves.Select(curve => new FigureSeries(
                curve.Name, FigureStyle.Points, curve.Role,
                [
                    .. layers.Select((layer, index) => (Value: curve.Get(layer), layer.Name, index))
                        .Where(point => point.Value is { } value && double.IsFinite(value))
                        .Select(point => new FigurePoint(point.index, point.Value!.Value) { Name = point.Name }),
                ])).Where(curve => curve.Points.Count > 0),
        ];
        return series.Length == 0 ? null : new Figure(
            kind, title,
            new FigureAxis("layer, in the order of the base") { Names = [.. layers.Select(layer => layer.Name)] },
            axis.Range is null ? axis with { Range = (0, 1.05 * HighestOf(series)) } : axis)
        {
            Description = description,
            Series = series,
        };
    }
}
