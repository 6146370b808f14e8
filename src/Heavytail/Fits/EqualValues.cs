// What:      which eigenvalues are equal to the precision of the weights, and so the candidates for xmin.
// Formula:   x_i ≤ … ≤ x_{i+k−1} are equal if √x_{i+k−1} − √x_i ≤ rootFloor, or x_{i+k−1} − x_i ≤ floor, or k ≥ 5 (or
//            all) and √x_{i+k−1} − √x_i ≤ max(root·√min(k, M), local·√x_{i+k−1}) and the next value on either
//            side is farther away than that difference; the group of the largest value comes first, then those
//            from the smallest on, each as large as it can be.
// Reference: rounding of precision ε splits a singular value of multiplicity k by the eigenvalues of a random symmetric
//            k × k matrix with entries of variance e²/2, e ≈ 0.2·ε·σ: a semicircle of width 2√2·e·√k ≈ 0.57·ε·σ·√k.
//            Where the weights that make the value s are a block of their own, σ is s/√k, and the width 0.57·ε·s.
// Not done:  two to four values, and neighbors in a dense spectrum, may be as close by chance: they stay candidates of
//            their own, which changes a distance by a few 1/n.
using System.Buffers;

namespace Heavytail.Fits;

/// <summary>How far apart eigenvalues may be that would be equal without rounding.</summary>
/// <param name="Root">What k equal singular values spread to, over √k.</param>
/// <param name="TopRoot">The same for those that are equal to the largest: at least <paramref name="Root"/>.</param>
/// <param name="Multiplicity">The largest k that a slice can have: M.</param>
internal readonly record struct EqualValues(double Root, double TopRoot, int Multiplicity)
{
    /// <summary>Eigenvalues that agree to this, relative to the larger, are equal whatever the weights.</summary>
    private const double Relative = 1e-12;

    /// <summary>
    /// Rounding alone makes no fewer values equal than these, unless they are all: by chance four agree in one, and
    /// three in three, of the 118 convolutions stored in F16 that this was tried on.
    /// </summary>
    private const int FewestByRounding = 5;

    /// <summary>Without any weights: values are equal that agree to 1e-12.</summary>
    public static EqualValues Exact { get; } = new(0, 0, 1);

    /// <summary>What equal singular values of a block of their own spread to, relative to them.</summary>
    public double Local { get; init; }

    /// <summary>The error of singular values by the arithmetic that found them.</summary>
    public double RootFloor { get; init; }

    /// <summary>How far below the largest singular value one may be and equal it, however many there are.</summary>
    public double TopRootFloor { get; init; }

    /// <summary>The error of eigenvalues by the arithmetic that found them.</summary>
    public double Floor { get; init; }

    /// <summary>Where the groups of equal values begin, ascending; the last is that of the largest value.</summary>
    /// <param name="eigenvalues">Positive, ascending, one or more.</param>
    public int[] Groups(ReadOnlySpan<double> eigenvalues)
    {
        if (!double.IsFinite(eigenvalues[^1]))
        {
            return [0]; // beyond double: nothing can be fitted
        }

        double[] rented = ArrayPool<double>.Shared.Rent(eigenvalues.Length);
        try
        {
            var roots = rented.AsSpan(0, eigenvalues.Length);
            for (int i = 0; i < roots.Length; i++)
            {
                roots[i] = Math.Sqrt(eigenvalues[i]);
            }

            return Groups(eigenvalues, roots);
        }
        finally
        {
            ArrayPool<double>.Shared.Return(rented);
        }
    }

    private int[] Groups(ReadOnlySpan<double> eigenvalues, ReadOnlySpan<double> roots)
    {
        int top = 0;
        while (top < eigenvalues.Length - 1 && !IsTop(eigenvalues, roots, top))
        {
            top++;
        }

        int[] groups = new int[top + 1];
        int count = 0;
        for (int i = 0; i < top; i = GroupEnd(eigenvalues[..top], roots, i))
        {
            groups[count++] = i;
        }

        groups[count++] = top;
        return count == groups.Length ? groups : groups[..count];
    }

    /// <summary>The values with those of a group replaced by their mean.</summary>
    /// <param name="eigenvalues">Positive, ascending.</param>
    /// <param name="groups">Where the groups begin.</param>
    public static ReadOnlySpan<double> Merge(ReadOnlySpan<double> eigenvalues, ReadOnlySpan<int> groups)
    {
        if (groups.Length == eigenvalues.Length)
        {
            return eigenvalues; // no two are equal
        }

        double[] merged = eigenvalues.ToArray();
        for (int g = 0; g < groups.Length; g++)
        {
            var group = merged.AsSpan(groups[g]..(g + 1 < groups.Length ? groups[g + 1] : merged.Length));
            if (group[0] != group[^1])
            {
                group.Fill(Mean(group));
            }
        }

        return merged;
    }

    /// <summary>The mean of ascending values, between the first and the last of them and without overflow.</summary>
    private static double Mean(ReadOnlySpan<double> values)
    {
        double first = values[0];
        double sum = 0;
        foreach (double value in values)
        {
            sum += value - first;
        }

        return Math.Min(first + (sum / values.Length), values[^1]);
    }

    private static bool IsEvidence(int count, int all) => count >= FewestByRounding || count == all;

    /// <summary>How far the value before this one is from it.</summary>
    private static double Before(ReadOnlySpan<double> roots, int index) =>
        index == 0 ? double.PositiveInfinity : roots[index] - roots[index - 1];

    /// <summary>Whether all values from <paramref name="start"/> on are equal.</summary>
    private bool IsTop(ReadOnlySpan<double> eigenvalues, ReadOnlySpan<double> roots, int start)
    {
        double spread = roots[^1] - roots[start];
        int count = roots.Length - start;
        return spread <= RootFloor
            || AreEqual(eigenvalues[start], eigenvalues[^1])
            || (IsEvidence(count, roots.Length)
                && spread <= Math.Max(TopRootFloor, Reach(Math.Max(Root, TopRoot), count, roots[^1]))
                && Before(roots, start) > spread);
    }

    /// <summary>The end of the largest group of equal values that begins at <paramref name="start"/>.</summary>
    private int GroupEnd(ReadOnlySpan<double> eigenvalues, ReadOnlySpan<double> roots, int start)
    {
        double largest = roots[start] / (1 - Math.Min(Local, 0.5)); // that Local reaches from here
        double farthest = Math.Max(RootFloor, Reach(Root, eigenvalues.Length - start, largest));
        double before = Before(roots, start);
        int end = start + 1;
        for (int j = end; j < eigenvalues.Length; j++)
        {
            double spread = roots[j] - roots[start];
            int count = j - start + 1;
            bool exact = spread <= RootFloor || AreEqual(eigenvalues[start], eigenvalues[j]);
            bool rounded = IsEvidence(count, roots.Length) && spread <= Reach(Root, count, roots[j])
                && before > spread && roots[j + 1] - roots[j] > spread;
            if (exact || rounded)
            {
                end = j + 1;
            }
            else if (spread > farthest)
            {
                break;
            }
        }

        return end;
    }

    private double Reach(double root, int count, double largest) =>
        Math.Max(root * Math.Sqrt(Math.Min(count, Multiplicity)), Local * largest);

    private bool AreEqual(double smaller, double larger) => larger - smaller <= Math.Max(Floor, larger * Relative);
}
