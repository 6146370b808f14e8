using Heavytail.Layers;
using Heavytail.Layers.Rules;
using Heavytail.LinearAlgebra;
using Heavytail.Spectra;

namespace Heavytail.Analysis;

/// <summary>What to analyze, and how.</summary>
public sealed record AnalysisOptions
{
    /// <summary>Globs on tensor names; a leading <c>!</c> excludes. Empty: all.</summary>
    public IReadOnlyList<string> Layers { get; init; } = [];

    /// <summary>
    /// Layers with fewer eigenvalues are skipped; null for 10, or for the own rules of a historical convention.
    /// </summary>
    public int? MinEvals { get; init; }

    /// <summary>Layers with more eigenvalues are skipped; null for no limit.</summary>
    public int? MaxEvals { get; init; }

    /// <summary>
    /// How weights are scaled and pooled. The historical conventions exclude WeightWatcher's compatibility, which is one
    /// with a later version of it.
    /// </summary>
    public Convention Convention { get; init; } = Convention.WeightWatcher;

    /// <summary>Whose quirks are reproduced.</summary>
    public Compatibility Compatibility { get; init; } = Compatibility.None;

    /// <summary>
    /// How gates of recurrent layers are taken; null for one by one, and stacked where tensors are taken whole: under
    /// WeightWatcher's compatibility and the historical conventions, none of which took them apart.
    /// </summary>
    public RecurrentCut? Recurrent { get; init; }

    /// <summary>The user's own rules for layers.</summary>
    public IReadOnlyList<UserRule> Rules { get; init; } = [];

    /// <summary>
    /// The arithmetic of the costliest stage for large layers. <see cref="Precision.Single"/> excludes WeightWatcher's
    /// compatibility, whose digits need double.
    /// </summary>
    public Precision Precision { get; init; } = Precision.Double;

    /// <summary>Most threads that compute at a time. The result does not depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// Most bytes for the layers in work; a layer that needs more is skipped. Null for three quarters of the memory that
    /// the machine, or its container, has.
    /// </summary>
    public long? Memory { get; init; }

    /// <summary>Whether the SHA-256 of each file is taken, which reads it whole.</summary>
    public bool HashFiles { get; init; } = true;

    /// <summary><see cref="Memory"/>, or its default.</summary>
    internal long MemoryBudget => Memory ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4 * 3;

    /// <summary><see cref="MinEvals"/>, or its default.</summary>
    public int LeastEvals => MinEvals ?? (Convention.PoolsSlices() ? DefaultMinEvals : 1);

    /// <summary>The filter these options make, with WeightWatcher's own limits under its compatibility.</summary>
    internal LayerFilter Filter() => Compatibility == Compatibility.WeightWatcher
        ? new LayerFilter(Layers, LeastEvals, MaxEvals ?? WeightWatcherMaxEvals, WeightWatcherMaxN)
        : new LayerFilter(Layers, LeastEvals, MaxEvals, null);

    /// <summary>How tensors become layers.</summary>
    internal LayerOptions LayerOptions
    {
        get
        {
            bool whole = Compatibility == Compatibility.WeightWatcher || !Convention.PoolsSlices();
            return new LayerOptions
            {
                WholeTensors = whole,
                Recurrent = Recurrent ?? (whole ? RecurrentCut.Stacked : RecurrentCut.Gates),
                Rules = Rules,
            };
        }
    }

    internal const int DefaultMinEvals = 10;

    private const int WeightWatcherMaxEvals = 15_000;
    private const int WeightWatcherMaxN = 50_000;
}
