
using Heavytail.Formats;
using Heavytail.LinearAlgebra;
using Heavytail.Metrics;
using Heavytail.Spectra;

namespace Heavytail.Analysis;

/// <summary>The pipeline: checkpoint → layers → spectra → fits → metrics → a model.</summary>
public static class Analyzer
{
    /// <summary>Analyzes every layer of a checkpoint.</summary>
    /// <param name="checkpoint">An open weight file.</param>
    /// <param name="options">What to analyze, and how; the defaults where null.</param>
    /// <param name="progress">Told after each layer, from any thread.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="ArgumentException">
    /// Single precision, or a historical convention, is wanted together with WeightWatcher's digits.
    /// </exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    /// <remarks>
    /// A layer whose numbers cannot be read is in the result with <see cref="LayerStatus.Unreadable"/> and its error in
    /// <see cref="ModelAnalysis.Errors"/>. The result does not depend on the number of threads.
    /// </remarks>
    public static ModelAnalysis Analyze(
        Checkpoint checkpoint,
        AnalysisOptions? options = null,
        IProgress<AnalysisProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        options ??= new AnalysisOptions();
        if (options.Precision == Precision.Single && options.Compatibility == Compatibility.WeightWatcher)
        {
            throw new ArgumentException("single precision and WeightWatcher's digits exclude each other", nameof(options));
        }

        if (!options.Convention.PoolsSlices() && options.Compatibility == Compatibility.WeightWatcher)
        {
            throw new ArgumentException(
                $"convention {options.Convention.Word()} and WeightWatcher's digits exclude each other", nameof(options));
        }

        var plan = LayerInventory.From(checkpoint, options);
        var run = new ModelRun(checkpoint, plan, options, progress, cancellation);
        run.Execute();
        var layers = run.Layers;
        return new ModelAnalysis
        {
            Path = checkpoint.Path,
            Format = checkpoint.Format,
            Files = run.Files,
            Options = options,
            Layers = layers,
            Skipped = plan.Skipped,
            Summary = ModelSummary.Compute(
                [.. layers.Select(layer => layer.Metrics)],
                plan.Skipped.Count,
                LayerInventory.CountParameters(checkpoint),
                plan.Layers.Sum(layer => layer.ElementCount),
                options.Convention.PoolsSlices() ? null : plan.Layers.Count),
            Errors = run.Errors,
        };
    }
}
