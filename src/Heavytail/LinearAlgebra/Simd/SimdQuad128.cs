using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Heavytail.LinearAlgebra.Simd;

/// <summary>Eight doubles in four vectors of 128 bits.</summary>
internal readonly record struct Quad128(
    Vector128<double> V0, Vector128<double> V1, Vector128<double> V2, Vector128<double> V3);

/// <summary>Vectors of 512 bits for CPUs with 128: short sums side by side, as in <see cref="SimdPair256"/>.</summary>
internal readonly unsafe struct SimdQuad128 : ISimd<double, Quad128>
{
    public static int Lanes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 8;
    }

    public static int TileColumns
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 1;
    }

    public static Quad128 Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Broadcast(0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Quad128 Load(double* source) => new(
        Vector128.Load(source), Vector128.Load(source + 2), Vector128.Load(source + 4), Vector128.Load(source + 6));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Quad128 vector, double* destination)
    {
        vector.V0.Store(destination);
        vector.V1.Store(destination + 2);
        vector.V2.Store(destination + 4);
        vector.V3.Store(destination + 6);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Quad128 Broadcast(double value)
    {
        var all = Vector128.Create(value);
        return new Quad128(all, all, all, all);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Quad128 Add(Quad128 x, Quad128 y) => new(x.V0 + y.V0, x.V1 + y.V1, x.V2 + y.V2, x.V3 + y.V3);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Quad128 Multiply(Quad128 x, Quad128 y) => new(x.V0 * y.V0, x.V1 * y.V1, x.V2 * y.V2, x.V3 * y.V3);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Quad128 MultiplyAdd(Quad128 x, Quad128 y, Quad128 z) => new(
        Vector128.MultiplyAddEstimate(x.V0, y.V0, z.V0),
        Vector128.MultiplyAddEstimate(x.V1, y.V1, z.V1),
        Vector128.MultiplyAddEstimate(x.V2, y.V2, z.V2),
        Vector128.MultiplyAddEstimate(x.V3, y.V3, z.V3));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(Quad128 vector) => Vector128.Sum(vector.V0 + vector.V2 + (vector.V1 + vector.V3));
}
