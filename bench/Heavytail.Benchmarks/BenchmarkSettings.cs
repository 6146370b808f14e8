using Heavytail.Benchmarks.Solvers;

namespace Heavytail.Benchmarks;

/// <summary>What a run measures.</summary>
internal sealed record BenchmarkSettings
{
    public required IReadOnlyList<MatrixSize> Sizes { get; init; }

    /// <summary>Numbers of threads, each measured by itself.</summary>
    public required IReadOnlyList<int> Threads { get; init; }

    /// <summary>The name of our kernel set; null for the best of this CPU.</summary>
    public string? Kernels { get; init; }

    public Precision Precision { get; init; }

    public Clock Clock { get; init; }

    /// <summary>OpenBLAS' own kernel sets; empty leaves LAPACK out.</summary>
    public required IReadOnlyList<string> CoreTypes { get; init; }

    /// <summary>Whether the power-law fit is measured too.</summary>
    public bool Fit { get; init; }
}
