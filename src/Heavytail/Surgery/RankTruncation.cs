using Heavytail.LinearAlgebra.Storage;

namespace Heavytail.Surgery;

/// <summary>Keeps the largest singular values of each slice, or all but them.</summary>
internal static class RankTruncation
{
    /// <summary>That a layer stays as it is, where all its singular values are kept; null where some are not.</summary>
    public static LayerOutcome? Passes(LayerAnalysis row, int[] counts, bool removes)
    {
        var slices = row.Spectrum.Slices;
        return removes || counts.Where((count, slice) => count < slices[slice].Rank).Any()
            ? null
            : LayerOutcome.Unchanged(Invariant($"all its {row.Spectrum.Rank} singular values are kept")) with
            {
                Kept = row.Spectrum.Rank,
            };
    }

    /// <summary>Replaces each slice of which not all is kept.</summary>
    /// <param name="row">The layer with its spectrum.</param>
    /// <param name="weights">Its weights.</param>
    /// <param name="counts">For each slice how many of the largest are meant; null for none.</param>
    /// <param name="removes">Whether they are taken off, and not what is left.</param>
    public static LayerOutcome Apply(LayerAnalysis row, LayerWeights weights, int[] counts, bool removes)
    {
        var spectrum = row.Spectrum;
        long kept = 0;
        for (int slice = 0; slice < counts.Length; slice++)
        {
            var known = spectrum.Slices[slice];
            int count = Math.Min(counts[slice], known.Count);
            if (!removes && count >= known.Rank)
            {
                kept += known.Rank;
                continue;
            }

            if (removes ? count >= known.Rank : count == 0)
            {
                weights.Slice(slice).Clear(); // nothing is left, not even what sums round
            }
            else
            {
                weights.Replace(slice, Truncated(weights.Tall(slice, known.SingularValues()), count, removes));
            }

            kept += removes ? Math.Max(0, known.Rank - count) : count;
        }

        long rank = spectrum.Rank;
        string slices = counts.Length > 1 ? Invariant($" in {counts.Length} slices") : "";
        return new LayerOutcome(true, Invariant($"kept {kept} of {rank} singular values{slices}")) { Kept = kept };
    }

    private static Matrix Truncated(TallSlice tall, int count, bool removes)
    {
        // Whichever of the two sums has fewer terms; a part that is taken off is exact to ε·s_max.
        if (removes)
        {
            return tall.Sum(tall.Matrix, tall.Top(count), 0, count, static _ => -1);
        }

        return 2 * count <= tall.Count
            ? tall.Sum(null, tall.Top(count), 0, count, static _ => 1)
            : tall.Sum(tall.Matrix, tall.All, count, tall.Count - count, static _ => -1);
    }

    private static string Invariant(FormattableString text) =>
        text.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
