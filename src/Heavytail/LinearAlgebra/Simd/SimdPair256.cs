using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Heavytail.LinearAlgebra.Simd;

/// <summary>Eight doubles in two vectors of 256 bits.</summary>
internal readonly record struct Pair256(Vector256<double> Lower, Vector256<double> Upper);

/// <summary>
/// Vectors of 512 bits for CPUs with 256: kernels that sum across a vector take their sums in the order of AVX-512, and
/// give its bits.
/// </summary>
internal readonly unsafe struct SimdPair256 : ISimd<double, Pair256>
{
    public static int Lanes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 8;
    }

    public static int TileColumns
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 2;
    }

    public static Pair256 Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Vector256<double>.Zero, Vector256<double>.Zero);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair256 Load(double* source) => new(Vector256.Load(source), Vector256.Load(source + 4));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Pair256 vector, double* destination)
    {
        vector.Lower.Store(destination);
        vector.Upper.Store(destination + 4);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair256 Broadcast(double value) => new(Vector256.Create(value), Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair256 Add(Pair256 x, Pair256 y) => new(x.Lower + y.Lower, x.Upper + y.Upper);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair256 Multiply(Pair256 x, Pair256 y) => new(x.Lower * y.Lower, x.Upper * y.Upper);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair256 MultiplyAdd(Pair256 x, Pair256 y, Pair256 z) => new(
        Vector256.MultiplyAddEstimate(x.Lower, y.Lower, z.Lower),
        Vector256.MultiplyAddEstimate(x.Upper, y.Upper, z.Upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(Pair256 vector)
    {
        var half = vector.Lower + vector.Upper;
        return Vector128.Sum(half.GetLower() + half.GetUpper());
    }
}
