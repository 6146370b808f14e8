// What:      bits for each layer within a budget, so that the weighted noise of quantization is least.
// Formula:   minimize Σ c_i·2^(−2b_i), c_i = (median α/α_i)^γ·Var(W_i), with mean b ≤ budget.
// Reference: AlphaQ, arXiv 2606.04980; scripts/02_precision_solve.py solves it by CBC.
// Not done:  bits weighted by the size of layers: the budget counts layers, as published.
namespace Heavytail.Plans;

/// <summary>Finds bits by costs.</summary>
internal static class BitAllocation
{
    /// <summary>The most cells of the table of choices, a byte each.</summary>
    private const long MostCells = 1 << 28;

    /// <summary>The sum of costs over the layers.</summary>
    public static double Objective(IReadOnlyList<double> costs, IReadOnlyList<int> bits) =>
        costs.Zip(bits, (cost, bit) => cost * Noise(bit)).Sum();

    /// <summary>2^(−2b), the noise of b bits.</summary>
    public static double Noise(int bits) => Math.ScaleB(1, -2 * bits);

    /// <summary>
    /// The least cost, by dynamic programming over the bits above the smallest width. Where the table would be too
    /// large and widths are consecutive, <see cref="Greedy"/> finds it: gains then fall from bit to bit.
    /// </summary>
    /// <param name="costs">c_i, positive.</param>
    /// <param name="widths">The widths, ascending, distinct.</param>
    /// <param name="total">The sum of bits, at least that of the smallest width.</param>
    /// <exception cref="PlanException">The table is too large, and widths have gaps.</exception>
    public static int[] Exact(IReadOnlyList<double> costs, IReadOnlyList<int> widths, long total)
    {
        long extra = Math.Min(total - ((long)widths[0] * costs.Count), (long)(widths[^1] - widths[0]) * costs.Count);
        if ((extra + 1) * costs.Count > MostCells)
        {
            return IsConsecutive(widths) ? Greedy(costs, widths, total) : throw new PlanException(
                $"{costs.Count} layers are too many for an exact choice among widths with gaps",
                "choose consecutive widths, as 2, 3, 4");
        }

        double[] noise = [.. widths.Select(Noise)];
        int[] steps = [.. widths.Select(width => width - widths[0])];
        int size = (int)extra + 1;
        double[] least = new double[size];
        double[] next = new double[size];
        byte[][] choices = new byte[costs.Count][];
        for (int i = 0; i < costs.Count; i++)
        {
            byte[] choice = choices[i] = new byte[size];
            for (int left = 0; left < size; left++)
            {
                double best = double.PositiveInfinity;
                for (int w = 0; w < steps.Length && steps[w] <= left; w++)
                {
                    double sum = least[left - steps[w]] + (costs[i] * noise[w]);
                    if (sum < best)
                    {
                        (best, choice[left]) = (sum, (byte)w);
                    }
                }

                next[left] = best;
            }

            (least, next) = (next, least);
        }

        int[] bits = new int[costs.Count];
        int at = size - 1;
        for (int i = costs.Count - 1; i >= 0; i--)
        {
            int width = choices[i][at];
            bits[i] = widths[width];
            at -= steps[width];
        }

        return bits;
    }

    /// <summary>The largest gain a bit first, from the smallest width up.</summary>
    /// <param name="costs">c_i, positive.</param>
    /// <param name="widths">The widths, ascending, distinct.</param>
    /// <param name="total">The sum of bits, at least that of the smallest width.</param>
    public static int[] Greedy(IReadOnlyList<double> costs, IReadOnlyList<int> widths, long total)
    {
        int[] at = new int[costs.Count];
        long left = total - ((long)widths[0] * costs.Count);
        var queue = new PriorityQueue<int, (double Gain, int Layer)>();
        for (int i = 0; i < costs.Count; i++)
        {
            Enqueue(i);
        }

        while (queue.TryDequeue(out int layer, out _))
        {
            int step = widths[at[layer] + 1] - widths[at[layer]];
            if (step <= left)
            {
                left -= step;
                at[layer]++;
                Enqueue(layer);
            }
        }

        return [.. at.Select(index => widths[index])];

        void Enqueue(int layer)
        {
            if (at[layer] + 1 < widths.Count)
            {
                var (low, high) = (widths[at[layer]], widths[at[layer] + 1]);
                double gain = costs[layer] * (Noise(low) - Noise(high)) / (high - low);
                queue.Enqueue(layer, (-gain, layer));
            }
        }
    }

    private static bool IsConsecutive(IReadOnlyList<int> widths) => widths[^1] - widths[0] == widths.Count - 1;
}
