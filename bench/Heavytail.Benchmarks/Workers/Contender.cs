using System.Globalization;

namespace Heavytail.Benchmarks.Workers;

/// <summary>A contender: a solver with its number of threads. Each runs in a process of its own.</summary>
/// <param name="Threads">Threads.</param>
/// <param name="CoreType">Kernel set of OpenBLAS; null for our own engine.</param>
internal sealed record Contender(int Threads, string? CoreType)
{
    /// <summary>Whatever kernels OpenBLAS takes by itself, or by the environment's OPENBLAS_CORETYPE.</summary>
    public const string DefaultCoreType = "DEFAULT";

    public bool IsEngine => CoreType is null;

    public bool IsDefaultOpenBlas => CoreType == DefaultCoreType;

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{CoreType ?? "ours"}{(Threads > 1 ? $" on {Threads} threads" : "")}");
}
