// What:      layers of a known phase: the five that Martin & Mahoney tell apart by how a matrix is made, and a sixth.
// Formula:   noise G, the entries of variance 1; noise with a signal, G + Σ θ_j·u_j·v_jᵀ, where an eigenvalue at λ
//            needs θ² + N·M/θ² = λ − N − M (Baik, Ben Arous & Péché); correlated noise G·Σ^½; signed Pareto entries,
//            P(|w| > x) = x^−μ; products of r columns and r rows; zero columns.
// Reference: Martin & Mahoney, JMLR 22 (2021) 165: W = W_rand + Δ_sig, Δ_sig small for bleeding-out, with some large
//            eigenvalues for bulk+spikes, many of all sizes for bulk-decay; heavy-tailed as of strongly correlated
//            weights, modelled by heavy-tailed entries (table 1: μ below 2 very heavy, 2 to 4 heavy).
// Not done:  phases are regions of a continuum; nothing is planted near their limits.

using MathNet.Numerics.Distributions;

namespace Heavytail.Benchmarks.Evidence;

/// <summary>A way to make layers of a phase.</summary>
/// <param name="Phase">The phase that is meant.</param>
/// <param name="Name">How its layers are made.</param>
/// <param name="Slice">A slice of N × M, N ≥ M, row-major.</param>
internal sealed record PlantedPhase(TrainingPhase Phase, string Name, Func<int, int, Random, double[]> Slice)
{
    /// <summary>A layer as PyTorch stores it: out × in, or out × in × kh × kw.</summary>
    public float[] Draw(TensorShape shape, Random random)
    {
        (int outputs, int inputs) = ((int)shape[0], (int)shape[1]);
        int slices = (int)(shape.ElementCount / (outputs * inputs));
        float[] weights = new float[shape.ElementCount];
        int columns = Math.Min(outputs, inputs);
        for (int slice = 0; slice < slices; slice++)
        {
            double[] values = Slice(Math.Max(outputs, inputs), columns, random);
            for (int i = 0; i < values.Length; i++)
            {
                (int row, int column) = (i / columns, i % columns);
                int place = outputs >= inputs ? (row * inputs) + column : (column * inputs) + row;
                weights[(place * slices) + slice] = (float)values[i];
            }
        }

        return weights;
    }
}

/// <summary>The ways to make them.</summary>
internal static class PlantedPhases
{
    public static IReadOnlyList<PlantedPhase> All { get; } =
    [
        new(TrainingPhase.RandomLike, "Gaussian", (n, m, random) => RandomWeights.Normals(random, n * m)),
        new(TrainingPhase.RandomLike, "uniform", Uniform),
        new(TrainingPhase.RandomLike, "orthogonal", Orthogonal),
        new(TrainingPhase.BleedingOut, "up to 3 % of λ at 1.15 to 1.35 ends of the bulk", (n, m, random) =>
            WithSignal(
                n, m, random.Next(1, Math.Max(2, (3 * m / 100) + 1)), () => Between(random, 1.15, 1.35), random)),
        new(TrainingPhase.BulkAndSpikes, "1 to 5 % of λ at 2 to 20 ends", (n, m, random) => WithSignal(
            n, m, random.Next(Math.Max(1, m / 100), (m / 20) + 1), () => 2 * Math.Pow(10, random.NextDouble()),
            random)),
        new(TrainingPhase.BulkDecay, "a fifth of λ, Pareto from 1.1 ends on, α 3.5", (n, m, random) => WithSignal(
            n, m, m / 5, () => 1.1 * Math.Pow(1 - random.NextDouble(), -1 / 2.5), random)),
        new(TrainingPhase.BulkDecay, "G·Σ^½, variances of columns gamma, shape 2", (n, m, random) =>
            Colored(n, m, _ => Gamma.Sample(random, 2, 2), random)),
        new(TrainingPhase.HeavyTailed, "G·Σ^½, Σ_j = j^−1, α 2", (n, m, random) =>
            Colored(n, m, column => 1.0 / (column + 1), random)),
        new(TrainingPhase.HeavyTailed, "G·Σ^½, Σ_j = j^−2, α 1.5", (n, m, random) =>
            Colored(n, m, column => Math.Pow(column + 1, -2), random)),
        new(TrainingPhase.HeavyTailed, "Pareto entries, μ 1", (n, m, random) => Pareto(n, m, 1, random)),
        new(TrainingPhase.HeavyTailed, "Pareto entries, μ 2", (n, m, random) => Pareto(n, m, 2, random)),
        new(TrainingPhase.HeavyTailed, "Pareto entries, μ 3", (n, m, random) => Pareto(n, m, 3, random)),
        new(TrainingPhase.RankCollapse, "a product of rank 0.3·M to 0.8·M", (n, m, random) =>
            Product(n, m, (int)(m * Between(random, 0.3, 0.8)), random)),
        new(TrainingPhase.RankCollapse, "15 to 60 % of columns zero", (n, m, random) =>
        {
            int kept = (int)(m * (1 - Between(random, 0.15, 0.6)));
            return Colored(n, m, column => column < kept ? 1 : 0, random);
        }),
    ];

