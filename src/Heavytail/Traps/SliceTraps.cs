namespace Heavytail.Traps;

/// <summary>The traps of one slice.</summary>
/// <param name="Slice">The slice.</param>
/// <param name="N">Larger dimension.</param>
/// <param name="M">Smaller dimension.</param>
/// <param name="Mu">Mean of the entries without the trapped ones, unscaled.</param>
/// <param name="Sigma">Deviation of the entries without the trapped ones, unscaled.</param>
/// <param name="Mean">The trap of the mean; null where the mean is too small for one.</param>
/// <param name="Entries">Trapped entries, the furthest from the mean first.</param>
/// <param name="EntryCause">Why there are entries: never <see cref="TrapCause.Mean"/>.</param>
/// <param name="TailIndex">
/// Index of the tail of the entries that are not trapped; null where they are equal, and where they were not sorted.
/// </param>
/// <param name="IsComplete">Whether there are no more than <paramref name="Entries"/>; only tails have more.</param>
internal sealed record SliceTraps(
    int Slice,
    int N,
    int M,
    double Mu,
    double Sigma,
    MeanTrap? Mean,
    IReadOnlyList<EntryTrap> Entries,
    TrapCause EntryCause,
    double? TailIndex,
    bool IsComplete)
{
    /// <summary>Spikes of a permuted matrix: one for each trapped entry, and one for the mean.</summary>
    public int Count => Entries.Count + (Mean is null ? 0 : 1);

    /// <summary>The largest λ that a permuted matrix has by its traps; null without one.</summary>
    public double? LargestEigenvalue => Count == 0
        ? null
        : Math.Max(Mean?.Eigenvalue ?? 0, Entries.Count > 0 ? Entries[0].Eigenvalue : 0);

    /// <summary>The cause of the largest.</summary>
    public TrapCause Cause => Count == 0 ? TrapCause.None
        : Mean?.Eigenvalue == LargestEigenvalue ? TrapCause.Mean
        : EntryCause;

    /// <summary>What 99 % of the largest eigenvalues of its noise do not exceed, unscaled.</summary>
    public double Edge => SpikeLaw.Edge(Sigma, N, M);

    /// <summary>Traps with λ beyond <see cref="Edge"/>: what a count of spikes sees.</summary>
    public int VisibleCount
    {
        get
        {
            double edge = Edge;
            return Entries.Count(entry => entry.Eigenvalue > edge) + (Mean?.Eigenvalue > edge ? 1 : 0);
        }
    }
}

/// <summary>The traps of a layer, by slice.</summary>
/// <param name="Slices">Its slices, or the one that was read.</param>
internal sealed record LayerTraps(IReadOnlyList<SliceTraps> Slices)
{
    /// <summary>Traps of all slices.</summary>
    public int Count { get; } = CountAll(Slices);

    /// <summary>The slice with the largest λ by a trap; null without one.</summary>
    public SliceTraps? Strongest { get; } = FindStrongest(Slices);

    /// <summary>The cause of the largest.</summary>
    public TrapCause Cause => Strongest?.Cause ?? TrapCause.None;

    private static int CountAll(IReadOnlyList<SliceTraps> slices)
    {
        int count = 0;
        foreach (var slice in slices)
        {
            count += slice.Count;
        }

        return count;
    }

    private static SliceTraps? FindStrongest(IReadOnlyList<SliceTraps> slices)
    {
        SliceTraps? strongest = null;
        foreach (var slice in slices)
        {
            if (slice.Count > 0 && !(slice.LargestEigenvalue <= strongest?.LargestEigenvalue))
            {
                strongest = slice;
            }
        }

        return strongest;
    }
}
