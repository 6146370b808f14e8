using Heavytail.LinearAlgebra;
using Heavytail.LinearAlgebra.Kernels;
using Heavytail.LinearAlgebra.Storage;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.LinearAlgebra;

/// <summary>
/// Singular vectors by what makes them so: orthogonal, W·v of the length of the singular value, and W·v orthogonal to
/// each other; values against Math.NET.
/// </summary>
public sealed class SingularVectorTests
{
    private const double Tolerance = 1e-12;

    private static readonly Dictionary<string, Func<Matrix>> s_matrices = new()
    {
        ["1x1"] = () => Matrices.Gaussian(1, 1, 1),
        ["9x1"] = () => Matrices.Gaussian(2, 9, 1),
        ["2x2"] = () => Matrices.Gaussian(3, 2, 2),
        ["5x3"] = () => Matrices.Gaussian(4, 5, 3),
        ["33x31"] = () => Matrices.Gaussian(5, 33, 31),
        ["64x64"] = () => Matrices.Gaussian(6, 64, 64),
        ["300x65"] = () => Matrices.Gaussian(7, 300, 65),
        ["700x40"] = () => Matrices.Gaussian(8, 700, 40),
        ["161x129"] = () => Matrices.Gaussian(9, 161, 129),
        ["pareto 0.8"] = () => Matrices.Pareto(10, 70, 50, 0.8),
        ["graded 1e9"] = () => Matrices.Graded(11, 60, 50, 1e9),
        ["graded the other way"] = () => Turned(Matrices.Graded(12, 60, 50, 1e9)),
        ["rank 5 of 20"] = () => Matrices.RankDeficient(13, 30, 20, 5),
        ["zeros"] = () => new Matrix(9, 6),
        ["identity"] = () => Diagonal([.. Enumerable.Repeat(1.0, 12)]),
        ["zero in the middle"] = () => Diagonal([7, 0, 3, 3, 0.5, 1e-3]),
        ["equal ones"] = () => Diagonal([3, 3, 3, 2, 2, 0, 0]),
        ["a zero that steps meet"] = () => Bidiagonal([3, 2, 0, 1, 2, 4], [1, 1, 1, 1, 1]),
        ["a zero at the end"] = () => Bidiagonal([3, 2, 5, 1, 2, 0], [1, 1, 1, 1, 1]),
        ["huge"] = () => Matrices.Gaussian(14, 25, 20).Scaled(900),
        ["tiny"] = () => Matrices.Gaussian(15, 25, 20).Scaled(-900),
    };

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (string name in s_matrices.Keys)
            {
                foreach (string set in KernelSet.Supported)
                {
                    cases.Add(name, set);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void They_decompose_the_matrix(string name, string kernels)
    {
        var matrix = s_matrices[name]();
        double[] expected = matrix.OracleSingularValues();
        var found = Of(matrix, kernels, threads: 1);
        double unit = Math.Max(found.Values[0], double.Epsilon);
        int n = matrix.Columns;
        for (int i = 0; i < n; i++)
        {
            double wanted = expected[^(i + 1)];
            Assert.True(
                Math.Abs(found.Values[i] - wanted) <= Tolerance * unit,
                $"s {i}: {wanted:R}, found {found.Values[i]:R}");
            double[] image = Image(matrix, found.Rows.Row(i), unit);
            for (int j = 0; j <= i; j++)
            {
                double same = i == j ? 1 : 0;
                Assert.Equal(same, Dot(found.Rows.Row(i), found.Rows.Row(j)), Tolerance);
                double square = found.Values[i] / unit * (found.Values[i] / unit);
                Assert.Equal(same * square, Dot(image, Image(matrix, found.Rows.Row(j), unit)), 4 * Tolerance);
            }
        }
    }

    [Fact]
    public void Their_bits_do_not_depend_on_the_number_of_threads()
    {
        var matrix = Matrices.Gaussian(20, 150, 130);
        var one = Of(matrix, KernelSet.Supported[0], threads: 1);
        var many = Of(matrix, KernelSet.Supported[0], threads: 5);
        Assert.Equal(one.Values, many.Values);
        Assert.Equal(one.Rows.Data, many.Rows.Data);
    }

    [Fact]
    public void A_large_matrix_is_decomposed_to_the_same_precision()
    {
        var matrix = Matrices.Gaussian(21, 520, 500);
        var found = Of(matrix, KernelSet.Supported[0], threads: 2);
        Assert.Equal(
            matrix.OracleSingularValues(), found.Values.Reverse(),
            (one, other) => Math.Abs(one - other) <= Tolerance * found.Values[0]);
        for (int i = 0; i < 500; i += 7)
        {
            double[] image = Image(matrix, found.Rows.Row(i), 1);
            Assert.Equal(found.Values[i], Math.Sqrt(Dot(image, image)), Tolerance * found.Values[0]);
            Assert.Equal(0, Dot(found.Rows.Row(i), found.Rows.Row((i + 3) % 500)), Tolerance);
        }
    }

    private static SingularVectors Of(Matrix matrix, string kernels, int threads) => SingularVectors.Of(
        matrix.Copy(), KernelSet.Choose(kernels), threads, TestContext.Current.CancellationToken)!;

    private static double[] Image(Matrix matrix, ReadOnlySpan<double> vector, double unit)
    {
        double[] image = new double[matrix.Rows];
        for (int row = 0; row < image.Length; row++)
        {
            double sum = 0;
            for (int k = 0; k < vector.Length; k++)
            {
                sum += matrix[row, k] / unit * vector[k];
            }

            image[row] = sum;
        }

        return image;
    }

    private static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        double sum = 0;
        for (int k = 0; k < x.Length; k++)
        {
            sum += x[k] * y[k];
        }

        return sum;
    }

    private static Matrix Turned(Matrix matrix)
    {
        Array.Reverse(matrix.Data);
        return matrix;
    }

    private static Matrix Diagonal(double[] values) => Bidiagonal(values, new double[values.Length - 1]);

    private static Matrix Bidiagonal(double[] diagonal, double[] above)
    {
        var matrix = new Matrix(diagonal.Length, diagonal.Length);
        for (int k = 0; k < diagonal.Length; k++)
        {
            matrix[k, k] = diagonal[k];
            if (k < above.Length)
            {
                matrix[k, k + 1] = above[k];
            }
        }

        return matrix;
    }
}
