using System.Globalization;
using Heavytail.LinearAlgebra;
using Heavytail.Spectra;

namespace Heavytail.Benchmarks;

/// <summary>All eigenvalues of WᵀW, n × n: time of each stage, and the ratio to Math.NET in the same run.</summary>
internal static class SpectrumBenchmark
{
    public static void Run(int[] sizes, TextWriter output)
    {
        var kernels = Kernels.Current;
        output.WriteLine($"spectrum, one thread, {kernels.Name} kernels, ms (medians)\n");
        output.WriteLine("| n | total | scalar kernels | bidiagonal | Math.NET SVD | Math.NET / total |");
        output.WriteLine("|--:|--:|--:|--:|--:|--:|");
        foreach (int n in sizes)
        {
            double[] weights = Gaussian(n * n);
            double total = Spectrum(weights, n, SpectrumMethod.Gram, kernels);
            double scalar = Spectrum(weights, n, SpectrumMethod.Gram, new ScalarKernels());
            double bidiagonal = Spectrum(weights, n, SpectrumMethod.Bidiagonal, kernels);
            double peer = Stopwatches.Median(
                () => MathNet.Numerics.LinearAlgebra.Matrix<double>.Build.DenseOfRowMajor(n, n, weights),
                w => w.Svd(computeVectors: false));
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {n} | {total:F2} | {scalar:F2} | {bidiagonal:F2} | {peer:F2} | {peer / total:F1} |"));
        }
    }

    private static double Spectrum(double[] weights, int n, SpectrumMethod method, Kernels kernels) => Stopwatches.Median(
        () => Copy(weights, n), w => SingularSpectrum.SingularValues(w, method, kernels, default));

    private static Matrix Copy(double[] weights, int n) => new(n, n, [.. weights]);

    private static double[] Gaussian(int count)
    {
        var random = new Random(1);
        double[] values = new double[count];
        for (int k = 0; k < count; k++)
        {
            values[k] = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        }

        return values;
    }
}
