using Heavytail.LinearAlgebra.Kernels;
using Heavytail.Spectra;

namespace Heavytail;

/// <summary>On what an analysis runs, and what it keeps. Nothing here changes a number.</summary>
public sealed record ExecutionOptions
{
    /// <summary>
    /// Seconds of decomposition, as estimated for one core, from which on a model asks <see cref="Store"/>: opening one
    /// may take as long.
    /// </summary>
    public const double LeastStoredSeconds = DecompositionTime.LeastModel;

    /// <summary>The maximum number of threads that compute at a time.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// The memory limit for layers being processed, in bytes; a layer that needs more is skipped. Null for three
    /// quarters of
    /// the memory that the machine, or its container, has.
    /// </summary>
    public long? Memory { get; init; }

    /// <summary>Whether the SHA-256 of each file is taken, which reads it whole.</summary>
    public bool HashFiles { get; init; } = true;

    /// <summary>
    /// Whether results keep the eigenvalues of their layers: see <see cref="LayerAnalysis.Spectrum"/>. An observer sees
    /// them either way.
    /// </summary>
    public bool KeepSpectra { get; init; } = true;

    /// <summary>
    /// What keeps spectra from one run to the next; null for nothing. Models that decompose within
    /// <see cref="LeastStoredSeconds"/> do not ask it.
    /// </summary>
    public ISpectrumStore? Store { get; init; }

    /// <summary>Seconds of work from which on a model asks <see cref="Store"/>.</summary>
    internal double LeastStored { get; init; } = LeastStoredSeconds;

    /// <summary>What decomposes layers; null for the CPU.</summary>
    internal ISpectrumEngine? Engine { get; init; }

    /// <summary><see cref="Memory"/>, or its default.</summary>
    internal long MemoryBudget => Memory ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4 * 3;

    /// <summary>The engine.</summary>
    internal ISpectrumEngine CreateEngine() => Engine ?? new CpuEngine(KernelSet.Current);

    /// <summary>An engine behind the store, where there is one that spares a model more time than it takes.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="seconds">The time of the layers that the store would keep.</param>
    internal ISpectrumEngine WithStore(ISpectrumEngine engine, double seconds)
    {
        if (Store is null || seconds < LeastStored)
        {
            return engine;
        }

        Store.Prepare();
        return new StoredSpectrumEngine(engine, Store);
    }
}
