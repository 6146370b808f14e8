using Heavytail.LinearAlgebra.Kernels;
using Heavytail.Measures;
using Heavytail.Spectra;

namespace Heavytail.Benchmarks.Evidence;

/// <summary>Measures whose cost is asked for.</summary>
/// <param name="Name">Its name in tables.</param>
/// <param name="Measures">The measures.</param>
internal sealed record MeasureSet(string Name, IReadOnlyList<IMeasure> Measures)
{
    public static MeasureSet Plain { get; } = new("plain", []);

    public static MeasureSet BulkAndTraps { get; } = new(
        "bulk and traps", [.. MeasureCatalog.Default.Where(measure => measure is BulkMeasure or EntriesMeasure)]);

    public static MeasureSet Evidence { get; } = new(
        "evidence", [.. MeasureCatalog.Default.Where(measure => measure is BulkMeasure or IntervalMeasure)]);

    public static MeasureSet Default { get; } = new("default", MeasureCatalog.Default);

    public static MeasureSet Randomized { get; } =
        new("randomize, 1 replicate", MeasureCatalog.DefaultAnd([MeasureCatalog.RandomizeName]));

    public static MeasureSet Everything { get; } =
        new("everything, 1 replicate", MeasureCatalog.DefaultAnd([MeasureCatalog.AllName]));

    public static IReadOnlyList<MeasureSet> All { get; } =
    [
        Plain,
        new("kurtosis", [new KurtosisMeasure()]),
        new("bulk", [.. MeasureCatalog.Default.OfType<BulkMeasure>()]),
        new("traps", [.. MeasureCatalog.Default.OfType<EntriesMeasure>()]),
        BulkAndTraps, Evidence, Default, Randomized, Everything,
    ];

    /// <summary>Analyzes a file on one thread, without its hash.</summary>
    public ModelAnalysis Analyze(string path) => Analyze(path, engine: null);

    /// <summary>How many decompositions a layer takes, on average.</summary>
    public double Decompositions(string path)
    {
        var engine = new CountingEngine(new CpuEngine(KernelSet.Current));
        var model = Analyze(path, engine);
        return (double)engine.Count / model.Layers.Count;
    }

    private ModelAnalysis Analyze(string path, ISpectrumEngine? engine)
    {
        using var checkpoint = Checkpoint.Open(path);
        return Analyzer.Analyze(checkpoint, new AnalysisOptions
        {
            Measures = new MeasureOptions { List = Measures },
            Execution = new ExecutionOptions { Threads = 1, HashFiles = false, KeepSpectra = false, Engine = engine },
        });
    }
}
