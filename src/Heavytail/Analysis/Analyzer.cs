using Heavytail.Analysis;
using Heavytail.Spectra;

namespace Heavytail;

/// <summary>The pipeline: checkpoint → layers → spectra → fits → metrics → a model.</summary>
public static class Analyzer
{
    /// <summary>Analyzes every layer of a checkpoint.</summary>
    /// <param name="checkpoint">An open weight file.</param>
    /// <param name="options">What to analyze, and how; the defaults where null.</param>
    /// <param name="observer">Sees each layer when it is done; null for nobody.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="ArgumentException">
    /// The options exclude each other: single precision and a convention whose digits need double; or two measures, or
    /// two metrics of theirs, have one name.
    /// </exception>
    /// <exception cref="MeasureException">A measure failed.</exception>
    /// <exception cref="OperationCanceledException">
    /// The work was stopped; where layers were begun, it is an <see cref="InterruptedAnalysisException"/> with those
    /// that were done.
    /// </exception>
    /// <remarks>
    /// A layer whose values cannot be read is in the result with <see cref="LayerStatus.Unreadable"/> and its error in
    /// <see cref="ModelAnalysis.Errors"/>. The result does not depend on the number of threads.
    /// </remarks>
    /// <example>
    /// <code>
    /// using var checkpoint = Checkpoint.Open("model.safetensors");
    /// var model = Analyzer.Analyze(checkpoint);
    /// foreach (var layer in model.Layers)
    /// {
    ///     Console.WriteLine($"{layer.Name}: alpha {layer["alpha"]:F2}");
    /// }
    /// </code>
    /// </example>
    public static ModelAnalysis Analyze(
        Checkpoint checkpoint,
        AnalysisOptions? options = null,
        IAnalysisObserver? observer = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        options ??= new AnalysisOptions();
        options.Validate();
        var engine = options.Execution.CreateEngine();
        var inventory = LayerInventory.FromElements(checkpoint, options, engine, cancellation);
        return Run(checkpoint, inventory, options, engine, observer, cancellation);
    }

    /// <summary>Analyzes what an inventory has, of a checkpoint whose layers are known.</summary>
    internal static ModelAnalysis Run(
        Checkpoint checkpoint,
        LayerInventory inventory,
        AnalysisOptions options,
        ISpectrumEngine engine,
        IAnalysisObserver? observer,
        CancellationToken cancellation)
    {
        engine = options.Execution.WithStore(engine, inventory.KeptSeconds);
        var feed = observer is null ? null : new ObserverFeed(observer);
        feed?.Started(checkpoint.Path, inventory);
        var run = new ModelRun(checkpoint, inventory, options, engine, feed, cancellation);
        try
        {
            run.Execute();
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw new InterruptedAnalysisException(
                Collect(checkpoint, inventory, options, run) with { IsComplete = false }, cancellation);
        }

        var model = Collect(checkpoint, inventory, options, run);
        feed?.Finished(model);
        return model;
    }

    private static ModelAnalysis Collect(
        Checkpoint checkpoint, LayerInventory inventory, AnalysisOptions options, ModelRun run)
    {
        var layers = run.Layers;
        var counts = new ModelCounts(
            inventory.SkippedTensors.Count,
            LayerInventory.CountParameters(inventory.Decisions),
            LayerInventory.CountElements(layers
                .Where(row => !row.Metrics.Status.IsError() && row.Slice is null or 0).Select(row => row.Layer)),
            options.Method.Convention.PoolsSlices ? null : inventory.Layers.Count)
        {
            LeftOut = inventory.LayersLeftOut.Count,
        };
        return new ModelAnalysis
        {
            Path = checkpoint.Path,
            Format = checkpoint.Format,
            Joined = checkpoint.Joined,
            Files = run.Files,
            Options = options,
            Layers = layers,
            Skipped = inventory.Skipped,
            Rules = inventory.Rules,
            Summary = ModelSummary.Compute([.. layers.Select(layer => layer.Metrics)], options.Metrics, counts),
            Errors = [.. checkpoint.Damage.Concat(run.Errors).Distinct()],
        };
    }
}
