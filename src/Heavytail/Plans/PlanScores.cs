using Heavytail.Fits;
using Heavytail.Plans;

namespace Heavytail;

/// <summary>Scores of layers: from an analysis, from a file, or both.</summary>
public static class PlanScores
{
    /// <summary>alpha with xmin near the peak of the density of log λ: fix-finger with its lower limit.</summary>
    public const string PeakAlpha = "alpha_peak";

    /// <summary>alpha with xmin at the peak as published: the lower limit is seldom in force.</summary>
    public const string FixFinger = "alpha_fix_finger";

    /// <summary>alpha of the upper half of the spectrum: PL_Alpha_Hill.</summary>
    public const string MedianAlpha = "alpha_median";

    /// <summary>Spectrum's ratio of signal to noise.</summary>
    public const string Snr = "snr";

    /// <summary>The scores that plans add to the metrics of layers.</summary>
    public static IReadOnlyList<string> Names { get; } = [PeakAlpha, MedianAlpha, FixFinger, Snr];

    /// <summary>What an analysis has to measure for plans of some scores.</summary>
    /// <param name="options">The options of the analysis.</param>
    /// <param name="score">The score; one of <see cref="Names"/> needs spectra, and no measure.</param>
    /// <param name="variance">Whether the plan needs the variance of the weights.</param>
    /// <returns>The options, which keep spectra.</returns>
    /// <exception cref="PlanException">The options ask for spectra that are not those of layers.</exception>
    public static AnalysisOptions Needed(AnalysisOptions options, string score, bool variance = false)
    {
        ArgumentNullException.ThrowIfNull(options);
        var matrices = options.Method.Matrices;
        if (matrices.Inverse || matrices.Kind is MatrixKind.Products or MatrixKind.Stacked)
        {
            throw new PlanException(
                "a plan follows from spectra of layers, not from those of "
                    + (matrices.Inverse ? "1/lambda" : matrices.Kind == MatrixKind.Products ? "products" : "the stack"),
                matrices.Inverse ? "omit `Inverse`" : "choose other matrices, as `pooled` or `windows`");
        }

        IEnumerable<IMeasure> measures = Names.Contains(score) ? [] : options.Measures.List;
        return options with
        {
            Execution = options.Execution with { KeepSpectra = true },
            Measures = options.Measures with
            {
                List = [.. measures, .. variance ? [new VarianceMeasure()] : Array.Empty<IMeasure>()],
            },
        };
    }

