namespace Heavytail.Analysis;

/// <summary>
/// Sequences of sines: each element and its neighbors fulfil u(p + 1) + u(p − 1) = 2 cos ω · u(p), whatever phase and
/// frequency are. What is learned does not, to the precision that is stored.
/// </summary>
/// <param name="epsilon">Relative error of a stored number.</param>
internal sealed class Waves(double epsilon)
{
    /// <summary>Shorter sequences prove nothing.</summary>
    private const int Least = 4;

    /// <summary>Rounding of the argument in single precision, as programs compute it.</summary>
    private const double ArgumentError = 4.0 / (1 << 24);

    /// <summary>Cosines of frequencies that are so low that a wave is a straight line.</summary>
    private const double Straight = 0.9999;

    /// <summary>
    /// Whether each of some sequences is a wave along one dimension of a grid, and enough of them prove it.
    /// </summary>
    /// <param name="sequences">The sequences, each as long as the grid has points.</param>
    /// <param name="grid">Lengths of the dimensions.</param>
    public bool Are(IReadOnlyList<float[]> sequences, int[] grid)
    {
        int curved = 0;
        int flat = 0;
        foreach (float[] sequence in sequences)
        {
            if (Along(sequence, grid) is not { } line)
            {
                return false;
            }

            double? cosine = Cosine(line);
            if (cosine is null)
            {
                return false;
            }

            flat += !line.AsSpan().ContainsAnyExcept(line[0]) ? 1 : 0;
            curved += line.Length >= Least && cosine < Straight ? 1 : 0;
        }

        return 8 * curved >= sequences.Count && 2 * flat <= sequences.Count;
    }

    /// <summary>Whether one sequence may be a wave along a dimension.</summary>
    public bool Is(float[] sequence, int[] grid) => Along(sequence, grid) is { } line && Cosine(line) is not null;

    /// <summary>The values along the only dimension that a sequence depends on; null where that is not one.</summary>
    private float[]? Along(float[] sequence, int[] grid)
    {
        int stride = sequence.Length;
        foreach (int length in grid)
        {
            stride /= length;
            var line = new float[length];
            for (int p = 0; p < length; p++)
            {
                line[p] = sequence[p * stride];
            }

            bool depends = true;
            for (int k = 0; k < sequence.Length && depends; k++)
            {
                float value = line[k / stride % length];
                depends = Math.Abs(sequence[k] - value) <= 4 * epsilon * Math.Abs(value);
            }

            if (depends)
            {
                return line;
            }
        }

        return null;
    }

    /// <summary>The cosine of the frequency; null of what is no wave of unit amplitude or less.</summary>
    private double? Cosine(float[] line)
    {
        double product = 0;
        double square = 0;
        double peak = 0;
        for (int p = 0; p < line.Length; p++)
        {
            peak = Math.Max(peak, Math.Abs(line[p]));
            if (!(Math.Abs(line[p]) <= 1 + (4 * epsilon)))
            {
                return null;
            }

            if (p > 0 && p < line.Length - 1)
            {
                product += (double)line[p] * ((double)line[p - 1] + line[p + 1]);
                square += (double)line[p] * line[p];
            }
        }

        double cosine = square == 0 ? 1 : product / (2 * square);
        double frequency = Math.Acos(Math.Clamp(cosine, -1, 1));
        for (int p = 1; p < line.Length - 1; p++)
        {
            double largest = Math.Max(Math.Max(Math.Abs(line[p - 1]), Math.Abs(line[p + 1])), Math.Abs(line[p]));
            double rest = (double)line[p - 1] + line[p + 1] - (2 * cosine * line[p]);
            if (!(Math.Abs(rest) <= (16 * epsilon * largest) + (4 * ArgumentError * p * frequency * peak)))
            {
                return null;
            }
        }

        return cosine;
    }
}
