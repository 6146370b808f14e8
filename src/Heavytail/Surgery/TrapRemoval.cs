// What:      the weights without their correlation traps, each by its cause.
// Formula:   entries that stand apart are clipped to the distance from the mean of the furthest entry that is no trap;
//            a mean is taken off; of a heavy tail, the pair of singular vectors that has most of the strongest entry:
//            W − s·u·vᵀ of W as it is, and not of a permutation.
// Reference: causes: TrapFinder. WeightWatcher's remove_traps takes a vector pair of the permuted matrix off instead.
// Not done:  causes that only permutations show (unexplained): surgery draws none.
using Heavytail.Layers;
using Heavytail.Surgery;
using Heavytail.Traps;

namespace Heavytail;

/// <summary>Correlation traps are removed by their cause.</summary>
public sealed record TrapRemoval : SurgeryOperation
{
    /// <summary>What one removal uncovers, the next takes; the second finds none as a rule.</summary>
    private const int MostRounds = 8;

    /// <summary>
    /// The vector pairs that are taken off each slice whose entries have a heavy tail; 0 leaves such traps.
    /// </summary>
    public int Pairs { get; init; } = 1;

    /// <inheritdoc/>
    public override string Kind => "traps";

    /// <inheritdoc/>
    public override string Method => "by cause: clip the entries, take off the mean, of a heavy tail "
        + (Pairs == 1 ? "a vector pair" : FormattableString.Invariant($"{Pairs} vector pairs"));

    /// <inheritdoc/>
    public override string Source => "causes in closed form, from Benaych-Georges and Nadakuditi 2012";

    internal override void Validate()
    {
        if (Pairs is < 0 or > 128)
        {
            throw new SurgeryException(FormattableString.Invariant($"{Pairs} vector pairs; expected 0 to 128"));
        }
    }

    internal override LayerOutcome? Passes(LayerAnalysis row) => row.Metrics.Traps switch
    {
        null => LayerOutcome.Unchanged("traps are not defined"),
        { Count: 0 } => LayerOutcome.Unchanged("it has no trap"),
        _ => null,
    };

    internal override LayerOutcome Operate(LayerAnalysis row, LayerWeights weights)
    {
        var treated = new List<TreatedTrap>();
        for (int round = 0; round < MostRounds; round++)
        {
            int before = treated.Count;
            foreach (var slice in Scan(weights).Slices)
            {
                treated.AddRange(new TrapTreatment(
                    weights, slice, row.Spectrum.Slices[slice.Slice].SingularValues, round == 0 ? Pairs : 0).Apply());
            }

            if (treated.Count == before)
            {
                break;
            }
        }

        var left = Scan(weights);
        treated.AddRange(left.Slices.Where(slice => slice.Entries.Count > 0).Select(Strongest));
        bool isChanged = treated.Exists(trap => trap.Surgery != TrapSurgery.None);
        return isChanged
            ? new LayerOutcome(true, TrapTreatment.Describe(treated, left.Count)) { Traps = treated }
            : LayerOutcome.Unchanged("its traps are those of a heavy tail") with { Traps = treated };
    }

    /// <summary>The strongest of the entries that are left.</summary>
    private static TreatedTrap Strongest(SliceTraps slice) =>
        new(slice.Slice, slice.EntryCause, TrapSurgery.None, slice.Entries[0].Value)
        {
            Row = slice.Entries[0].Place.Row,
            Column = slice.Entries[0].Place.Column,
            Excess = slice.Entries[0].Excess,
            NewValue = slice.Entries[0].Value,
        };

    /// <summary>The traps of weights that lie slice by slice.</summary>
    private static LayerTraps Scan(LayerWeights weights)
    {
        var scan = new TrapScan(weights.Layer with { Layout = LayerLayout.Computed }, null, needsTails: false);
        scan.Add(weights.Elements);
        return scan.Find();
    }
}
