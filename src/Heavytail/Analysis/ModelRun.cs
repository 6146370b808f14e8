using Heavytail.Spectra;

namespace Heavytail.Analysis;

/// <summary>
/// The work of an inventory: its layers, and the hashes of its files, on the threads and in the memory that there are.
/// Every result is put in its place, so that the order of the work does not show.
/// </summary>
internal sealed class ModelRun(
    Checkpoint checkpoint,
    LayerInventory inventory,
    AnalysisOptions options,
    ISpectrumEngine engine,
    ObserverFeed? feed,
    CancellationToken cancellation)
{
    private readonly IReadOnlyList<LayerAnalysis>[] _layers = new IReadOnlyList<LayerAnalysis>[inventory.Tasks.Count];
    private readonly CheckpointException?[] _errors = new CheckpointException?[inventory.Tasks.Count];
    private readonly CheckpointException?[] _fileErrors = new CheckpointException?[checkpoint.Files.Count];
    private readonly AnalyzedFile[] _files =
        [.. checkpoint.Files.Select(file => new AnalyzedFile(file.Path, file.Size, Sha256: null))];

    private readonly LayerAnalyzer _analyzer = new(checkpoint, options, engine, cancellation);

    /// <summary>Those that are done, in file order, slices in theirs.</summary>
    public IReadOnlyList<LayerAnalysis> Layers =>
        [.. _layers.Where(rows => rows is not null).SelectMany(rows => rows)];

    public IReadOnlyList<AnalyzedFile> Files => _files;

    /// <summary>What kept layers from being read, in file order, then what kept files from being hashed.</summary>
    public IReadOnlyList<CheckpointException> Errors =>
        [.. _errors.Concat(_fileErrors).OfType<CheckpointException>()];

    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public void Execute()
    {
        var work = Enumerable.Range(0, _layers.Length).Select(AnalysisOf);
        var hashes = Enumerable.Range(0, options.Execution.HashFiles ? _files.Length : 0).Select(HashOf);
        WorkSchedule.Run(
            [.. work, .. hashes],
            options.Execution.Threads,
            options.Execution.MemoryBudget,
            cancellation);
        for (int k = 0; k < _files.Length; k++)
        {
            _fileErrors[k] ??= checkpoint.FileAt(k) is { IsWritten: true } file
                ? file.Invalid(
                    "was written to while it was read: its layers may be those of two versions",
                    "analyze it again when nothing writes to it; a copy, or a file that is renamed when it is whole, "
                        + "stays as it is")
                : null;
        }
    }

    private ScheduledWork AnalysisOf(int index)
    {
        var task = inventory.Tasks[index];
        return new ScheduledWork(task.Cost, task.Share.Threads, task.Bytes, () =>
        {
            Analyze(index, task);
            var result = new LayerResult(index, _layers[index], task.Cost);
            feed?.LayerComputed(result);
            feed?.LayerDone(result);
            if (!options.Execution.KeepSpectra)
            {
                _layers[index] = [.. _layers[index].Select(row => row with { KeptSpectrum = null })];
            }
        });
    }

    private void Analyze(int index, LayerTask task)
    {
        try
        {
            _layers[index] = _analyzer.Analyze(task);
        }
        catch (CheckpointException error)
        {
            _errors[index] = error;
            var status = new LayerMetrics { Status = LayerStatus.Unreadable, Table = options.Metrics };
            _layers[index] = [new LayerAnalysis(task.Layer, status, error.Problem)];
        }
    }

    private ScheduledWork HashOf(int index)
    {
        var file = _files[index];
        return new ScheduledWork(file.Size * ContentHash.CostPerByte, Threads: 1, Bytes: 0, () =>
        {
            try
            {
                _files[index] = file with { Sha256 = ContentHash.Sha256(checkpoint.FileAt(index), cancellation) };
            }
            catch (CheckpointException error)
            {
                _fileErrors[index] = error;
            }
        });
    }
}
