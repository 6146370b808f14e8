using Heavytail.LinearAlgebra.Storage;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.LinearAlgebra;

/// <summary>
/// Weights of every kind, tall, wide and square, against a reference in double-double. Entries are quantized so that
/// the Gram matrix is exact and what is measured is the eigenvalues' error alone; where they cannot be, its own error
/// bound is allowed on top: see <see cref="GramRounding"/>.
/// </summary>
public sealed class EngineFamilyTests
{
    private static readonly Dictionary<string, Func<int, int, Matrix>> s_families = new()
    {
        ["gaussian"] = (rows, columns) => Matrices.Gaussian(1, rows, columns).Quantized(),
        ["gaussian, floats"] = (rows, columns) => Floats(Matrices.Gaussian(1, rows, columns)),
        ["pareto 0.8"] = (rows, columns) => Matrices.Pareto(2, rows, columns, 0.8).Quantized(),
        ["pareto 1"] = (rows, columns) => Matrices.Pareto(3, rows, columns, 1).Quantized(),
        ["pareto 1.5"] = (rows, columns) => Matrices.Pareto(4, rows, columns, 1.5).Quantized(),
        ["pareto 2"] = (rows, columns) => Matrices.Pareto(5, rows, columns, 2).Quantized(),
        ["pareto 3"] = (rows, columns) => Matrices.Pareto(6, rows, columns, 3).Quantized(),
        ["pareto 5"] = (rows, columns) => Matrices.Pareto(7, rows, columns, 5).Quantized(),
        ["graded 1e16"] = (rows, columns) => Matrices.Graded(8, rows, columns, 1e8),
        ["rank 7"] = (rows, columns) => Matrices.RankDeficient(9, rows, columns, 7).Quantized(),
        ["banded"] = (rows, columns) => Where(Matrices.Gaussian(10, rows, columns).Quantized(), IsNearDiagonal),
        ["diagonal"] = (rows, columns) => Where(Matrices.Gaussian(11, rows, columns).Quantized(), (i, j) => i == j),
        ["zeros"] = (rows, columns) => new Matrix(rows, columns),
    };

    public static TheoryData<string, int, int> Cases
    {
        get
        {
            var cases = new TheoryData<string, int, int>();
            foreach (string family in s_families.Keys)
            {
                cases.Add(family, 48, 48);
                cases.Add(family, 25, 200);
                cases.Add(family, 150, 33);
            }

            cases.Add("gaussian", 73, 193);
            cases.Add("pareto 1.5", 97, 97);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Eigenvalues_are_those_of_the_reference(string family, int rows, int columns)
    {
        var weights = s_families[family](rows, columns);
        double[] expected = ReferenceEigenvalues.OfGram(weights);
        double gramError = GramRounding.ErrorNorm(weights);
        foreach (var run in EngineUnderTest.Runs(expected.Length))
        {
            KnownSpectrum.AssertClose(expected, EngineUnderTest.GramEigenvaluesOf(weights, run), run.Name(), gramError);
        }
    }

    [Theory]
    [InlineData(100)]
    [InlineData(-100)]
    public void Weights_of_1e30_and_1e_minus_30_lose_nothing(int exponent)
    {
        double[] singular = SpectrumFamilies.Singular[0].Make(72, 1);
        var weights = HiddenSpectrum.Rectangular(1, singular, 72, 100).Scaled(exponent);
        double[] expected = Array.ConvertAll(singular, s => Math.ScaleB(s * s, 2 * exponent));
        foreach (var run in EngineUnderTest.Runs(72))
        {
            KnownSpectrum.AssertClose(expected, EngineUnderTest.GramEigenvaluesOf(weights, run), run.Name());
        }
    }

    private static Matrix Floats(Matrix matrix) =>
        new(matrix.Rows, matrix.Columns, Array.ConvertAll(matrix.Data, value => (double)(float)value));

    private static bool IsNearDiagonal(int i, int j) => Math.Abs(i - j) <= 4;

    private static Matrix Where(Matrix matrix, Func<int, int, bool> keep)
    {
        for (int k = 0; k < matrix.Data.Length; k++)
        {
            matrix.Data[k] = keep(k / matrix.Columns, k % matrix.Columns) ? matrix.Data[k] : 0;
        }

        return matrix;
    }
}
