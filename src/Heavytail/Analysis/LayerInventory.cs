using Heavytail.Analysis;
using Heavytail.Layers;
using Heavytail.Layers.Rules;
using Heavytail.Spectra;

namespace Heavytail;

/// <summary>
/// What a checkpoint holds and what an analysis of it would do, from its headers alone: this is what <c>describe</c>
/// shows.
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

    /// <summary>Multiply-adds of the whole work.</summary>
    public double Cost => Tasks.Sum(task => task.Cost);

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
    /// Elements of all floating tensors of a network: without running statistics, which are not trained, tables and
    /// masks, scales of others, factors of adapters, copies, and the state of an optimizer.
    /// </summary>
    public static long CountParameters(Checkpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        return CountParameters(LayerDetector.Decide(checkpoint, new LayerOptions()));
    }

    /// <summary>The same of a checkpoint about whose tensors is decided.</summary>
    internal static long CountParameters(IEnumerable<LayerDecision> decisions) => decisions
        .Where(decision => decision.Tensor.Type.IsRealFloat() && decision.Tensor.TiedTo is null)
        .Where(decision => decision.Skipped?.Reason is not (SkipReason.Buffer or SkipReason.Companion or SkipReason.Copy
            or SkipReason.TrainingState or SkipReason.Adapter))
        .Where(decision => !decision.Tensor.IsCompanion && !IsRunningStatistic(decision.Tensor.Name))
        .Sum(decision => decision.Tensor.Shape.ElementCount);

    internal static LayerInventory From(Checkpoint checkpoint, AnalysisOptions options, ISpectrumEngine engine)
    {
        var convention = options.Method.Convention;
        var filter = options.Selection.Filter(convention);
        var decisions = LayerDetector.Decide(checkpoint, options.Selection.Cut(convention));
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

                var task = LayerTask.Create(layer, checkpoint.AccessTo(layer.Tensor, layer.Layout.View), engine, options);
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

        return new LayerInventory(tasks) { Decisions = decisions, Skipped = skipped };
    }

    private static bool IsRunningStatistic(string name) =>
        name.EndsWith("running_mean", StringComparison.Ordinal) || name.EndsWith("running_var", StringComparison.Ordinal);

    /// <summary>Null when the layer fits on its own, else why it is skipped.</summary>
    private static SkippedTensor? CheckMemory(LayerTask task, ExecutionOptions execution)
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