    /// <summary>The layers of an analysis with a score.</summary>
    /// <param name="model">The analysis; <see cref="Needed"/> has its options.</param>
    /// <param name="score">One of <see cref="Names"/>, or the name of a metric.</param>
    /// <exception cref="UnknownNameException">No metric has the name.</exception>
    public static IReadOnlyList<PlanLayer> From(ModelAnalysis model, string score)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrWhiteSpace(score);
        var convention = model.Options.Method.Convention;
        return From(model, rows => score switch
        {
            PeakAlpha or MedianAlpha or FixFinger =>
                Alpha(Positive(rows[0].KeptSpectrum, convention.Factor(rows[0].Layer)), score),
            Snr => SignalToNoise.Of(rows[0])?.Ratio,
            _ => rows.Select(row => PlanScope.Finite(row[score])).Average(),
        });
    }

    /// <summary>The layers of an analysis with scores from a file; only those that the file names have one.</summary>
    /// <param name="layers">The layers.</param>
    /// <param name="path">A CSV or Parquet table, or JSON, by name of the layer, module or tensor.</param>
    /// <param name="column">The column of the score; null for the first of score, snr, alpha, value.</param>
    /// <exception cref="TableException">The file cannot be read, or names none of the layers.</exception>
    public static IReadOnlyList<PlanLayer> WithFile(
        IReadOnlyList<PlanLayer> layers, string path, string? column = null)
    {
        ArgumentNullException.ThrowIfNull(layers);
        ArgumentOutOfRangeException.ThrowIfZero(layers.Count);
        var given = ScoreFile.Read(path, column);
        var byName = given.ToDictionary(score => score.Layer, StringComparer.Ordinal);
        GivenScore? Of(PlanLayer layer) => byName.GetValueOrDefault(layer.Name)
            ?? byName.GetValueOrDefault(layer.Module) ?? byName.GetValueOrDefault(layer.Tensor);
        return layers.Any(layer => Of(layer) is not null)
            ?
            [
                .. layers.Select(layer => Of(layer) is { } found
                    ? layer with
                    {
                        Score = found.Score,
                        Variance = found.Variance ?? layer.Variance,
                        GivenType = found.Type,
                    }
                    : layer with { Score = null, WhyNoScore = "not in the file of scores" }),
            ]
            : throw new TableException(
                path, $"names no layer of the model, such as `{layers[0].Name}`",
                $"its first name is `{given[0].Layer}`");
    }

    /// <summary>The names of a file that no layer has: of tensors that are no layers, or misspelled.</summary>
    /// <param name="layers">The layers.</param>
    /// <param name="path">A CSV or Parquet table, or JSON, by name of the layer, module or tensor.</param>
    /// <param name="column">The column of the score; null for the first of score, snr, alpha, value.</param>
    /// <exception cref="TableException">The file cannot be read.</exception>
    public static IReadOnlyList<string> Unmatched(
        IReadOnlyList<PlanLayer> layers, string path, string? column = null)
    {
        ArgumentNullException.ThrowIfNull(layers);
        var known = layers.SelectMany(layer => new[] { layer.Name, layer.Module, layer.Tensor })
            .ToHashSet(StringComparer.Ordinal);
        return [.. ScoreFile.Read(path, column).Select(given => given.Layer).Where(name => !known.Contains(name))];
    }

    /// <summary>The layers of a file alone, all of one size.</summary>
    /// <param name="path">A CSV or Parquet table, or JSON, by name.</param>
    /// <param name="column">The column of the score; null for the first of score, snr, alpha, value.</param>
    /// <exception cref="TableException">The file cannot be read, or has no scores.</exception>
    public static IReadOnlyList<PlanLayer> FromFile(string path, string? column = null) =>
    [
        .. ScoreFile.Read(path, column).Select(given => new PlanLayer(given.Layer, given.Layer, 1)
        {
            Score = given.Score,
            Variance = given.Variance,
            GivenType = given.Type,
        }),
    ];

    /// <summary>
    /// The layers of a model, each with a score of its rows. Those that were not selected come with them, without one.
    /// </summary>
    internal static IReadOnlyList<PlanLayer> From(
        ModelAnalysis model, Func<IReadOnlyList<LayerAnalysis>, double?> score) =>
    [
        .. Scored(model, score).Concat(LeftOut(model)).OrderBy(pair => pair.Id).Select(pair => pair.Layer),
    ];

    private static IEnumerable<(int Id, PlanLayer Layer)> Scored(
        ModelAnalysis model, Func<IReadOnlyList<LayerAnalysis>, double?> score) =>
    [
        .. model.Layers.GroupBy(row => row.Name, StringComparer.Ordinal).Select(group =>
        {
            LayerAnalysis[] rows = [.. group];
            var layer = rows[0].Layer;
            var stored = layer.Sources is [var source] ? source : layer;
            return (layer.Id, new PlanLayer(layer.Name, layer.LongName, stored.ElementCount)
            {
                Score = score(rows),
                WhyNoScore = WhyNone(rows[0]),
                Format = model.Format,
                Step = layer.Kind.IsRecurrent() ? layer.Tensor.Step : null,
                Variance = rows[0].Metrics.Custom(VarianceMeasure.Variance),
                Eigenvalues = layer.EigenvalueCount,
                Slices = layer.Rf,
                Factors = layer.Tensor.Factors,
            });
        }),
    ];

    private static IEnumerable<(int Id, PlanLayer Layer)> LeftOut(ModelAnalysis model) =>
        from skipped in model.Skipped
        where skipped.Layer is not null && skipped.Reason is SkipReason.Excluded or SkipReason.Memory
            or SkipReason.TooFewEigenvalues or SkipReason.TooLarge
        let layer = skipped.Layer
        select (layer.Id, new PlanLayer(layer.Name, layer.LongName, layer.ElementCount)
        {
            IsLeftOut = skipped.Reason == SkipReason.Excluded,
            WhyNoScore = skipped.Explanation,
            Format = model.Format,
            Step = layer.Kind.IsRecurrent() ? layer.Tensor.Step : null,
            Eigenvalues = layer.EigenvalueCount,
            Slices = layer.Rf,
            Factors = layer.Tensor.Factors,
        });

    private static string? WhyNone(LayerAnalysis row) =>
        row.Metrics.Status == LayerStatus.Success ? null : row.Note ?? row.Metrics.Status.Word();

    /// <summary>The eigenvalues above the numerical rank of their slice, ascending.</summary>
    internal static double[] Positive(Spectrum? spectrum, double factor)
    {
        double[] values =
        [
            .. (spectrum?.Slices ?? []).SelectMany(slice => slice.Eigenvalues().TakeLast(slice.Rank))
                .Select(value => value * factor),
        ];
        Array.Sort(values);
        return values;
    }

    private static double? Alpha(double[] eigenvalues, string score) => PlanScope.Finite(score switch
    {
        MedianAlpha => RestrictedXMin.AtMedian(eigenvalues).Alpha,
        FixFinger => RestrictedXMin.AtPeak(eigenvalues, EqualValues.Exact, PeakLimits.FixFinger)?.Alpha,
        _ => RestrictedXMin.AtPeak(eigenvalues, EqualValues.Exact)?.Alpha,
    });
}
