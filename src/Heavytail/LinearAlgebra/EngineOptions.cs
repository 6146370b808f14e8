using Heavytail.LinearAlgebra.Kernels;

namespace Heavytail.LinearAlgebra;

/// <summary>How a spectrum is computed.</summary>
/// <param name="Kernels">Inner loops; results differ by rounding between sets.</param>
/// <param name="Threads">Threads inside one matrix; results do not depend on it.</param>
/// <param name="Precision">Of the reduction to a band.</param>
/// <param name="Cancellation">Stops between blocks.</param>
internal sealed record EngineOptions(
    KernelSet Kernels,
    int Threads = 1,
    Precision Precision = Precision.Double,
    CancellationToken Cancellation = default);
