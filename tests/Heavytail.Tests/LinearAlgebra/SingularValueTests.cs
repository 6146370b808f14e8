using Heavytail.LinearAlgebra;
using Heavytail.LinearAlgebra.Kernels;
using Heavytail.LinearAlgebra.Storage;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.LinearAlgebra;

/// <summary>Singular values by both methods and both kernel sets, against Math.NET and against closed forms.</summary>
public sealed class SingularValueTests
{
    private const double Epsilon = 2.220446049250313e-16;

    public static TheoryData<string, SpectrumMethod, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, SpectrumMethod, string>();
            foreach (string name in s_matrices.Keys)
            {
                foreach (var method in Enum.GetValues<SpectrumMethod>())
                {
                    cases.Add(name, method, "scalar");
                    cases.Add(name, method, KernelSet.Supported[0]);
                }
            }

            return cases;
        }
    }

    public static MatrixTheoryData<string, string> Augmented =>
        new(s_matrices.Keys, ["scalar", KernelSet.Supported[0]]);

    private static readonly Dictionary<string, Func<Matrix>> s_matrices = new()
    {
        ["1x1"] = () => Matrices.Gaussian(1, 1, 1),
        ["1x9"] = () => Matrices.Gaussian(2, 1, 9),
        ["2x2"] = () => Matrices.Gaussian(3, 2, 2),
        ["3x5"] = () => Matrices.Gaussian(4, 3, 5),
        ["4x4"] = () => Matrices.Gaussian(5, 4, 4),
        ["5x257"] = () => Matrices.Gaussian(6, 5, 257),
        ["31x33"] = () => Matrices.Gaussian(7, 31, 33),
        ["63x64"] = () => Matrices.Gaussian(8, 63, 64),
        ["65x300"] = () => Matrices.Gaussian(9, 65, 300),
        ["129x129"] = () => Matrices.Gaussian(10, 129, 129),
        ["pareto 0.8"] = () => Matrices.Pareto(11, 40, 70, 0.8),
        ["pareto 2"] = () => Matrices.Pareto(12, 70, 70, 2),
        ["graded 1e6"] = () => Matrices.Graded(13, 50, 60, 1e6),
        ["rank 5 of 20"] = () => Matrices.RankDeficient(14, 20, 30, 5),
        ["zeros"] = () => new Matrix(6, 9),
        ["identity"] = () => Diagonal(Enumerable.Repeat(1.0, 12)),
        ["diagonal"] = () => Diagonal([7, 0, 3, 3, 0.5, 1e-3]),
        ["huge"] = () => Scaled(Matrices.Gaussian(15, 20, 25), 1e300),
        ["tiny"] = () => Scaled(Matrices.Gaussian(16, 20, 25), 1e-300),
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Equal_those_of_an_independent_library(string name, SpectrumMethod method, string kernels)
    {
        var matrix = s_matrices[name]();
        double[] expected = matrix.OracleSingularValues();
        AssertEqual(expected, SingularSpectrum.SingularValues(
            matrix, method, new EngineOptions(KernelSet.Choose(kernels))), method, matrix.Columns);
    }

    /// <summary>It is used for large matrices alone, but right for any.</summary>
    [Theory]
    [MemberData(nameof(Augmented))]
    public void Those_of_the_augmented_matrix_are_the_same(string name, string kernels)
    {
        var matrix = s_matrices[name]();
        AssertEqual(
            matrix.OracleSingularValues(),
            AugmentedMatrix.SingularValues(matrix, new EngineOptions(KernelSet.Choose(kernels))),
            SpectrumMethod.Bidiagonal,
            matrix.Columns);
    }

    private static void AssertEqual(double[] expected, double[] actual, SpectrumMethod method, int columns)
    {
        Assert.Equal(expected.Length, actual.Length);
        double largest = expected[^1];
        for (int k = 0; k < expected.Length; k++)
        {
            // The Gram matrix is exact to n·ε in λ = s², so in s only to n·ε·s_max²/s, and √(n·ε)·s_max near zero.
            double absolute = 30 * Epsilon * Math.Sqrt(columns) * largest;
            double error = method == SpectrumMethod.Bidiagonal
                ? absolute
                : Math.Min(Math.Sqrt(30 * Epsilon * columns) * largest, absolute * largest / Math.Max(
                    expected[k], double.Epsilon));
            Assert.Equal(expected[k], actual[k], Math.Max(error, absolute));
        }
    }

    [Fact]
    public void Small_ones_are_resolved_by_bidiagonalisation_as_far_as_the_norm_allows()
    {
        // The Gram matrix would lose all below 1e-8; the reference is a diagonal hidden behind two reflections.
        double[] wanted = [1e-14, 1e-12, 1e-10, 1e-6, 1e-3, 1];
        var matrix = Reflect(Reflect(Diagonal(wanted), 1).Transpose(), 2);
        double[] actual = SingularSpectrum.SingularValues(
            matrix, SpectrumMethod.Bidiagonal, new EngineOptions(KernelSet.Current));
        for (int k = 0; k < wanted.Length; k++)
        {
            Assert.Equal(wanted[k], actual[k], 20 * Epsilon);
        }
    }

    [Fact]
    public void The_tridiagonal_of_second_differences_has_its_closed_form()
    {
        const int n = 100;
        var t = new SymmetricTridiagonal([.. Enumerable.Repeat(2.0, n)], [.. Enumerable.Repeat(-1.0, n - 1)]);
        double[] actual = TridiagonalEigenvalues.Compute(t, EngineUnderTest.Best);
        for (int k = 1; k <= n; k++)
        {
            double sine = Math.Sin(k * Math.PI / (2.0 * (n + 1)));
            Assert.Equal(4 * sine * sine, actual[k - 1], 8 * Epsilon);
        }
    }

    [Fact]
    public void A_power_of_two_scales_every_bit()
    {
        var matrix = Matrices.Gaussian(20, 30, 40);
        var scaled = Scaled(matrix.Copy(), Math.ScaleB(1, -40));
        double[] values = SingularSpectrum.SingularValues(
            matrix, SpectrumMethod.Gram, new EngineOptions(KernelSet.Current));
        double[] scaledValues = SingularSpectrum.SingularValues(
            scaled, SpectrumMethod.Gram, new EngineOptions(KernelSet.Current));
        Assert.Equal(values, Array.ConvertAll(scaledValues, value => Math.ScaleB(value, 40)));
    }

    [Fact]
    public void Cancellation_stops_the_work()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => SingularSpectrum.SingularValues(
            Matrices.Gaussian(1, 5, 5),
            SpectrumMethod.Gram,
            new EngineOptions(KernelSet.Current, Cancellation: source.Token)));
    }

    private static Matrix Diagonal(IEnumerable<double> values)
    {
        double[] diagonal = [.. values];
        var result = new Matrix(diagonal.Length, diagonal.Length);
        for (int k = 0; k < diagonal.Length; k++)
        {
            result[k, k] = diagonal[k];
        }

        return result;
    }

    private static Matrix Scaled(Matrix matrix, double factor)
    {
        for (int k = 0; k < matrix.Data.Length; k++)
        {
            matrix.Data[k] *= factor;
        }

        return matrix;
    }

    /// <summary>(I − 2·v·vᵀ)·A for a random unit v.</summary>
    private static Matrix Reflect(Matrix a, ulong seed)
    {
        double[] v = SplitMix.Normals(seed, a.Rows);
        double length = Math.Sqrt(v.Sum(x => x * x));
        var result = a.Copy();
        for (int j = 0; j < a.Columns; j++)
        {
            double dot = Enumerable.Range(0, a.Rows).Sum(i => v[i] / length * a[i, j]);
            for (int i = 0; i < a.Rows; i++)
            {
                result[i, j] -= 2 * dot * v[i] / length;
            }
        }

        return result;
    }
}
