using System.Collections.Concurrent;
using Heavytail.Formats;
using Heavytail.LinearAlgebra;
using Heavytail.Metrics;

namespace Heavytail.Analysis;

/// <summary>The pipeline: checkpoint → layers → spectra → fits → metrics → a model.</summary>
public static class Analyzer
{
    /// <summary>Analyzes every layer of a checkpoint.</summary>
    /// <param name="checkpoint">An open weight file.</param>
    /// <param name="options">What to analyze, and how; the defaults where null.</param>
    /// <param name="progress">Told after each layer, from any thread.</param>
    /// <param name="cancellation">Stops the work.</param>
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
        var plan = ModelPlan.Of(checkpoint, options);
        var files = Task.Run(() => ContentHash.Of(checkpoint.Files, options.HashFiles, cancellation), cancellation);
        var errors = new ConcurrentDictionary<int, CheckpointException>();
        var layers = AnalyzeLayers(checkpoint, plan, options, errors, progress, cancellation);
        return new ModelAnalysis
        {
            Path = checkpoint.Path,
            Format = checkpoint.Format,
            Files = files.GetAwaiter().GetResult(),
            Options = options,
            Layers = layers,
            Skipped = plan.Skipped,
            Summary = ModelSummary.Of(
                [.. layers.Select(layer => layer.Metrics)],
                plan.Skipped.Count,
                ModelPlan.CountParameters(checkpoint),
                plan.Layers.Sum(layer => layer.Tensor.Shape.ElementCount)),
            Errors = [.. errors.OrderBy(error => error.Key).Select(error => error.Value)],
        };
    }

    /// <summary>Largest first, so that no thread ends up alone with the longest layer; results back in file order.</summary>
    private static LayerAnalysis[] AnalyzeLayers(
        Checkpoint checkpoint,
        ModelPlan plan,
        AnalysisOptions options,
        ConcurrentDictionary<int, CheckpointException> errors,
        IProgress<AnalysisProgress>? progress,
        CancellationToken cancellation)
    {
        var results = new LayerAnalysis[plan.Layers.Count];
        int[] order = [.. Enumerable.Range(0, results.Length).OrderByDescending(index => plan.Layers[index].Cost)];
        var tracker = new ProgressTracker(checkpoint.Path, plan, progress);
        var settings = new ParallelOptions
        {
            MaxDegreeOfParallelism = Math.Max(1, options.Threads),
            CancellationToken = cancellation,
        };
        Parallel.ForEach(Partitioner.Create(order, EnumerablePartitionerOptions.NoBuffering), settings, index =>
        {
            var layer = plan.Layers[index];
            try
            {
                results[index] = LayerAnalyzer.Analyze(
                    checkpoint,
                    layer,
                    options.Compatibility,
                    new EngineOptions(Kernels.Current, Cancellation: cancellation),
                    1);
            }
            catch (CheckpointException error)
            {
                errors[index] = error;
                results[index] = new LayerAnalysis(
                    layer, new LayerMetrics { Status = LayerStatus.Unreadable }, error.Problem);
            }

            tracker.Finish(layer);
        });
        return results;
    }
}
