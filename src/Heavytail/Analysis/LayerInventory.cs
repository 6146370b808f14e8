using Heavytail.Analysis;
using Heavytail.Layers;
using Heavytail.Layers.Rules;
using Heavytail.Spectra;

namespace Heavytail;

/// <summary>
/// What a checkpoint holds and what an analysis of it would do, from its headers alone: this is what <c>describe</c>
/// shows. An analysis also finds tensors that are stored twice and fixed tables of positions, which only their elements
/// show.
/// </summary>
public sealed record LayerInventory
{
    internal LayerInventory(IReadOnlyList<LayerTask> tasks) => Tasks = tasks;

    /// <summary>What each tensor is, and by which rule, in file order.</summary>
    public required IReadOnlyList<LayerDecision> Decisions { get; init; }

    /// <summary>The layers to analyze, in file order.</summary>
    public IReadOnlyList<Layer> Layers => [.. Tasks.Select(task => task.Layer)];

    /// <summary>The other tensors, and layers that are left out, in file order, with the reason.</summary>
    public required IReadOnlyList<SkippedTensor> Skipped { get; init; }

    /// <summary>The tensors of <see cref="Skipped"/> that are no layer.</summary>
    public IReadOnlyList<SkippedTensor> SkippedTensors => [.. Skipped.Where(tensor => tensor.Layer is null)];

    /// <summary>The layers of <see cref="Skipped"/>: left out by name, by size, by the convention.</summary>
    public IReadOnlyList<SkippedTensor> LayersLeftOut => [.. Skipped.Where(tensor => tensor.Layer is not null)];

    /// <summary>What became of each rule of the user.</summary>
    public IReadOnlyList<RuleUse> Rules { get; init; } = [];

    /// <summary>Multiply-adds of the whole work.</summary>
    public double Cost => Tasks.Sum(task => task.Cost);

    /// <summary>Seconds of the layers whose spectra are worth keeping.</summary>
    internal double KeptSeconds => Tasks
        .Where(task => task.Factors is null && DecompositionTime.IsWorthKeeping(task.Request))
        .Sum(task => task.Seconds);

    /// <summary>What is decided about each of <see cref="Layers"/>.</summary>
    internal IReadOnlyList<LayerTask> Tasks { get; }

