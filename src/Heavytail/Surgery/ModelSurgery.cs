using Heavytail.Surgery;

namespace Heavytail;

/// <summary>
/// Operations on the weights of a model: analyzed before, changed, rounded, written and analyzed after.
/// </summary>
public static class ModelSurgery
{
    /// <summary>The options of the analysis before an operation: with spectra, of the matrices that it needs.</summary>
    /// <exception cref="SurgeryException">The convention has a row for each slice, or a parameter is out of
    /// range.</exception>
    public static AnalysisOptions Needed(AnalysisOptions options, SurgeryOperation operation)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(operation);
        operation.Validate();
        if (!options.Method.Convention.PoolsSlices)
        {
            throw new SurgeryException(
                $"convention {options.Method.Convention.Name} has a row for each slice, and surgery is on layers",
                $"use {Convention.WeightWatcher.Name}");
        }

        if (operation.Matrices != MatrixKind.Pooled && options.Method.Convention != Convention.WeightWatcher)
        {
            throw new SurgeryException(
                $"`{operation.Kind}` needs convolutions as matrices, which convention "
                    + $"{options.Method.Convention.Name} does not have",
                $"use {Convention.WeightWatcher.Name}");
        }

        return options with
        {
            Method = options.Method with { Matrices = new MatrixOptions { Kind = operation.Matrices } },
            Execution = options.Execution with { KeepSpectra = true },
        };
    }

    /// <summary>Operates on the layers of an analysis.</summary>
    /// <param name="checkpoint">The model, still open.</param>
    /// <param name="before">Its analysis, with the options of <see cref="Needed"/>.</param>
    /// <param name="operation">What is done.</param>
    /// <param name="copy">The files that the model becomes.</param>
    /// <param name="streams">
    /// Where they are written: for each a stream that can seek, empty. Null to write nothing.
    /// </param>
    /// <param name="progress">Receives the progress at the start and after each tensor; null for nobody.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <remarks>The bytes do not depend on the number of threads.</remarks>
    /// <exception cref="InvalidCheckpointException">A layer has no finite weights, cannot be read, or is not stored as
    /// it is read.</exception>
    /// <exception cref="SurgeryException">Vectors do not converge, or memory is too small.</exception>
    /// <exception cref="IOException">A stream cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static SurgeryResult Operate(
        Checkpoint checkpoint,
        ModelAnalysis before,
        SurgeryOperation operation,
        ModelCopy copy,
        IReadOnlyList<Stream>? streams = null,
        IProgress<AnalysisProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(operation);
        ArgumentNullException.ThrowIfNull(copy);
        operation.Validate();
        foreach (var row in before.Layers)
        {
            Refuse(row, copy);
        }

        for (int k = 0; k < (streams?.Count ?? 0); k++)
        {
            copy.Write(k, streams![k], cancellation);
        }

        var tensors = new TensorSurgery(checkpoint, before, operation, copy, streams, cancellation)
        {
            Progress = progress is null ? null : new SurgeryProgress(checkpoint.Path, progress),
        };
        var layers = tensors.Run();
        if (copy.Changed() is { } changed)
        {
            throw changed;
        }

        int touched = layers.Where(layer => layer.IsChanged)
            .SelectMany(layer => layer.Copies.Prepend(layer.Before.Layer.LongName)).Distinct().Count();
        return new SurgeryResult
        {
            Operation = operation,
            Before = before,
            Layers = layers,
            After = ModelSummary.Compute(
                [.. layers.Select(layer => (layer.After ?? layer.Before).Metrics)],
                before.Options.Metrics,
                new ModelCounts(
                    before.Summary.Skipped, before.Summary.Parameters, before.Summary.AnalyzedParameters, null)
                {
                    LeftOut = before.Summary.LeftOut,
                }),
            Untouched = checkpoint.Tensors.Count + checkpoint.Unread.Count - touched,
            Notes = [.. operation.Notes, .. copy.Notes, .. layers.Select(layer => layer.Note).OfType<string>()],
        };
    }

    /// <summary>A layer that is asked for and cannot be operated on stops all: nothing is half done.</summary>
    private static void Refuse(LayerAnalysis row, ModelCopy copy)
    {
        var tensor = row.Layer.Tensor;
        const string Hint = "leave it out with `Layers`";
        if (row.Metrics.Status.IsError() || row.KeptSpectrum is null)
        {
            throw new InvalidCheckpointException(
                tensor.File, tensor.Name, row.Note ?? $"its status is {row.Metrics.Status.Word()}", Hint);
        }

        if (!tensor.Type.IsRealFloat() || copy.PlaceOf(tensor) is null)
        {
            string problem = tensor.IsQuantized ? $"is quantized, {tensor.Encoding}"
                : tensor.StoredNames.Count > 0 ? $"is computed from `{tensor.StoredNames[0]}`"
                : tensor.Factors is not null ? "is a product of the factors of an adapter"
                : $"has elements of {tensor.Encoding}";
            throw new InvalidCheckpointException(
                tensor.File, tensor.Name,
                $"{problem}; expected floating-point weights that are stored as they are", Hint);
        }
    }
}