    private static double Between(Random random, double low, double high) => low + ((high - low) * random.NextDouble());

    private static double[] Uniform(int rows, int columns, Random random) =>
        [.. Enumerable.Range(0, rows * columns).Select(_ => (2 * random.NextDouble()) - 1)];

    private static double[] Orthogonal(int rows, int columns, Random random)
    {
        double[][] basis = RandomWeights.Orthonormal(columns, rows, random);
        return [.. Enumerable.Range(0, rows * columns).Select(i => basis[i % columns][i / columns])];
    }

    private static double[] Pareto(int rows, int columns, double mu, Random random) =>
    [
        .. Enumerable.Range(0, rows * columns).Select(_ =>
            Math.Pow(1 - random.NextDouble(), -1 / mu) * (random.Next(2) == 0 ? 1 : -1)),
    ];

    private static double[] Colored(int rows, int columns, Func<int, double> variance, Random random)
    {
        double[] deviations = [.. Enumerable.Range(0, columns).Select(column => Math.Sqrt(variance(column)))];
        double[] values = RandomWeights.Normals(random, rows * columns);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] *= deviations[i % columns];
        }

        return values;
    }

    /// <summary>Noise with eigenvalues at some multiples of the bulk's end.</summary>
    private static double[] WithSignal(int rows, int columns, int count, Func<double> reach, Random random)
    {
        double[] values = RandomWeights.Normals(random, rows * columns);
        double end = Math.Pow(Math.Sqrt(rows) + Math.Sqrt(columns), 2);
        double[][] left = RandomWeights.Orthonormal(count, rows, random);
        double[][] right = RandomWeights.Orthonormal(count, columns, random);
        for (int j = 0; j < count; j++)
        {
            double sum = (end * reach()) - rows - columns;
            double theta = Math.Sqrt(0.5 * (sum + Math.Sqrt((sum * sum) - (4.0 * rows * columns))));
            for (int i = 0; i < values.Length; i++)
            {
                values[i] += theta * left[j][i / columns] * right[j][i % columns];
            }
        }

        return values;
    }

    private static double[] Product(int rows, int columns, int rank, Random random)
    {
        double[] left = RandomWeights.Normals(random, rows * rank);
        double[] right = RandomWeights.Normals(random, rank * columns);
        double[] values = new double[rows * columns];
        for (int i = 0; i < rows; i++)
        {
            var row = values.AsSpan(i * columns, columns);
            for (int k = 0; k < rank; k++)
            {
                double factor = left[(i * rank) + k];
                var other = right.AsSpan(k * columns, columns);
                for (int j = 0; j < columns; j++)
                {
                    row[j] += factor * other[j];
                }
            }
        }

        return values;
    }
}
