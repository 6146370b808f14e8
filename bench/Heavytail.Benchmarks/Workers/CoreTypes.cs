using System.Runtime.Intrinsics.X86;

namespace Heavytail.Benchmarks.Workers;

/// <summary>
/// The instruction sets that OpenBLAS' kernel sets need. OpenBLAS runs any of them on request, on any CPU.
/// </summary>
internal static class CoreTypes
{
    private static readonly (string Needs, bool IsSupported, string[] CoreTypes)[] s_sets =
    [
        (
            "AVX-512",
            Avx512F.IsSupported && Avx512BW.IsSupported && Avx512CD.IsSupported && Avx512DQ.IsSupported && Avx512F.VL.IsSupported,
            ["SKYLAKEX", "COOPERLAKE", "SAPPHIRERAPIDS"]),
        ("AVX2 and FMA", Avx2.IsSupported && Fma.IsSupported, ["HASWELL", "ZEN", "EXCAVATOR"]),
        ("AVX", Avx.IsSupported, ["SANDYBRIDGE", "BULLDOZER", "PILEDRIVER", "STEAMROLLER"]),
    ];

    /// <summary>The instruction set that a core type needs and this process cannot use; null where it runs.</summary>
    public static string? Missing(string coreType) => Missing(coreType, set => set.IsSupported);

    /// <summary>The same for any CPU.</summary>
    /// <param name="coreType">A name that OPENBLAS_CORETYPE accepts, in any case.</param>
    /// <param name="supports">Whether the CPU has the instruction set of this name.</param>
    public static string? Missing(string coreType, Func<string, bool> supports) =>
        Missing(coreType, set => supports(set.Needs));

    private static string? Missing(string coreType, Func<(string Needs, bool IsSupported, string[] CoreTypes), bool> isSupported) =>
        s_sets
            .Where(set => set.CoreTypes.Contains(coreType, StringComparer.OrdinalIgnoreCase) && !isSupported(set))
            .Select(set => set.Needs)
            .FirstOrDefault();
}
