using Heavytail.LinearAlgebra.Kernels;

namespace Heavytail.LinearAlgebra;

/// <summary>Kernels, thread count and precision of a spectrum.</summary>
/// <param name="Kernels">Kernel set; results differ by rounding between sets.</param>
/// <param name="Threads">Maximum number of threads inside one matrix; results do not depend on it.</param>
/// <param name="Precision">Precision of the reduction to a band.</param>
/// <param name="Cancellation">Token that is checked between blocks.</param>
internal sealed record EngineOptions(
    KernelSet Kernels,
    int Threads = 1,
    Precision Precision = Precision.Double,
    CancellationToken Cancellation = default);
