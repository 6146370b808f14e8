using Heavytail.Derived;
using Heavytail.Measures;
using Heavytail.Spectra;
using Heavytail.Traps;

namespace Heavytail.Analysis;

/// <summary>One layer: stored values → spectrum → metrics of the convention → further measures.</summary>
/// <param name="checkpoint">The file.</param>
/// <param name="options">By which convention, with which measures.</param>
/// <param name="engine">Decomposes layers.</param>
/// <param name="cancellation">Stops the work.</param>
internal sealed class LayerAnalyzer(
    Checkpoint checkpoint, AnalysisOptions options, ISpectrumEngine engine, CancellationToken cancellation)
{
    private readonly MetricTable _table = options.Metrics;

    /// <returns>The layer, or each of its slices where the convention does not pool them.</returns>
    /// <exception cref="InvalidCheckpointException">The values cannot be read.</exception>
    public IReadOnlyList<LayerAnalysis> Analyze(LayerTask task)
    {
        var layer = task.Layer;
        if (task.Factors is { } factors)
        {
            return OfFactors(task, factors);
        }

        var request = task.Request with { Content = ContentOf(task) };

        // Of a spectrum that was kept, elements are computed where a measure reads them.
        var computed = task.Computed is { } matrices
            ? new Lazy<LoadedMatrices>(() => matrices.Load(OpenStored, cancellation)) : null;
        if (computed is not null && Guarded(task, () => engine.Find(request)) is null
            && computed.Value.NonFinite is { } stored)
        {
            return [WithoutSpectrum(layer, stored.Weights, stored.Layer)];
        }

        var result = Guarded(task, () => engine.Decompose(request, Open, Resources(task), cancellation));
        if (result.Spectrum is not { } spectrum)
        {
            return [computed is null ? WithoutSpectrum(layer, result.NonFinite!, layer) : BeyondRange(layer)];
        }

        return Rows(task, request, spectrum, Open);

        Stream Open() => computed?.Value.Open() ?? OpenStored(layer);
    }

    /// <summary>A layer that is a product of thin matrices: its elements are computed for measures alone.</summary>
    private IReadOnlyList<LayerAnalysis> OfFactors(LayerTask task, LayerFactors factors)
    {
        var layer = task.Layer;
        var spectrum = Guarded(task, () => factors.Decompose(checkpoint, cancellation));
        return spectrum is null
            ? [new LayerAnalysis(
                layer, new LayerMetrics { Status = LayerStatus.NonFiniteWeights, Table = _table },
                "its factors have elements that are NaN or infinite")]
            : Rows(task, task.Request, spectrum, () => OpenStored(layer));
    }

    private IReadOnlyList<LayerAnalysis> Rows(
        LayerTask task, SpectrumRequest request, Spectrum spectrum, Func<Stream> open)
    {
        var layer = task.Layer;
        var weights = new WeightReader(layer, open, cancellation);
        var permutations = new PermutedSpectra(
            engine, request, open, Resources(task), options.Measures.Seed, cancellation);
        var blocks = new BlockSpectra(engine, request, open, Resources(task), cancellation);
        var convention = options.Method.Convention;
        return
        [
            .. convention.Measure(layer, convention.Read(layer, spectrum))
                .Select(row => Row(layer, row, weights, permutations, blocks, spectrum)),
        ];
    }

    private SpectrumContent ContentOf(LayerTask task) => SpectrumContent.Of(
        task.Layer,
        task.Computed?.Identity ?? "",
        task.Computed is null ? SpectrumContent.Stored : task.Layer.Matrices.Word(),
        OpenStored,
        cancellation);

    /// <summary>The layer of the base that an adapter changed; null where none did.</summary>
    private UnchangedWeights? UnchangedOf(Layer layer) =>
        !layer.IsComputed && checkpoint.UnchangedOf(layer.Tensor) is var (tensor, open)
            ? new UnchangedWeights(
                layer with { Tensor = tensor }, before => open(before.Layout.View), layer, OpenStored)
            : null;

    private Stream OpenStored(Layer layer) => checkpoint.OpenRead(layer.Tensor, layer.Layout.View);

    /// <summary>Something that reads stored values: what is wrong with them is an error of the tensor.</summary>
    private static T Guarded<T>(LayerTask task, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (Checkpoint.IsDamage(e))
        {
            throw Checkpoint.Damaged(task.Layer.Tensor, e);
        }
    }

    private static SpectrumResources Resources(LayerTask task) =>
        new(task.Share.SlicesAtOnce, task.Share.PerSlice);

    /// <param name="layer">The layer.</param>
    /// <param name="found">What was found.</param>
    /// <param name="stored">The layer that it was found in.</param>
    private LayerAnalysis WithoutSpectrum(Layer layer, NonFiniteWeights found, Layer stored)
    {
        var status = found.ByCast ? LayerStatus.OutOfRange : LayerStatus.NonFiniteWeights;
        string where = ReferenceEquals(layer, stored) || layer.Sources.Count == 1 ? "" : $"{stored.Name}: ";
        return new LayerAnalysis(
            layer, new LayerMetrics { Status = status, Table = _table }, where + Describe(found, stored));
    }

    private LayerAnalysis BeyondRange(Layer layer) => new(
        layer,
        new LayerMetrics { Status = LayerStatus.OutOfRange, Table = _table },
        $"elements that are computed of it are beyond the range of {layer.Tensor.Type.Name()}");

    private LayerAnalysis Row(
        Layer layer,
        ConventionRow row,
        WeightReader weights,
        PermutedSpectra permutations,
        BlockSpectra blocks,
        Spectrum spectrum)
    {
        var metrics = row.Metrics with { Table = _table };
        if (layer.Inverse)
        {
            // What alpha says of training, it says as that of λ.
            metrics = metrics with
            {
                Warning = TrainingWarning.None,
                Ranks = metrics.Ranks is { } ranks
                    ? ranks with { RankLoss = RankLoss(spectrum, row.Slice) }
                    : null,
            };
        }

        if (layer is { IsComputed: false, Tensor.Factors: not null })
        {
            metrics = LayerFactors.Limit(
                metrics, spectrum.Rank, options.Selection.MinEvalsOf(options.Method.Convention));
        }

        bool isMeasured = metrics.Status != LayerStatus.TooSmall && !metrics.Status.IsError();
        foreach (var measure in isMeasured ? options.MeasuresOf(layer) : [])
        {
            var input = new MeasureInput(
                layer, options.Method.Convention, row, metrics, weights, permutations, blocks, options.Measures.Seed)
            {
                Unchanged = UnchangedOf(layer),
            };
            metrics = Measure(measure, input, weights);
        }

        return new LayerAnalysis(layer, metrics, row.Note)
        {
            Slice = row.Slice,
            KeptSpectrum = spectrum,
        };
    }

    /// <summary>The eigenvalues that are zero, which have no inverse.</summary>
    private static int RankLoss(Spectrum spectrum, int? slice) => spectrum.Slices
        .Where((_, index) => slice is null || slice == index).Sum(one => one.Count - one.Rank);

    /// <summary>Runs a measure: what it throws is its own, unless the weights could not be read.</summary>
    private LayerMetrics Measure(IMeasure measure, MeasureInput input, WeightReader weights)
    {
        try
        {
            return measure.Measure(input) ?? throw new InvalidOperationException("it returned null");
        }
        catch (Exception e) when (!ReferenceEquals(e, weights.Failure) && !cancellation.IsCancellationRequested)
        {
            throw new MeasureException(measure.Name, input.Layer.Name, e);
        }
    }

    /// <summary>How many NaN and infinities there are, and where the first is.</summary>
    private string Describe(NonFiniteWeights found, Layer layer)
    {
        long rest = layer.Layout.PlaceInTensor(found.First);
        long[] position = new long[layer.Tensor.Shape.Rank];
        for (int d = position.Length - 1; d >= 0; d--)
        {
            rest = Math.DivRem(rest, layer.Tensor.Shape[d], out position[d]);
        }

        string where = $"the first at [{string.Join(", ", position)}]";
        string caster = options.Method.Convention.Name;
        return found.ByCast
            ? FormattableString.Invariant(
                $"weights are beyond the range of F32, to which {caster} casts: {found.Infinite}, {where}")
            : FormattableString.Invariant($"{found.Nan} NaN and {found.Infinite} infinite weights, {where}");
    }
}
