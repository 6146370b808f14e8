using System.Globalization;
using System.Numerics.Tensors;
using Heavytail.Traps;

namespace Heavytail.Surgery;

/// <summary>Removes the traps of one slice.</summary>
/// <param name="weights">The layer, changed in place.</param>
/// <param name="traps">The traps of the slice.</param>
/// <param name="known">The singular values of the slice before all, ascending.</param>
/// <param name="pairs">The vector pairs that are taken off a heavy tail; 0 once the slice is changed.</param>
internal sealed class TrapTreatment(LayerWeights weights, SliceTraps traps, Func<double[]> known, int pairs)
{
    /// <summary>Pairs among which that of the strongest entry is looked for, beside those to take.</summary>
    private const int Candidates = 15;

    /// <summary>What was removed, with what each entry became.</summary>
    public IReadOnlyList<TreatedTrap> Apply()
    {
        var treated = new List<TreatedTrap>();
        if (traps.Entries.Count > 0)
        {
            treated.AddRange(traps.EntryCause.Surgery() == TrapSurgery.ClipEntries ? Clip() : TakeOffPairs());
        }

        if (traps.Mean is { } mean)
        {
            // Entries that were clipped before move with the mean.
            var recentered = Recenter(mean, out double center);
            return [.. treated.Select(entry => entry with { NewValue = entry.NewValue - center }), recentered];
        }

        return treated;
    }

    /// <summary>What was done to the traps of a layer, for people.</summary>
    /// <param name="treated">The traps.</param>
    /// <param name="left">Traps that are there still.</param>
    public static string Describe(IReadOnlyCollection<TreatedTrap> treated, int left)
    {
        int Count(TrapSurgery surgery) => treated.Count(trap => trap.Surgery == surgery);
        string[] parts =
        [
            Number(Count(TrapSurgery.ClipEntries), "clipped {0} entry", "clipped {0} entries"),
            Number(
                treated.Where(trap => trap.Surgery == TrapSurgery.Recenter).Select(trap => trap.Slice).Distinct()
                    .Count(),
                "took off the mean", "took off the means of {0} slices"),
            Number(Count(TrapSurgery.RemoveRankOne), "took off {0} vector pair", "took off {0} vector pairs"),
            Number(left, "{0} trap left", "{0} traps left"),
        ];
        return string.Join(", ", parts.Where(part => part.Length > 0));
    }

    private static string Number(int count, string one, string many) => count == 0 ? ""
        : string.Format(CultureInfo.InvariantCulture, count == 1 ? one : many, count);

    private int IndexOf(EntryTrap entry) => (entry.Place.Row * weights.Layer.Columns) + entry.Place.Column;

    private List<TreatedTrap> Clip()
    {
        var slice = weights.Slice(traps.Slice);
        var trapped = traps.Entries.Select(IndexOf).ToHashSet();
        double furthest = 0;
        for (int k = 0; k < slice.Length; k++)
        {
            if (!trapped.Contains(k))
            {
                furthest = Math.Max(furthest, Math.Abs(slice[k] - traps.Mu));
            }
        }

        var treated = new List<TreatedTrap>();
        foreach (var entry in traps.Entries)
        {
            double clipped = traps.Mu + Math.CopySign(furthest, entry.Value - traps.Mu);
            slice[IndexOf(entry)] = clipped;
            treated.Add(Treated(entry, TrapSurgery.ClipEntries, clipped));
        }

        return treated;
    }

    private TreatedTrap Recenter(MeanTrap mean, out double center)
    {
        var slice = weights.Slice(traps.Slice);
        center = 0;
        foreach (double value in slice)
        {
            center += value / slice.Length;
        }

        foreach (ref double value in slice)
        {
            value -= center;
        }

        return new TreatedTrap(traps.Slice, TrapCause.Mean, TrapSurgery.Recenter, traps.Mu)
        {
            Excess = mean.Excess,
            NewValue = traps.Mu - center,
        };
    }

    /// <summary>For the strongest entries, one after the other, the pair that has most of each.</summary>
    private List<TreatedTrap> TakeOffPairs()
    {
        var treated = new List<TreatedTrap>();
        if (pairs == 0)
        {
            return treated;
        }

        var tall = weights.Tall(traps.Slice, known());
        int count = Math.Min(tall.Count, pairs + Candidates);
        var vectors = tall.Top(count);
        var taken = new SortedSet<int>();
        var chosen = new List<EntryTrap>();
        foreach (var entry in traps.Entries.Take(pairs))
        {
            var (row, column) = weights.IsTurned
                ? (entry.Place.Column, entry.Place.Row) : (entry.Place.Row, entry.Place.Column);
            double Part(int k) => Math.Abs(vectors.Rows[k, column]
                * TensorPrimitives.Dot<double>(tall.Matrix.Row(row), vectors.Rows.Row(k)));
            taken.Add(Enumerable.Range(0, count).Where(k => !taken.Contains(k)).MaxBy(Part));
            chosen.Add(entry);
        }

        var removed = tall.Matrix;
        foreach (int k in taken)
        {
            removed = tall.Sum(removed, vectors, k, 1, static _ => -1);
        }

        weights.Replace(traps.Slice, removed);
        var slice = weights.Slice(traps.Slice);
        foreach (var entry in chosen)
        {
            treated.Add(Treated(entry, TrapSurgery.RemoveRankOne, slice[IndexOf(entry)]));
        }

        return treated;
    }

    private TreatedTrap Treated(EntryTrap entry, TrapSurgery surgery, double value) =>
        new(traps.Slice, traps.EntryCause, surgery, entry.Value)
        {
            Row = entry.Place.Row,
            Column = entry.Place.Column,
            Excess = entry.Excess,
            NewValue = value,
        };
}
