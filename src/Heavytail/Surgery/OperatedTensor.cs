using System.Numerics.Tensors;
using Heavytail.Analysis;
using Heavytail.Derived;
using Heavytail.Formats.Contract;
using Heavytail.Tensors;

namespace Heavytail.Surgery;

/// <summary>One tensor: its stored bytes, changed layer by layer, and analyzed as they are.</summary>
internal sealed class OperatedTensor(
    Checkpoint checkpoint, TensorInfo tensor, SurgeryOperation operation, SurgeryResources resources)
{
    private readonly int _width = tensor.Type.Bits() / 8;

    /// <summary>The bytes to write, where something changed.</summary>
    public byte[] Stored { get; private set; } = [];

    /// <summary>Whether a layer changed.</summary>
    public bool IsChanged => Stored.Length > 0;

    /// <summary>Bytes that the work takes at its peak.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="layers">Its layers.</param>
    public static long Bytes(TensorInfo tensor, IEnumerable<Layer> layers) => (long)tensor.ByteCount
        + layers.Max(layer => StoredElements.Bytes(layer) + (sizeof(double) * ((2 * layer.ElementCount)
            + TallSlice.Length(layer.Rows, layer.Columns))));

    /// <summary>Operates on the layers of the tensor.</summary>
    /// <param name="rows">Their analyses.</param>
    /// <exception cref="InvalidCheckpointException">The elements cannot be read.</exception>
    public IReadOnlyList<SurgeryLayer> Operate(IReadOnlyList<LayerAnalysis> rows) => [.. rows.Select(Operate)];

    /// <summary>Analyzes the layers that changed, as they are stored now.</summary>
    public IReadOnlyList<SurgeryLayer> Analyze(IReadOnlyList<SurgeryLayer> layers, AnalysisOptions options)
    {
        var info = tensor with { Index = 0, TiedTo = null };
        using var changed = new Checkpoint(
            checkpoint.Path, checkpoint.Format, [],
            new CheckpointContents([new StoredTensor(info, () => new MemoryStream(Stored, writable: false))]));
        var engine = options.Execution.CreateEngine();
        var tasks = new List<LayerTask>();
        var results = layers.ToArray();
        var analyzed = new List<int>();
        for (int k = 0; k < results.Length; k++)
        {
            if (!results[k].IsChanged)
            {
                continue;
            }

            var layer = results[k].Before.Layer with { Tensor = info };
            var task = LayerTask.Create(layer, changed.AccessTo(info, layer.Layout.View), engine, options);
            if (LayerInventory.CheckMemory(task, options.Execution) is { } tooLarge)
            {
                results[k] = results[k] with { Note = $"{layer.Name} was not analyzed after: {tooLarge.Explanation}" };
                continue;
            }

            tasks.Add(task);
            analyzed.Add(k);
        }

        var inventory = new LayerInventory(tasks) { Decisions = [], Skipped = [] };
        var model = Analyzer.Run(changed, inventory, options, engine, null, resources.Cancellation);
        foreach (var (k, row) in analyzed.Zip(model.Layers))
        {
            results[k] = results[k] with { After = row with { Layer = results[k].Before.Layer } };
        }

        return results;
    }

    private SurgeryLayer Operate(LayerAnalysis row)
    {
        if (operation.Passes(row) is { } passed)
        {
            return ResultOf(row, passed);
        }

        var layer = row.Layer;
        double[] elements = StoredElements.Read(
            layer, one => checkpoint.OpenRead(one.Tensor, one.Layout.View), out _);
        double[] old = (double[])elements.Clone();
        var outcome = operation.Operate(row, new LayerWeights(layer, elements, resources));
        var result = ResultOf(row, outcome);
        if (!outcome.IsChanged)
        {
            return result;
        }

        if (!TensorPrimitives.IsFiniteAll<double>(elements))
        {
            throw new SurgeryException(
                $"operating on `{layer.Name}` gives numbers that are not finite", "leave it out with `Layers`");
        }

        double[] rounded = Store(layer, elements, out long beyond);
        double norm = TensorPrimitives.Norm<double>(old);
        return result with
        {
            Change = norm > 0 ? TensorPrimitives.Distance<double>(rounded, old) / norm : null,
            Rounding = norm > 0 ? TensorPrimitives.Distance<double>(rounded, elements) / norm : null,
            Note = NoteOf(layer, beyond, Emptied(layer, old, rounded)),
        };
    }

    /// <summary>What to know of a layer that was written; null for nothing.</summary>
    private string? NoteOf(Layer layer, long beyond, int emptied)
    {
        string[] notes =
        [
            .. beyond == 0 ? Array.Empty<string>() : [FormattableString.Invariant(
                $"{layer.Name}: {beyond} weights beyond the range of {tensor.Type.Name()} became its largest number")],
            .. emptied == 0 ? Array.Empty<string>() : [emptied == layer.Rf
                ? $"{layer.Name}: nothing is left of it, all its weights are 0 now"
                : FormattableString.Invariant(
                    $"{layer.Name}: nothing is left of {emptied} of its {layer.Rf} slices, whose weights are 0 now")],
        ];
        return notes.Length == 0 ? null : string.Join("; ", notes);
    }

    /// <summary>The slices that had weights and have none.</summary>
    private static int Emptied(Layer layer, double[] old, double[] written)
    {
        int size = layer.Rows * layer.Columns;
        return Enumerable.Range(0, layer.Rf).Count(slice =>
            !written.AsSpan(slice * size, size).ContainsAnyExcept(0)
            && old.AsSpan(slice * size, size).ContainsAnyExcept(0));
    }

    private static SurgeryLayer ResultOf(LayerAnalysis row, LayerOutcome outcome) => new()
    {
        Before = row,
        IsChanged = outcome.IsChanged,
        Done = outcome.Done,
        Kept = outcome.Kept,
        Traps = outcome.Traps,
        Change = 0,
        Rounding = 0,
    };

    /// <summary>Rounds the elements of a layer into <see cref="Stored"/>.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="elements">Its elements, slice by slice.</param>
    /// <param name="beyond">How many are beyond the range of the type.</param>
    /// <returns>The elements as they are stored.</returns>
    private double[] Store(Layer layer, double[] elements, out long beyond)
    {
        if (Stored.Length == 0)
        {
            Stored = new byte[(long)tensor.ByteCount];
            using var stream = checkpoint.OpenRead(tensor);
            stream.ReadExactly(Stored);
        }

        double[] rounded = new double[elements.Length];
        double largest = ElementNarrowing.Largest(tensor.Type);
        beyond = 0;
        for (int slice = 0, at = 0; slice < layer.Rf; slice++)
        {
            for (int row = 0; row < layer.Rows; row++)
            {
                for (int column = 0; column < layer.Columns; column++, at++)
                {
                    long place = PlaceOf(layer, slice, row, column) * _width;
                    var bytes = Stored.AsSpan((int)place, _width);
                    beyond += Math.Abs(elements[at]) > largest ? 1 : 0;
                    ElementNarrowing.Write(elements[at], tensor.Type, bytes);
                    ElementConversion.ToDouble(tensor.Type, bytes, rounded.AsSpan(at, 1));
                }
            }
        }

        return rounded;
    }

    /// <summary>Row-major index in the tensor of an element.</summary>
    private static long PlaceOf(Layer layer, int slice, int row, int column)
    {
        long size = (long)layer.Rows * layer.Columns;
        long index = layer.Layout.Transposed
            ? ((long)column * layer.Rows) + row : ((long)row * layer.Columns) + column;
        return layer.Layout.PlaceInTensor(
            layer.Rf > 1 && !layer.Layout.SlicesFirst ? (index * layer.Rf) + slice : (slice * size) + index);
    }
}
