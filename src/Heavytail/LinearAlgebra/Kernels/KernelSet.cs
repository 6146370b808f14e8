using System.Runtime.Intrinsics;
using Heavytail.LinearAlgebra.Simd;

namespace Heavytail.LinearAlgebra.Kernels;

/// <summary>
/// The inner loops that everything else is made of, for one width of vectors. Every kind has a plain form, which is its
/// specification, and one that is written once for all widths; tests hold one against the other.
/// Parameter order: sources, settings, destination.
/// </summary>
internal sealed record KernelSet(
    string Name,
    VectorOps VectorOps,
    TileKernels<double> Tiles,
    TileKernels<float> SingleTiles,
    EdgeKernels Edges,
    RankTwoKernels RankTwo,
    LaneKernels Lanes,
    LaneKernels FewLanes,
    PanelKernels Panels,
    ChaseKernels Chase,
    SturmKernels Sturm,
    SecantKernels Secant,
    RotationKernels Rotations)
{
    /// <summary>The environment variable that forces a kernel set by name.</summary>
    public const string Variable = "HEAVYTAIL_KERNELS";

    /// <summary>Best first; the last always runs.</summary>
    private static readonly (string Name, Func<bool> IsSupported, Func<string, KernelSet> Create)[] s_all =
    [
        ("vector512", () => Vector512.IsHardwareAccelerated, Vectors<Simd512, Vector512<double>, Vector512<float>, Simd512, Vector512<double>, Simd256, Vector256<double>>),
        (
            "vector256", () => Vector256.IsHardwareAccelerated,
            Vectors<Simd256, Vector256<double>, Vector256<float>, SimdPair256, Pair256, Simd128, Vector128<double>>),
        (
            "vector128", () => Vector128.IsHardwareAccelerated,
            Vectors<Simd128, Vector128<double>, Vector128<float>, SimdQuad128, Quad128, Simd128, Vector128<double>>),
        ("scalar", () => true, Scalar),
    ];

    /// <summary>The set in use: the best that this CPU supports, unless <see cref="Variable"/> names another.</summary>
    public static KernelSet Current { get; } = Choose(Environment.GetEnvironmentVariable(Variable));

    /// <summary>The names of the sets that this CPU supports, best first.</summary>
    public static IReadOnlyList<string> Supported => [.. s_all.Where(set => set.IsSupported()).Select(set => set.Name)];

    /// <summary>The kernel set of a name; null or empty for the best one.</summary>
    /// <exception cref="ArgumentException">No set has this name, or this CPU does not support it.</exception>
    public static KernelSet Choose(string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            name = s_all.First(set => set.IsSupported()).Name;
        }

        var chosen = Array.Find(s_all, set => set.Name == name);
        if (chosen.Create is null)
        {
            throw new ArgumentException(
                $"{Variable}={name}: known kernels are {string.Join(", ", s_all.Select(set => set.Name))}");
        }

        return chosen.IsSupported()
            ? chosen.Create(name)
            : throw new ArgumentException(
                $"{Variable}={name}: this CPU has no such vectors; it supports {string.Join(", ", Supported)}");
    }

    private static KernelSet Scalar(string name) => new(
        name,
        new ScalarVectorOps(),
        new ScalarTileKernels<double>(),
        new ScalarTileKernels<float>(),
        new ScalarEdgeKernels(),
        new ScalarRankTwoKernels(),
        new ScalarLaneKernels(),
        new ScalarLaneKernels(),
        new ScalarPanelKernels(),
        new ScalarChaseKernels(),
        new ScalarSturmKernels(),
        new ScalarSecantKernels(),
        new ScalarRotationKernels());

    private static KernelSet Vectors<TSimd, TDoubles, TSingles, TSums, TSumVector, TFew, TFewDoubles>(string name)
        where TSimd : struct, ISimd<double, TDoubles>, ISimd<float, TSingles>, ISimdBits<TDoubles>, ISimdLanes<TDoubles>
        where TDoubles : struct
        where TSingles : struct
        where TSums : struct, ISimd<double, TSumVector>
        where TSumVector : struct
        where TFew : struct, ISimd<double, TFewDoubles>, ISimdBits<TFewDoubles>, ISimdLanes<TFewDoubles>
        where TFewDoubles : struct =>
        new(
            name,
            new SimdVectorOps(),
            new VectorTileKernels<TSimd, double, TDoubles>(),
            new VectorTileKernels<TSimd, float, TSingles>(),
            new VectorEdgeKernels<TSimd, TDoubles>(),
            new VectorRankTwoKernels<TSimd, TDoubles, TSums, TSumVector>(),
            new VectorLaneKernels<TSimd, TDoubles>(),
            new VectorLaneKernels<TFew, TFewDoubles>(),
            new VectorPanelKernels<TSums, TSumVector>(),
            new VectorChaseKernels<TSums, TSumVector>(),
            new VectorSturmKernels<TSimd, TDoubles>(),
            new VectorSecantKernels<TSimd, TDoubles>(),
            new VectorRotationKernels<TSimd, TDoubles>());
}
