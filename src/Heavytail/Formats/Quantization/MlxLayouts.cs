using Heavytail.Formats.Contract;
using Heavytail.Formats.HuggingFace;

namespace Heavytail.Formats.Quantization;

/// <summary>
/// Bits and group size of MLX' weights. Where the configuration does not say, the shapes give only their product: 256
/// is 4 bits in groups of 64, 2 bits in groups of 128 or 8 bits in groups of 32. Then the widths of norms and other
/// matrices decide, since all weights of the same product are packed alike; else the codes themselves.
/// </summary>
internal sealed class MlxLayouts
{
    private static readonly long[] s_bits = [2, 3, 4, 5, 6, 8];
    private static readonly long[] s_groups = [32, 64, 128];

    private readonly QuantizationConfig _config;
    private readonly MlxWidths _widths;
    private readonly Dictionary<long, (MlxLayout? Layout, bool ByCodes)> _decided = [];
    private readonly ILookup<long, MlxWeight> _open;

    public MlxLayouts(
        IReadOnlyList<StoredTensor> tensors, QuantizationConfig config, IReadOnlyList<MlxWeight> weights)
    {
        _config = config;
        _open = weights.Where(weight => Candidates(weight).Count > 1).ToLookup(weight => weight.GroupBits);
        _widths = new MlxWidths(tensors, weights);
        foreach (var weight in weights)
        {
            if (Candidates(weight) is [var only])
            {
                _widths.AddInputs(weight, only);
            }
        }
    }

    /// <summary>The layout of a weight, and what decides where the shapes leave it open.</summary>
    /// <exception cref="MisfitException">No layout fits, or several do and nothing decides.</exception>
    public (MlxLayout Layout, string? Evidence) Of(MlxWeight weight)
    {
        var candidates = Candidates(weight);
        if (candidates.Count == 0)
        {
            throw MisfitException.Between(
                weight.Packed, weight.Scales,
                $"{weight.Words} words do not make {weight.Groups} groups of 32, 64 or 128 integers of 2 to 8 bits");
        }

        if (candidates is [var only])
        {
            return (only, null);
        }

        if (!_decided.TryGetValue(weight.GroupBits, out var decided))
        {
            decided = Decide([.. _open[weight.GroupBits]]);
            _decided.Add(weight.GroupBits, decided);
        }

        if (decided.Layout is not { } layout || !candidates.Contains(layout))
        {
            string readings = string.Join(
                " or ", candidates.Select(candidate => $"{candidate.Bits} bits in groups of {candidate.Group}"));
            throw new MisfitException(
                $"packed by MLX, {readings}, and nothing in the file says which: put the model's `config.json` beside "
                + "it");
        }

        string evidence = decided.ByCodes ? "the distribution of the codes says so"
            : _widths.Describe(weight, layout) ?? "so are the other weights of the file that are packed alike";
        return (layout, $"{layout.Bits} bits in groups of {layout.Group}: {evidence}");
    }

    /// <summary>Layouts that fit the shapes and the configuration.</summary>
    private List<MlxLayout> Candidates(MlxWeight weight)
    {
        List<MlxLayout> fitting =
        [
            .. s_groups.Where(group => weight.GroupBits > 0 && weight.GroupBits % group == 0)
                .Select(group => new MlxLayout(weight.GroupBits / group, group))
                .Where(layout => s_bits.Contains(layout.Bits)),
        ];
        var (bits, size) = _config.Layer(weight.Prefix);
        if (size > 0 && bits is { } configured && s_bits.Contains(configured) && configured * size == weight.GroupBits)
        {
            return [new(configured, size.Value)];
        }

        var said = fitting.FindAll(
            layout => layout.Bits == (bits ?? layout.Bits) && layout.Group == (size ?? layout.Group));
        return said.Count > 0 ? said : fitting;
    }

    private (MlxLayout? Layout, bool ByCodes) Decide(MlxWeight[] weights)
    {
        MlxLayout[] candidates = [.. weights.SelectMany(Candidates).Distinct().OrderBy(layout => layout.Bits)];
        MlxLayout[] explaining = [.. candidates.Where(layout => _widths.Explain(weights, layout))];
        if (explaining is [var only])
        {
            return (only, false);
        }

        long? bits = MlxCodes.Bits(weights, [.. candidates.Select(layout => layout.Bits)]);
        return (Array.Find(candidates, layout => layout.Bits == bits), true);
    }
}
