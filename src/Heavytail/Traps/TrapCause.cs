namespace Heavytail;

/// <summary>Why a permuted matrix has a spike.</summary>
public enum TrapCause
{
    /// <summary>It has none.</summary>
    None,

    /// <summary>The entries have a mean.</summary>
    Mean,

    /// <summary>One entry stands apart from the others.</summary>
    Entry,

    /// <summary>Several do, nearly all of one row: one output.</summary>
    Row,

    /// <summary>Several do, nearly all of one column: one input.</summary>
    Column,

    /// <summary>Several do, here and there.</summary>
    Entries,

    /// <summary>
    /// A heavy-tailed multiset: the entries' tail reaches past θ_c, and none of them stands apart from it.
    /// </summary>
    HeavyTail,

    /// <summary>Permutations have spikes that neither entries nor mean account for.</summary>
    Unexplained,
}

/// <summary>What would remove a trap.</summary>
public enum TrapSurgery
{
    /// <summary>There is none.</summary>
    None,

    /// <summary>Take the mean off every entry.</summary>
    Recenter,

    /// <summary>Clip the entries, or set them to the mean.</summary>
    ClipEntries,

    /// <summary>Take the vector pair of the spike off the matrix.</summary>
    RemoveRankOne,
}

/// <summary>Words of causes and of what fits them.</summary>
public static class TrapCauses
{
    /// <summary>The words of causes, in the order of their values.</summary>
    public static IReadOnlyList<string> Words { get; } =
        ["none", "mean", "entry", "row", "column", "entries", "heavy-tail", "unexplained"];

    /// <summary>The words of what fits them, in the order of their values.</summary>
    public static IReadOnlyList<string> SurgeryWords { get; } = ["none", "recenter", "clip-entries", "remove-rank-one"];

    /// <summary>The word in the <c>trap_cause</c> column.</summary>
    public static string Word(this TrapCause cause) => Words[(int)cause];

    /// <summary>The word in the <c>trap_surgery</c> column.</summary>
    public static string Word(this TrapSurgery surgery) => SurgeryWords[(int)surgery];

    /// <summary>What fits a cause.</summary>
    public static TrapSurgery Surgery(this TrapCause cause) => cause switch
    {
        TrapCause.None => TrapSurgery.None,
        TrapCause.Mean => TrapSurgery.Recenter,
        TrapCause.Entry or TrapCause.Row or TrapCause.Column or TrapCause.Entries => TrapSurgery.ClipEntries,
        _ => TrapSurgery.RemoveRankOne,
    };
}
