using Heavytail.Analysis;

namespace Heavytail.Comparison.Models;

/// <summary>What needs the elements of both models: distances of weights, and W − W_base.</summary>
/// <param name="baseCheckpoint">The base.</param>
/// <param name="checkpoint">The other model.</param>
/// <param name="options">The options of both analyses.</param>
/// <param name="cancellation">Stops the work.</param>
internal sealed class PairedWork(
    Checkpoint baseCheckpoint, Checkpoint checkpoint, AnalysisOptions options, CancellationToken cancellation)
{
    /// <summary>Sets the distances of the layers that have two sets of weights of one shape.</summary>
    /// <param name="layers">The rows; replaced by those with distances.</param>
    /// <param name="errors">Receives what could not be read.</param>
    public void MeasureWeights(List<ComparedLayer> layers, List<CheckpointException> errors)
    {
        var results = new (WeightDistances? Distances, string? Problem)[layers.Count];
        var failures = new CheckpointException?[layers.Count];
        var work = new List<ScheduledWork>();
        for (int k = 0; k < layers.Count; k++)
        {
            if (!HasPair(layers[k]))
            {
                continue;
            }

            int index = k;
            var (old, now) = (layers[k].Base!, layers[k].Other!);
            var pair = new WeightPair(old, now, options.Measures.Seed);
            long bytes = pair.Bytes + baseCheckpoint.AccessTo(old.Tensor, old.Layout.View).BufferedBytes
                + checkpoint.AccessTo(now.Tensor, now.Layout.View).BufferedBytes;
            if (bytes > options.Execution.MemoryBudget || pair.IsTooLarge)
            {
                results[k] = (null, $"comparing its weights needs {ByteSize.AtLeast(bytes)}, above "
                    + ByteSize.AtMost(options.Execution.MemoryBudget));
                continue;
            }

            work.Add(new ScheduledWork(pair.Cost, Threads: 1, bytes, () =>
            {
                try
                {
                    results[index] = pair.Compare(OpenBase, OpenOther, cancellation);
                }
                catch (CheckpointException error)
                {
                    failures[index] = error;
                    results[index] = (null, error.Problem);
                }
            }));
        }

        WorkSchedule.Run(work, options.Execution.Threads, options.Execution.MemoryBudget, cancellation);
        errors.AddRange(failures.OfType<CheckpointException>());
        for (int k = 0; k < layers.Count; k++)
        {
            if (HasPair(layers[k]))
            {
                var (distances, problem) = results[k];
                layers[k] = layers[k] with
                {
                    Distances = distances,
                    Change = distances is null ? LayerChange.Unknown
                        : distances.Frobenius > 0 ? LayerChange.Changed : LayerChange.Equal,
                    Note = layers[k].Note ?? problem,
                };
            }
        }
    }

    /// <summary>Sets W − W_base as a layer of its own; returns what could not be read.</summary>
    public IReadOnlyList<CheckpointException> MeasureDelta(List<ComparedLayer> layers)
    {
        int[] paired = [.. Enumerable.Range(0, layers.Count).Where(k => layers[k].Distances is not null)];
        var (delta, made) = DeltaTensors.Of(
            baseCheckpoint, checkpoint, [.. paired.Select(k => (layers[k].Base!, layers[k].Other!))]);
        using (delta)
        {
            var engine = options.Execution.CreateEngine();
            var tasks = new List<LayerTask>();
            var refused = new Dictionary<int, string?>();
            foreach (var layer in made)
            {
                var task = LayerTask.Create(layer, delta.AccessTo(layer.Tensor), engine, options);
                if (LayerInventory.CheckMemory(task, options.Execution) is { } tooLarge)
                {
                    refused[layer.Id] = tooLarge.Explanation;
                }
                else
                {
                    tasks.Add(task);
                }
            }

            var analysis = Analyzer.Run(
                delta, new LayerInventory(tasks) { Decisions = [], Skipped = [] }, options, engine, null, cancellation);
            for (int k = 0; k < paired.Length; k++)
            {
                var row = layers[paired[k]];
                layers[paired[k]] = row with
                {
                    Delta = analysis.Layers.FirstOrDefault(
                        found => found.Layer.Id == k && found.Slice == (row.Before ?? row.After)?.Slice),
                    Note = row.Note ?? refused.GetValueOrDefault(k),
                };
            }

            return analysis.Errors;
        }
    }

    /// <summary>Whether a row has two sets of weights; those of slices are of the whole layer.</summary>
    private static bool HasPair(ComparedLayer row) =>
        row is { Base: { IsComputed: false }, Other: { IsComputed: false } }
        && row.Change != LayerChange.Reshaped;

    private Stream OpenBase(Layer layer) => baseCheckpoint.OpenRead(layer.Tensor, layer.Layout.View);

    private Stream OpenOther(Layer layer) => checkpoint.OpenRead(layer.Tensor, layer.Layout.View);
}
