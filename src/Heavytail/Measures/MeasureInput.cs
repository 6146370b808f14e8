using Heavytail.Fits;
using Heavytail.Measures;
using Heavytail.Statistics;
using Heavytail.Traps;

namespace Heavytail;

/// <summary>What a measure is given: one row of a layer.</summary>
public sealed class MeasureInput
{
    private readonly ConventionRow _row;
    private readonly WeightReader _weights;
    private readonly PermutedSpectra _permutations;
    private readonly BlockSpectra _blocks;
    private readonly int _seed;

    /// <summary>The weight of the base that an adapter changed into this layer; null where none did.</summary>
    internal UnchangedWeights? Unchanged { get; init; }

    internal MeasureInput(
        Layer layer,
        Convention convention,
        ConventionRow row,
        LayerMetrics metrics,
        WeightReader weights,
        PermutedSpectra permutations,
        BlockSpectra blocks,
        int seed)
    {
        Layer = layer;
        Convention = convention;
        Metrics = metrics;
        _row = row;
        _weights = weights;
        _permutations = permutations;
        _blocks = blocks;
        _seed = seed;
    }

    /// <summary>The layer.</summary>
    public Layer Layer { get; }

    /// <summary>The slice, where the convention keeps slices apart; null where they are pooled.</summary>
    public int? Slice => _row.Slice;

    /// <summary>The spectrum of the row as the convention scales it.</summary>
    public ScaledSpectrum Spectrum => _row.Spectrum;

    /// <summary>The metrics so far: those of the convention, and of the measures before this one.</summary>
    public LayerMetrics Metrics { get; }

    /// <summary>The convention in force.</summary>
    internal Convention Convention { get; }

    /// <summary>What the convention fitted; null where a measure may not fit it again.</summary>
    internal FittedValues? Fitted => _row.Fitted;

    /// <summary>The row with the entries of each slice in random order.</summary>
    /// <param name="replicate">The number of the permutation, from 0.</param>
    internal PermutedRow Permuted(int replicate)
    {
        var spectrum = _permutations.Of(replicate);
        var row = Convention.Alpha(Layer, spectrum.Scale(Convention.Factor(Layer)), Slice);
        return new PermutedRow(row, Slice is int slice ? spectrum.SliceAlone(slice) : spectrum);
    }

    /// <summary>
    /// α by the convention of the layer without each block of its rows; NaN where the fit failed. Empty where the layer
    /// is not cut into blocks.
    /// </summary>
    internal double[] AlphasWithoutBlocks() =>
    [
        .. _blocks.All().Select(without => Convention.Alpha(
            without.Layer, without.Spectrum.Scale(Convention.Factor(without.Layer)), Slice).Alpha ?? double.NaN),
    ];

    /// <summary>The seed of a draw for this row: see <see cref="Random"/>.</summary>
    internal int SeedFor(string purpose, int replica = 0) =>
        Seeds.For(_seed, Slice is int slice ? $"{Layer.Name}/{slice}" : Layer.Name, purpose, replica);

    /// <summary>Reads the weights of the row, unscaled, in the order of the file.</summary>
    /// <param name="chunk">Called with one run of values after the other; the span is valid during the call.</param>
    public void ReadWeights(WeightChunk chunk) => _weights.Read(Slice, chunk);

    /// <summary>Reads the weights of one slice, unscaled, in the order of the file.</summary>
    internal void ReadSlice(int slice, WeightChunk chunk) => _weights.Read(Layer.Rf == 1 ? null : slice, chunk);

    /// <summary>Ends long computations when the analysis is canceled.</summary>
    internal void ThrowIfCanceled() => _weights.ThrowIfCanceled();

    /// <summary>Canceled when the analysis is.</summary>
    internal CancellationToken Cancellation => _weights.Cancellation;

    /// <summary>A generator of random numbers for this row: the same for any order of work.</summary>
    /// <param name="purpose">What the draws are for; different purposes have independent draws.</param>
    /// <param name="replica">The number of the draw, from 0.</param>
    public Random Random(string purpose, int replica = 0) => new(SeedFor(purpose, replica));
}

/// <summary>Receives a run of weights.</summary>
/// <param name="weights">The values.</param>
public delegate void WeightChunk(ReadOnlySpan<double> weights);
