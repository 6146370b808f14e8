using Heavytail.Spectra;
using Heavytail.Statistics;

namespace Heavytail.Traps;

/// <summary>The spectra of a layer in random order, each computed once.</summary>
/// <param name="engine">An engine without a store, which would keep them as the layer's own.</param>
/// <param name="request">The layer, and how exactly.</param>
/// <param name="open">Opens its stored values, in the layer's order of reading.</param>
/// <param name="resources">Threads to use.</param>
/// <param name="seed">The seed of all draws of the analysis.</param>
/// <param name="cancellation">Stops the work between blocks.</param>
internal sealed class PermutedSpectra(
    ISpectrumEngine engine,
    SpectrumRequest request,
    Func<Stream> open,
    SpectrumResources resources,
    int seed,
    CancellationToken cancellation)
{
    private readonly List<Spectrum> _spectra = [];

    /// <summary>The spectrum of one permutation.</summary>
    /// <param name="replicate">The number of the permutation, from 0.</param>
    public Spectrum Of(int replicate)
    {
        while (_spectra.Count <= replicate)
        {
            var random = new Random(Seeds.For(seed, request.Layer.Name, "permutation", _spectra.Count));
            var result = NullSpectrum.Compute(engine, request, open, random, resources, cancellation);
            _spectra.Add(result.Spectrum
                ?? throw new InvalidOperationException("weights that have a spectrum have none in random order"));
        }

        return _spectra[replicate];
    }
}
