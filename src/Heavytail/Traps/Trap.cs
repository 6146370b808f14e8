namespace Heavytail.Traps;

/// <summary>An entry that survives a permutation as a spike of its own.</summary>
/// <param name="Place">Where it lies.</param>
/// <param name="Value">The weight, unscaled.</param>
/// <param name="Excess">|w − μ|/θ_c, above 1; infinite where all other entries are equal.</param>
/// <param name="Eigenvalue">λ of the spike in a permuted matrix, unscaled.</param>
internal readonly record struct EntryTrap(EntryPlace Place, double Value, double Excess, double Eigenvalue);

/// <summary>A mean that survives every permutation as a spike.</summary>
/// <param name="Excess">|μ|·√(N·M)/θ_c, above 1; infinite for a constant matrix.</param>
/// <param name="Eigenvalue">λ of the spike, unscaled.</param>
internal readonly record struct MeanTrap(double Excess, double Eigenvalue);

/// <summary>Why a permuted matrix has a spike.</summary>
internal enum TrapCause
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
internal enum TrapSurgery
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

/// <summary>Facts about causes.</summary>
internal static class TrapCauses
{
    /// <summary>What fits a cause.</summary>
    public static TrapSurgery Surgery(this TrapCause cause) => cause switch
    {
        TrapCause.None => TrapSurgery.None,
        TrapCause.Mean => TrapSurgery.Recenter,
        TrapCause.Entry or TrapCause.Row or TrapCause.Column or TrapCause.Entries => TrapSurgery.ClipEntries,
        _ => TrapSurgery.RemoveRankOne,
    };
}
