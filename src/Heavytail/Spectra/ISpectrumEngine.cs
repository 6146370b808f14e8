namespace Heavytail.Spectra;

/// <summary>Something that decomposes layers: the CPU, or a store in front of it. Thread-safe.</summary>
internal interface ISpectrumEngine
{
    /// <summary>
    /// The identity of its results: engines of one generation give the same bits. It changes with every change of
    /// arithmetic, so that a store does not mix results.
    /// </summary>
    string Generation { get; }

    /// <summary>The memory that a layer takes at its peak.</summary>
    SpectrumMemory Memory(SpectrumRequest request);

    /// <summary>The spectrum where it is known without a decomposition; null elsewhere.</summary>
    Spectrum? Find(SpectrumRequest request) => null;

    /// <summary>Decomposes a layer. The result does not depend on the resources.</summary>
    /// <param name="request">The layer, and how exactly.</param>
    /// <param name="open">Opens its stored values, in the layer's order of reading.</param>
    /// <param name="resources">Threads to use.</param>
    /// <param name="cancellation">Stops the work between blocks.</param>
    /// <exception cref="EndOfStreamException">The stream ends early.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    SpectrumResult Decompose(
        SpectrumRequest request, Func<Stream> open, SpectrumResources resources, CancellationToken cancellation);

    /// <summary>The memory that <see cref="DecomposeParts"/> takes at its peak; null where it has no way.</summary>
    /// <param name="parts">The parts.</param>
    SpectrumMemory? Memory(LayerParts parts) => null;

    /// <summary>Decomposes the parts of a layer together, where that is cheaper than one by one.</summary>
    /// <param name="parts">The parts.</param>
    /// <param name="open">Opens the stored values of the whole layer, in its order of reading.</param>
    /// <param name="resources">Threads to use.</param>
    /// <param name="cancellation">Stops the work between blocks.</param>
    /// <returns>The spectrum of each part; null where there is no way that is cheaper.</returns>
    /// <exception cref="EndOfStreamException">The stream ends early.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    IReadOnlyList<SpectrumResult>? DecomposeParts(
        LayerParts parts, Func<Stream> open, SpectrumResources resources, CancellationToken cancellation) => null;
}
