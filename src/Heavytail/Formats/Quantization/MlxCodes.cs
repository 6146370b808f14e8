// What:      of how many bits packed codes are, by their values alone.
// Method:    codes of the right width have the same distribution at even and at odd columns, and are rarely uniform;
//            half a code's bits are nearly uniform where they are its lower ones, and peaked where they are its upper.
// Measured:  Σ (p − q)²/(p + q) between even and odd columns of normal weights, less what chance gives: 0.1 for halves.
using Heavytail.Files;

namespace Heavytail.Formats.Quantization;

/// <summary>Bits of the codes of MLX' weights.</summary>
internal static class MlxCodes
{
    private const int MaxWeights = 8;
    private const int MaxCodes = 1 << 16;
    private const int FewestCodes = 1 << 12;

    /// <summary>Distributions that differ by more are different.</summary>
    private const double Different = 0.03;

    /// <summary>Distributions that differ by less are the same.</summary>
    private const double Same = 0.01;

    /// <summary>The bits that the codes have; null where they do not say.</summary>
    /// <param name="weights">Weights of the same bits.</param>
    /// <param name="candidates">Bits that they may have, ascending, each a multiple of the one before.</param>
    public static long? Bits(IReadOnlyList<MlxWeight> weights, IReadOnlyList<long> candidates)
    {
        foreach (long bits in candidates)
        {
            double[][] counts = [new double[1 << (int)bits], new double[1 << (int)bits]];
            foreach (var weight in weights.Take(MaxWeights))
            {
                Count(weight, (int)bits, counts);
            }

            double[] all = [.. counts[0].Zip(counts[1], (even, odd) => even + odd)];
            if (all.Sum() < FewestCodes)
            {
                return null;
            }

            double[] uniform = [.. Enumerable.Repeat(1.0, all.Length)];
            double noise = 2 * all.Length / all.Sum();
            double difference = Distance(counts[0], counts[1]) - noise;
            if (difference < Different)
            {
                return difference < Same && Distance(all, uniform) > Different ? bits : null;
            }
        }

        return null;
    }

    private static void Count(MlxWeight weight, int bits, double[][] counts)
    {
        long columns = weight.Words * WordBits.WordSize / bits;
        long rows = weight.Packed.Info.Shape.ElementCount / weight.Words;
        byte[] codes = new byte[Math.Min(rows * columns, MaxCodes)];
        using ForwardStream stream = new RowUnpackStream(
            weight.Packed.OpenRead(), new WordBits(bits, Crosses: true), rows, columns);
        stream.ReadExactly(codes);
        for (int i = 0; i < codes.Length; i++)
        {
            counts[i % columns % 2][codes[i]]++;
        }
    }

    private static double Distance(double[] first, double[] second)
    {
        (double one, double other) = (first.Sum(), second.Sum());
        double distance = 0;
        for (int k = 0; k < first.Length; k++)
        {
            (double p, double q) = (first[k] / one, second[k] / other);
            distance += p + q > 0 ? (p - q) * (p - q) / (p + q) : 0;
        }

        return distance;
    }
}
