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
    private readonly SurgeryLayer[] _results = new SurgeryLayer[before.Layers.Count];

    /// <summary>Receives the progress; null for nobody.</summary>
    public SurgeryProgress? Progress { get; init; }

    /// <summary>Does all of it; the layers in the order of the analysis.</summary>
    public IReadOnlyList<SurgeryLayer> Run()
    {
        var copies = FindCopies();
        int[][] tensors =
        [
            .. Enumerable.Range(0, before.Layers.Count).GroupBy(index => before.Layers[index].Layer.Tensor.Index)
                .Select(group => group.ToArray()),
        ];
        Layer[][] layers = Array.ConvertAll(tensors, rows => rows.Select(index => before.Layers[index])
            .Where(row => operation.Passes(row) is null).Select(row => row.Layer).ToArray());
        var execution = before.Options.Execution;
        int threads = Math.Max(1, execution.Threads / Math.Max(1, layers.Count(some => some.Length > 0)));
        var work = new List<ScheduledWork>();
        for (int k = 0; k < tensors.Length; k++)
        {
            int[] rows = tensors[k];
            var tensor = before.Layers[rows[0]].Layer.Tensor;
            long bytes = layers[k].Length == 0 ? 0 : OperatedTensor.Bytes(tensor, layers[k]);
            Refuse(tensor, layers[k], bytes);
            double cost = layers[k].Sum(layer => layer.Cost);
            work.Add(new ScheduledWork(
                cost, threads, bytes, () =>
                {
                    Operate(rows, tensor, copies, threads);
                    Progress?.Done(before.Layers[rows[0]].Name, rows.Length, cost);
                }));
        }

        Progress?.Started(before.Layers.Count, layers.SelectMany(some => some));
        WorkSchedule.Run(work, execution.Threads, execution.MemoryBudget, cancellation);
        return _results;
    }

    private void Operate(int[] rows, TensorInfo tensor, ILookup<TensorInfo, TensorInfo> copies, int threads)
    {
        cancellation.ThrowIfCancellationRequested();
        var operated = new OperatedTensor(
            checkpoint, tensor, operation,
            new SurgeryResources(
                KernelSet.Current, threads, before.Options.Measures.Seed, tensor.Name, cancellation));
        var outcomes = operated.Operate([.. rows.Select(index => before.Layers[index])]);
        TensorInfo[] same = [.. copies[tensor]];
        if (operated.IsChanged)
        {
            outcomes = operated.Analyze(outcomes, before.Options with
            {
                Execution = before.Options.Execution with { Threads = threads, KeepSpectra = false, Store = null },
            });
            foreach (var target in same.Prepend(tensor))
            {
                Write(target, operated.Stored);
            }
        }

        for (int k = 0; k < rows.Length; k++)
        {
            _results[rows[k]] = outcomes[k].IsChanged
                ? outcomes[k] with { Copies = [.. same.Select(other => other.Name)] } : outcomes[k];
        }
    }

    /// <summary>Refuses what memory, or an array, does not hold, before anything is computed.</summary>
    private void Refuse(TensorInfo tensor, Layer[] layers, long bytes)
    {
        const string Hint = "leave it out with `Layers`";
        long budget = before.Options.Execution.MemoryBudget;
        if (bytes > budget)
        {
            throw new SurgeryException(
                $"operating on `{tensor.Name}` needs {ByteSize.AtLeast(bytes)}, above {ByteSize.AtMost(budget)}", Hint);
        }

        if (layers.Length > 0
            && (tensor.ByteCount > Array.MaxLength || layers.Max(layer => layer.ElementCount) > Array.MaxLength))
        {
            throw new SurgeryException(
                $"`{tensor.Name}` has {ByteSize.AtLeast((long)tensor.ByteCount)}; tensors of up to "
                    + $"{ByteSize.AtMost(Array.MaxLength)} are operated on",
                Hint);
        }
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
