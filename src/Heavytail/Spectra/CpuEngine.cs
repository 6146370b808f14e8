using Heavytail.LinearAlgebra;
using Heavytail.LinearAlgebra.Kernels;

namespace Heavytail.Spectra;

/// <summary>The managed engine: the Gram matrix of each slice, or its bidiagonal form.</summary>
/// <param name="kernels">Inner loops; sets differ by rounding.</param>
internal sealed class CpuEngine(KernelSet kernels) : ISpectrumEngine
{
    /// <summary>Raised with every change of arithmetic.</summary>
    private const int ArithmeticVersion = 2;

    public string Generation { get; } = FormattableString.Invariant($"cpu-{ArithmeticVersion}-{kernels.Name}");

    public SpectrumMemory Memory(SpectrumRequest request) => SpectrumMemory.Estimate(request);

    public SpectrumResult Decompose(
        SpectrumRequest request, Func<Stream> open, SpectrumResources resources, CancellationToken cancellation)
    {
        var options = new EngineOptions(kernels, resources.ThreadsPerSlice, request.Precision, cancellation);
        var tally = new NonFiniteTally();
        double[][] slices = request.Method == SpectrumMethod.Gram
            ? GramSlices.Eigenvalues(request.Layer, open, options, resources.SlicesAtOnce, tally)
            : BidiagonalSlices.SingularValues(request, open, options, resources.SlicesAtOnce, tally);
        return tally.Total is { } damage
            ? new SpectrumResult(null, damage)
            : new SpectrumResult(Create(request, slices), null);
    }

    public SpectrumMemory? Memory(LayerParts parts) => SharedGrams.Memory(parts);

    public IReadOnlyList<SpectrumResult>? DecomposeParts(
        LayerParts parts, Func<Stream> open, SpectrumResources resources, CancellationToken cancellation)
    {
        if (SharedGrams.Memory(parts) is null)
        {
            return null;
        }

        var options = new EngineOptions(kernels, resources.ThreadsPerSlice, parts.Whole.Precision, cancellation);
        var tally = new NonFiniteTally();
        double[][] values = SharedGrams.Eigenvalues(parts, open, options, tally);
        return tally.Total is { } damage
            ? [.. parts.Requests.Select(_ => new SpectrumResult(null, damage))]
            : [.. parts.Requests.Zip(values, (part, own) => new SpectrumResult(Create(part, [own]), null))];
    }

    private static Spectrum Create(SpectrumRequest request, double[][] slices) => new(
        Array.ConvertAll(slices, values => new SliceSpectrum(
            values, request.Method, NumericalRank.Threshold(values, request), request.FloatFactor ?? 1)),
        request.Method,
        request.Precision);
}
