using System.Globalization;
using Heavytail.Spectra;
using Heavytail.Statistics;

namespace Heavytail.Traps;

/// <summary>The spectra of a layer in random order, each computed once.</summary>
/// <param name="engine">The engine.</param>
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
            int number = _spectra.Count;
            int drawn = Seeds.For(seed, request.Layer.Name, "permutation", number);
            var permuted = request with { Content = Permuted(number, drawn) };
            var result = NullSpectrum.Compute(
                engine, permuted, open, new Random(drawn), resources, cancellation);
            _spectra.Add(result.Spectrum
                ?? throw new InvalidOperationException("weights that have a spectrum have none in random order"));
        }

        return _spectra[replicate];
    }

    /// <summary>The same elements in the order that a seed gives: what it draws is part of what is kept.</summary>
    private SpectrumContent? Permuted(int number, int drawn) => request.Content?.Derive(
        string.Create(CultureInfo.InvariantCulture, $"permuted-{PermutedWeights.Version}|{drawn}"),
        string.Create(CultureInfo.InvariantCulture, $"permutation {number}"));
}
