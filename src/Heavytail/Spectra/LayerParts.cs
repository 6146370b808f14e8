namespace Heavytail.Spectra;

/// <summary>A layer without each of some blocks of the rows of its N in turn.</summary>
/// <param name="Whole">The whole layer, and how exactly.</param>
/// <param name="Blocks">The blocks, which follow each other and are all of N.</param>
/// <param name="Requests">What is left without each, in order.</param>
internal sealed record LayerParts(
    SpectrumRequest Whole, IReadOnlyList<Range> Blocks, IReadOnlyList<SpectrumRequest> Requests);
