
using Heavytail.Files;
using Heavytail.Formats;
using Heavytail.LinearAlgebra;
using Heavytail.LinearAlgebra.Kernels;
using Heavytail.Metrics;
using Heavytail.Spectra;

namespace Heavytail.Analysis;

/// <summary>
/// The work that a plan makes: its layers, and the hashes of its files, on the threads and in the memory that there are.
/// Every result is put in its place, so that the order of the work does not show.
/// </summary>
internal sealed class ModelRun(
    Checkpoint checkpoint,
    LayerInventory plan,
    AnalysisOptions options,
    IProgress<AnalysisProgress>? progress,
    CancellationToken cancellation)
{
    private readonly IReadOnlyList<LayerAnalysis>[] _layers = new IReadOnlyList<LayerAnalysis>[plan.Layers.Count];
    private readonly CheckpointException?[] _errors = new CheckpointException?[plan.Layers.Count];
    private readonly AnalyzedFile[] _files =
        [.. checkpoint.Files.Select(file => new AnalyzedFile(file.Path, file.Size, Sha256: null))];

    private readonly ProgressTracker _tracker = new(checkpoint.Path, plan, progress);
    private readonly int _threads = Math.Max(1, options.Threads);

    /// <summary>In file order, slices in theirs.</summary>
    public IReadOnlyList<LayerAnalysis> Layers => [.. _layers.SelectMany(rows => rows)];

    public IReadOnlyList<AnalyzedFile> Files => _files;

    /// <summary>What kept layers from being read, in file order.</summary>
    public IReadOnlyList<CheckpointException> Errors => [.. _errors.OfType<CheckpointException>()];

    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    /// <exception cref="CheckpointException">A file to hash cannot be read.</exception>
    public void Execute()
    {
        var work = Enumerable.Range(0, _layers.Length).Select(AnalysisOf);
        var hashes = Enumerable.Range(0, options.HashFiles ? _files.Length : 0).Select(HashOf);
        WorkSchedule.Run([.. work, .. hashes], _threads, options.MemoryBudget, cancellation);
    }

    private ScheduledWork AnalysisOf(int index)
    {
        var layer = plan.Layers[index];
        var memory = LayerMemory.Estimate(checkpoint, layer, options);
        var share = ThreadShare.Choose(layer, LayerSpectrum.MethodFor(layer.Tensor.Type, options.Compatibility), _threads)
            .Within(options.MemoryBudget, memory);
        return new ScheduledWork(layer.Cost, share.Threads, memory.Bytes(share.SlicesAtOnce), () =>
        {
            Analyze(index, share);
            _tracker.Finish(layer);
        });
    }

    private void Analyze(int index, ThreadShare share)
    {
        var layer = plan.Layers[index];
        var engine = new EngineOptions(KernelSet.Current, share.PerSlice, options.Precision, cancellation);
        try
        {
            _layers[index] = LayerAnalyzer.Analyze(checkpoint, layer, options, engine, share.SlicesAtOnce);
        }
        catch (CheckpointException error)
        {
            _errors[index] = error;
            _layers[index] =
                [new LayerAnalysis(layer, new LayerMetrics { Status = LayerStatus.Unreadable }, error.Problem)];
        }
    }

    private ScheduledWork HashOf(int index)
    {
        var file = _files[index];
        return new ScheduledWork(file.Size * ContentHash.CostPerByte, Threads: 1, Bytes: 0, () =>
            _files[index] = file with { Sha256 = ContentHash.Sha256(checkpoint.FileAt(index), cancellation) });
    }
}
