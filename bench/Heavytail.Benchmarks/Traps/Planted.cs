using Heavytail.LinearAlgebra;
using Heavytail.LinearAlgebra.Kernels;
using Heavytail.LinearAlgebra.Storage;
using Heavytail.Traps;
using MathNet.Numerics.Distributions;

namespace Heavytail.Benchmarks.Traps;

/// <summary>Matrices with what is planted in them.</summary>
internal static class Planted
{
    private static readonly EngineOptions s_engine = new(KernelSet.Current);

    /// <summary>Draws a matrix, row-major, and says which entries are planted.</summary>
    public delegate (double[] Weights, HashSet<long> Planted) Drawing(Random random, int rows, int columns);

    /// <summary>Independent standard normals.</summary>
    public static double[] Normals(Random random, int count)
    {
        double[] weights = new double[count];
        Normal.Samples(random, weights, 0, 1);
        return weights;
    }

    /// <summary>Entries of θ = excess·θ_c, at random places, none sharing a row or column.</summary>
    public static Drawing Entries(int count, double excess) => (random, rows, columns) =>
        Plant(random, rows, columns, excess, Scattered(random, rows, columns, count));

    /// <summary>Entries of θ = excess·θ_c in one row, or one column.</summary>
    public static Drawing Line(int count, double excess, bool isRow) => (random, rows, columns) =>
    {
        int line = random.Next(isRow ? rows : columns);
        int[] across = [.. Scattered(random, rows, columns, count).Select(at => isRow ? at.Column : at.Row)];
        return Plant(
            random, rows, columns, excess, [.. across.Select(other => isRow ? (line, other) : (other, line))]);
    };

    /// <summary>A mean of excess·(N·M)^−¼, of this very sample.</summary>
    public static Drawing Mean(double excess) => (random, rows, columns) =>
    {
        double mean = excess / SpikeLaw.Threshold(rows, columns);
        double[] weights = Normals(random, rows * columns);
        double drawn = weights.Average();
        return ([.. weights.Select(w => w - drawn + mean)], []);
    };

    /// <summary>Independent entries of one law.</summary>
    public static Drawing Law(Func<Random, double> draw) => (random, rows, columns) =>
        ([.. Enumerable.Range(0, rows * columns).Select(_ => draw(random))], []);

    /// <summary>Student's t.</summary>
    public static Drawing Student(double freedom) => Law(random => StudentT.Sample(random, 0, 1, freedom));

    /// <summary>Pareto with random sign.</summary>
    public static Drawing Pareto(double index) => Law(random =>
        (random.Next(2) == 0 ? -1 : 1) * Math.Pow(1 - random.NextDouble(), -1 / index));

    /// <summary>The traps of a matrix.</summary>
    public static SliceTraps Find(double[] weights, int rows, int columns)
    {
        var tensor = new TensorInfo(0, "w", ElementType.F64, new TensorShape(rows, columns), "memory");
        var scan = new TrapScan(new Layer(tensor, LayerKind.Dense, rows, columns, 1));
        scan.Add(weights);
        return scan.Find().Slices[0];
    }

    /// <summary>Eigenvalues of WᵀW, ascending.</summary>
    public static double[] Eigenvalues(double[] weights, int rows, int columns)
    {
        using var gram = GramMatrix.Compute(new DenseSource(new Matrix(rows, columns, weights)), s_engine);
        return SymmetricEigenvalues.Compute(gram, s_engine);
    }

    private static (double[] Weights, HashSet<long> Planted) Plant(
        Random random, int rows, int columns, double excess, (int Row, int Column)[] places)
    {
        double[] weights = Normals(random, rows * columns);
        double theta = excess * SpikeLaw.Threshold(rows, columns);
        var planted = new HashSet<long>();
        foreach (var (row, column) in places)
        {
            long at = ((long)row * columns) + column;
            weights[at] = random.Next(2) == 0 ? theta : -theta;
            planted.Add(at);
        }

        return (weights, planted);
    }

    private static (int Row, int Column)[] Scattered(Random random, int rows, int columns, int count)
    {
        int[] row = [.. Enumerable.Range(0, rows)];
        int[] column = [.. Enumerable.Range(0, columns)];
        random.Shuffle(row);
        random.Shuffle(column);
        return [.. row.Zip(column).Take(count)];
    }
}
