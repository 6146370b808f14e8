namespace Heavytail.Benchmarks.Calibration;

/// <summary>A random matrix whose law, and so the exponent in the limit of large sizes, is known.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Rows">N.</param>
/// <param name="Columns">M, at most N.</param>
/// <param name="Alpha">The exponent in the limit; NaN where there is no power law.</param>
/// <param name="Entry">An entry of the given column, from 0.</param>
internal sealed record PlantedMatrix(
    string Name, int Rows, int Columns, double Alpha, Func<Random, int, double> Entry)
{
    /// <summary>Entries with P(|w| &gt; x) = x^−μ: α = 1 + μ/2.</summary>
    public static PlantedMatrix Pareto(int rows, int columns, double mu) => new(
        FormattableString.Invariant($"Pareto entries, μ {mu}"), rows, columns, 1 + (mu / 2), (random, _) =>
            Math.Pow(1 - random.NextDouble(), -1 / mu) * (random.Next(2) == 0 ? 1 : -1));

    /// <summary>G·Σ^½ with variances j^−s of the columns: α = 1 + 1/s.</summary>
    public static PlantedMatrix Correlated(int rows, int columns, double s) => new(
        FormattableString.Invariant($"G·Σ^½, Σ_j = j^−{s}"), rows, columns, 1 + (1 / s), (random, column) =>
            Normal(random) * Math.Pow(column + 1, -s / 2));

    public static PlantedMatrix Gaussian(int rows, int columns) =>
        new("Gaussian", rows, columns, double.NaN, (random, _) => Normal(random));

    /// <summary>One matrix, row by row.</summary>
    public double[] Draw(Random random)
    {
        double[] entries = new double[Rows * Columns];
        for (int k = 0; k < entries.Length; k++)
        {
            entries[k] = Entry(random, k % Columns);
        }

        return entries;
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()))
        * Math.Cos(2 * Math.PI * random.NextDouble());
}
