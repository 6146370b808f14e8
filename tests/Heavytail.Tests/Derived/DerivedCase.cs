using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Derived;

/// <summary>Small models in memory, and spectra of matrices that a test writes out by itself.</summary>
internal static class DerivedCase
{
    public static NamedTensor Tensor(string name, ulong seed, params long[] shape)
    {
        var full = new TensorShape(shape);
        float[] values = [.. SplitMix.Normals(seed, (int)full.ElementCount).Select(value => (float)value)];
        return new NamedTensor(name, full, values);
    }

    public static double[] Values(ulong seed, params long[] shape) =>
        [.. SplitMix.Normals(seed, (int)new TensorShape(shape).ElementCount).Select(value => (double)(float)value)];

    public static TensorRole Role(TensorPurpose purpose, string axes, int groups = 1) =>
        new(purpose, "test") { Axes = axes, Groups = groups };

    public static AnalysisOptions Options(MatrixOptions matrices, int threads = 1) => new()
    {
        Selection = new() { MinEvals = 1 },
        Method = new() { Matrices = matrices },
        Execution = new() { Threads = threads },
    };

    public static ModelAnalysis Analyze(MatrixOptions matrices, params NamedTensor[] tensors)
    {
        using var checkpoint = Checkpoint.FromTensors("test", tensors);
        return Analyze(checkpoint, Options(matrices));
    }

    public static ModelAnalysis Analyze(Checkpoint checkpoint, AnalysisOptions options) =>
        Analyzer.Analyze(checkpoint, options, cancellation: TestContext.Current.CancellationToken);

    public static LayerAnalysis One(MatrixOptions matrices, params NamedTensor[] tensors) =>
        Assert.Single(Analyze(matrices, tensors).Layers);

    /// <summary>λ of a matrix by bidiagonalization, ascending.</summary>
    public static double[] Eigenvalues(double[,] matrix)
    {
        double[] values = [.. matrix.Cast<double>()];
        return [.. Spectrum.Of(values, matrix.GetLength(0), matrix.GetLength(1)).Eigenvalues];
    }

    /// <summary>Whether two spectra agree to a share of the largest eigenvalue.</summary>
    public static void Same(IReadOnlyList<double> expected, IReadOnlyList<double> actual, double tolerance = 2e-7)
    {
        Assert.Equal(expected.Count, actual.Count);
        for (int k = 0; k < expected.Count; k++)
        {
            Assert.True(
                Math.Abs(expected[k] - actual[k]) <= tolerance * expected[^1],
                $"eigenvalue {k}: expected {expected[k]:R}, found {actual[k]:R}");
        }
    }
}
