using Heavytail.Analysis;
using Heavytail.LinearAlgebra.Kernels;

namespace Heavytail.Surgery;

/// <summary>The tensors of a model, one piece of work each: read, changed, rounded, analyzed, written.</summary>
internal sealed class TensorSurgery(
    Checkpoint checkpoint,
    ModelAnalysis before,
    SurgeryOperation operation,
    ModelCopy copy,
    IReadOnlyList<Stream>? streams,
    CancellationToken cancellation)
{
    private readonly Lock _writing = new();

    /// <summary>Does all of it; the layers in the order of the analysis.</summary>
    public IReadOnlyList<SurgeryLayer> Run()
    {
        var results = new SurgeryLayer[before.Layers.Count];
        var copies = FindCopies();
        var tensors = Enumerable.Range(0, results.Length)
            .GroupBy(index => before.Layers[index].Layer.Tensor, ReferenceEqualityComparer.Instance)
            .Select(group => group.ToArray()).ToArray();
        var execution = before.Options.Execution;
        int threads = Math.Max(1, execution.Threads / Math.Max(1, tensors.Length));
        var kernels = KernelSet.Current;
        var work = new List<ScheduledWork>();
        foreach (int[] rows in tensors)
        {
            var tensor = before.Layers[rows[0]].Layer.Tensor;
            var layers = rows.Select(index => before.Layers[index].Layer).ToArray();
            long bytes = OperatedTensor.Bytes(tensor, layers);
            if (bytes > execution.MemoryBudget || bytes / sizeof(double) > Array.MaxLength)
            {
                throw new SurgeryException(
                    $"operating on `{tensor.Name}` needs {ByteSize.AtLeast(bytes)}, above "
                        + ByteSize.AtMost(Math.Min(execution.MemoryBudget, sizeof(double) * (long)Array.MaxLength)),
                    "leave it out with `Layers`");
            }

            var resources = new SurgeryResources(
                kernels, threads, before.Options.Measures.Seed, tensor.Name, cancellation);
            work.Add(new ScheduledWork(
                layers.Sum(layer => layer.Cost), Math.Min(threads, execution.Threads), bytes, () =>
                {
                    cancellation.ThrowIfCancellationRequested();
                    var same = copies[tensor].ToArray();
                    var operated = new OperatedTensor(checkpoint, tensor, operation, resources);
                    var outcomes = operated.Operate([.. rows.Select(index => before.Layers[index])]);
                    if (operated.IsChanged)
                    {
                        outcomes = operated.Analyze(outcomes, before.Options with
                        {
                            Execution = execution with { Threads = threads, KeepSpectra = false, Store = null },
                        });
                        foreach (var target in same.Prepend(tensor))
                        {
                            Write(target, operated.Stored);
                        }
                    }

                    for (int k = 0; k < rows.Length; k++)
                    {
                        results[rows[k]] = outcomes[k].IsChanged
                            ? outcomes[k] with { Copies = [.. same.Select(other => other.Name)] } : outcomes[k];
                    }
                }));
        }

        WorkSchedule.Run(work, execution.Threads, execution.MemoryBudget, cancellation);
        return results;
    }

    /// <summary>The tensors whose elements are those of a layer, under another name.</summary>
    private ILookup<TensorInfo, TensorInfo> FindCopies()
    {
        var operated = before.Layers.Select(row => row.Layer.Tensor).DistinctBy(tensor => tensor.Index).ToArray();
        var indexes = operated.Select(tensor => tensor.Index).ToHashSet();
        var forms = operated.Select(tensor => (tensor.Type, tensor.Shape)).ToHashSet();
        var others = checkpoint.Tensors
            .Where(tensor => !indexes.Contains(tensor.Index) && copy.PlaceOf(tensor) is not null).ToArray();
        var equal = others.Where(tensor => forms.Contains((tensor.Type, tensor.Shape))).ToArray();
        var found = equal.Length == 0
            ? new Dictionary<TensorInfo, TensorInfo>()
            : new EqualTensors(checkpoint, cancellation).Find(operated.Concat(equal));
        return found.Select(pair => (Original: pair.Value, Copy: pair.Key))
            .Concat(others.Where(tensor => tensor.TiedTo is not null)
                .Select(tensor => (Original: checkpoint.Tensors[tensor.TiedTo!.Value], Copy: tensor)))
            .Where(pair => indexes.Contains(pair.Original.Index))
            .DistinctBy(pair => pair.Copy)
            .ToLookup(pair => pair.Original, pair => pair.Copy);
    }

    private void Write(TensorInfo tensor, byte[] stored)
    {
        if (streams is null)
        {
            return;
        }

        var (file, offset) = copy.PlaceOf(tensor)!.Value;
        lock (_writing)
        {
            streams[file].Position = offset;
            streams[file].Write(stored);
        }
    }
}
