using Heavytail.Derived;
using Heavytail.Measures;
using Heavytail.Spectra;
using Heavytail.Tensors;
using Heavytail.Traps;

namespace Heavytail.Analysis;

/// <summary>Everything that is decided about a layer before it is read: decided once, for all who ask.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Request">What the engine is asked for.</param>
/// <param name="Memory">The memory of its spectrum.</param>
/// <param name="MeasureBytes">The memory of its measures, which run when the spectrum is done.</param>
/// <param name="Share">Its threads.</param>
/// <param name="Cost">Multiply-adds of its spectrum and its measures: orders the work and weighs the progress.</param>
internal sealed record LayerTask(
    Layer Layer, SpectrumRequest Request, SpectrumMemory Memory, long MeasureBytes, ThreadShare Share, double Cost)
{
    /// <summary>Bytes a second from a fast disk, or one that has them cached.</summary>
    private const double ReadingRate = 1e9;

    /// <summary>What computes its matrices; null where they are stored.</summary>
    public ComputedMatrices? Computed { get; init; }

    /// <summary>The factors whose product its matrix is; null where elements are decomposed.</summary>
    public LayerFactors? Factors { get; init; }

    /// <summary>Bytes with one slice in work: what the layer needs at least.</summary>
    public long LeastBytes => Math.Max(Memory.Bytes(slicesAtOnce: 1), MeasureBytes);

    /// <summary>Bytes with the slices of its share in work.</summary>
    public long Bytes => Math.Max(Memory.Bytes(Share.SlicesAtOnce), MeasureBytes);

    /// <summary>Seconds on one thread of a server core of 2023, to an order of magnitude (bench/results).</summary>
    public double Seconds =>
        DecompositionTime.Seconds(Cost, Factors?.Rank ?? Layer.M, Request.Method) + (StoredBytes / ReadingRate);

    /// <summary>Bytes that are read for it.</summary>
    private double StoredBytes => Factors?.StoredBytes ?? (Layer.IsComputed ? Layer.Sources : [Layer])
        .Sum(layer => (double)layer.ElementCount * (layer.Tensor.Type.Bits() / 8));

    /// <summary>Decides about a layer.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="access">How its stored values can be read.</param>
    /// <param name="engine">What will decompose it.</param>
    /// <param name="options">How.</param>
    /// <param name="computed">What computes its matrices; null where they are stored.</param>
    public static LayerTask Create(
        Layer layer, TensorAccess access, ISpectrumEngine engine, AnalysisOptions options,
        ComputedMatrices? computed = null)
    {
        IMeasure[] measures = [.. options.MeasuresOf(layer)];
        var request = options.Method.Convention.Request(layer, access, options.Method.Precision);
        var factors = LayerFactors.Of(layer);
        var memory = factors?.Memory ?? engine.Memory(request);
        var needs = measures.Aggregate(MeasureNeeds.None, (all, measure) => all | measure.Needs);
        if (needs.HasFlag(MeasureNeeds.Permutations))
        {
            memory = Larger(memory, NullSpectrum.Memory(engine, request));
        }

        if (needs.HasFlag(MeasureNeeds.Blocks))
        {
            memory = Larger(memory, BlockSpectra.Memory(engine, request));
        }

        bool reads = needs.HasFlag(MeasureNeeds.Weights);
        return new LayerTask(
            layer,
            request,
            memory,
            (reads ? access.BufferedBytes + WeightReader.BufferBytes : 0)
                + measures.Sum(measure => measure.Bytes(layer)),
            factors is not null ? new ThreadShare(1, 1)
                : ThreadShare.Choose(layer, request.Method, options.Execution.Threads)
                    .Within(options.Execution.MemoryBudget, memory),
            (factors?.Cost ?? layer.Cost) + (computed?.Cost ?? 0) + measures.Sum(measure => measure.Cost(layer)))
        {
            Computed = computed,
            Factors = factors,
        };
    }

    private static SpectrumMemory Larger(SpectrumMemory one, SpectrumMemory other) =>
        new(Math.Max(one.Held, other.Held), Math.Max(one.PerSlice, other.PerSlice));
}