    /// <summary>Sorts a checkpoint's tensors into layers and the rest.</summary>
    /// <exception cref="ArgumentException">The options exclude each other, or a value is impossible.</exception>
    public static LayerInventory From(Checkpoint checkpoint, AnalysisOptions options)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return From(checkpoint, options, options.Execution.CreateEngine());
    }

    /// <summary>
    /// The same, as an analysis finds it: of tensors that are equal, element by element, all but the first are copies.
    /// What only has the name of a copy, and does not correlate with its network, is a network of its own. Reads
    /// elements of tensors that are alike in shape.
    /// </summary>
    /// <exception cref="ArgumentException">The options exclude each other, or a value is impossible.</exception>
    public static LayerInventory FromElements(Checkpoint checkpoint, AnalysisOptions options)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return FromElements(checkpoint, options, options.Execution.CreateEngine(), CancellationToken.None);
    }

    /// <summary>
    /// Elements of all floating tensors of a network, those that cannot be read too, where their shape is known:
    /// without running statistics, which are not trained, tables and masks, scales of others, factors of adapters,
    /// copies, and the state of an optimizer.
    /// </summary>
    public static long CountParameters(Checkpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        return CountParameters(LayerDetector.Decide(checkpoint, new LayerOptions()));
    }

    /// <summary>The same of a checkpoint about whose tensors is decided.</summary>
    internal static long CountParameters(IEnumerable<LayerDecision> decisions) => ParameterCount.Of(decisions);

    internal static LayerInventory From(Checkpoint checkpoint, AnalysisOptions options, ISpectrumEngine engine) =>
        options.Method.Matrices.Kind.AreComputed()
            ? new ComputedLayers(checkpoint, options, engine).Of(
                OfStored(checkpoint, ComputedLayers.ForSources(options), engine))
            : OfStored(checkpoint, options, engine);

    private static LayerInventory OfStored(
        Checkpoint checkpoint, AnalysisOptions options, ISpectrumEngine engine,
        Func<TensorInfo, TensorInfo, double?>? correlate = null)
    {
        var convention = options.Method.Convention;
        var decisions = LayerDetector.Decide(
            checkpoint, options.Selection.Cut(convention, options.Method.Matrices), correlate);
        var filter = options.Selection.Filter(
            convention, NamePrefix.Of(decisions.SelectMany(decision => decision.Layers)));
        var tasks = new List<LayerTask>();
        var skipped = new List<SkippedTensor>();
        foreach (var decision in decisions)
        {
            if (decision.Skipped is { } nothing)
            {
                skipped.Add(nothing);
            }

            foreach (var layer in decision.Layers)
            {
                (long count, int n) = (convention.CountToFilter(layer), convention.Shape(layer).N);
                if ((convention.Skip(layer) ?? filter.Check(layer, count, n)) is { } reason)
                {
                    skipped.Add(reason);
                    continue;
                }

                var task = LayerTask.Create(
                    layer, checkpoint.AccessTo(layer.Tensor, layer.Layout.View), engine, options);
                if (CheckMemory(task, options.Execution) is { } tooLarge)
                {
                    skipped.Add(tooLarge);
                }
                else
                {
                    tasks.Add(task);
                }
            }
        }

        return new LayerInventory(tasks)
        {
            Decisions = decisions,
            Skipped = skipped,
            Rules = RuleUse.Find(options.Selection.Rules, decisions, checkpoint.Files),
        };
    }

    internal static LayerInventory FromElements(
        Checkpoint checkpoint, AnalysisOptions options, ISpectrumEngine engine, CancellationToken cancellation)
    {
        bool areComputed = options.Method.Matrices.Kind.AreComputed();
        var stored = OfStored(
            checkpoint, areComputed ? ComputedLayers.ForSources(options) : options, engine,
            new SampledCorrelation(checkpoint, cancellation).Of).WithoutCopies(checkpoint, options, cancellation);
        return areComputed ? new ComputedLayers(checkpoint, options, engine).Of(stored) : stored;
    }

    /// <summary>
    /// Without the layers of tensors that are copies of others or fixed tables of positions. A rule of the user stands,
    /// and so do conventions that take every tensor as it is stored.
    /// </summary>
    private LayerInventory WithoutCopies(
        Checkpoint checkpoint, AnalysisOptions options, CancellationToken cancellation)
    {
        if (options.Method.Convention.TakesTensorsWhole)
        {
            return this;
        }

        var chosen = Decisions.Where(decision => decision.ByUser is not null)
            .Select(decision => decision.Tensor).ToHashSet();
        var candidates = Tasks.Select(task => task.Layer.Tensor).Distinct()
            .Where(tensor => !chosen.Contains(tensor) && tensor.Factors is null).ToList();
        var undecided = Decisions.Where(decision => decision.Skipped?.Reason == SkipReason.Ambiguous)
            .Select(decision => decision.Tensor);
        var tables = new SinusoidTables(checkpoint, cancellation).Find(candidates.Concat(undecided));
        var changed = new EqualTensors(checkpoint, cancellation)
            .Find(candidates.Where(tensor => !tables.ContainsKey(tensor)))
            .ToDictionary(copy => copy.Key, copy => LayerDetector.AsCopy(copy.Key, copy.Value));
        foreach (var (table, what) in tables)
        {
            changed.Add(table, LayerDetector.AsTable(table, what));
        }

        if (changed.Count == 0)
        {
            return this;
        }

        var decisions = Decisions.Select(decision => changed.GetValueOrDefault(decision.Tensor, decision)).ToList();
        return new LayerInventory([.. Tasks.Where(task => !changed.ContainsKey(task.Layer.Tensor))])
        {
            Decisions = decisions,
            Rules = Rules,
            Skipped =
            [
                .. Skipped.Where(skipped => !changed.ContainsKey(skipped.Tensor))
                    .Concat(changed.Values.Select(decision => decision.Skipped!))
                    .OrderBy(skipped => skipped.Tensor.Index),
            ],
        };
    }

    /// <summary>The elements of some layers, of computed ones those that they are computed from, each once.</summary>
    internal static long CountElements(IEnumerable<Layer> layers) => layers
        .SelectMany(layer => layer.IsComputed ? layer.Sources : [layer])
        .Distinct(ReferenceEqualityComparer.Instance).Cast<Layer>()
        .Sum(layer => layer.Tensor.Factors is { } factors && !layer.IsComputed
            ? factors.ElementCount / factors.Matrices : layer.ElementCount);

    /// <summary>Null when the layer fits on its own, else why it is skipped.</summary>
    internal static SkippedTensor? CheckMemory(LayerTask task, ExecutionOptions execution)
    {
        if (task.LeastBytes <= execution.MemoryBudget)
        {
            return null;
        }

        string limit = execution.Memory is long memory
            ? $"`Memory` = {ByteSize.AtMost(memory).Replace(" ", "", StringComparison.Ordinal)}"
            : $"{ByteSize.AtMost(execution.MemoryBudget)}, three quarters of what there is; `Memory` sets another limit";
        return SkippedTensor.From(
            task.Layer, SkipReason.Memory, $"needs {ByteSize.AtLeast(task.LeastBytes)}, above {limit}");
    }
}
