using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Heavytail.LinearAlgebra.Simd;

/// <summary>Vectors of 512 bits: AVX-512.</summary>
internal readonly unsafe struct Simd512 :
    ISimd<double, Vector512<double>>, ISimd<float, Vector512<float>>, ISimdBits<Vector512<double>>,
    ISimdLanes<Vector512<double>>
{
    static int ISimd<double, Vector512<double>>.Lanes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 8;
    }

    static int ISimd<double, Vector512<double>>.TileColumns
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 8;
    }

    static Vector512<double> ISimd<double, Vector512<double>>.Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512<double>.Zero;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<double> ISimd<double, Vector512<double>>.Load(double* source) => Vector512.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void ISimd<double, Vector512<double>>.Store(Vector512<double> vector, double* destination) =>
        vector.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<double> ISimd<double, Vector512<double>>.Broadcast(double value) => Vector512.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<double> ISimd<double, Vector512<double>>.Add(Vector512<double> x, Vector512<double> y) => x + y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<double> ISimd<double, Vector512<double>>.Multiply(Vector512<double> x, Vector512<double> y) =>
        x * y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<double> ISimd<double, Vector512<double>>.MultiplyAdd(
        Vector512<double> x, Vector512<double> y, Vector512<double> z) =>
        Vector512.MultiplyAddEstimate(x, y, z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static double ISimd<double, Vector512<double>>.Sum(Vector512<double> vector)
    {
        var half = vector.GetLower() + vector.GetUpper();
        return Vector128.Sum(half.GetLower() + half.GetUpper());
    }

    static int ISimd<float, Vector512<float>>.Lanes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 16;
    }

    static int ISimd<float, Vector512<float>>.TileColumns
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 8;
    }

    static Vector512<float> ISimd<float, Vector512<float>>.Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512<float>.Zero;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<float> ISimd<float, Vector512<float>>.Load(float* source) => Vector512.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void ISimd<float, Vector512<float>>.Store(Vector512<float> vector, float* destination) =>
        vector.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<float> ISimd<float, Vector512<float>>.Broadcast(float value) => Vector512.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<float> ISimd<float, Vector512<float>>.Add(Vector512<float> x, Vector512<float> y) => x + y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<float> ISimd<float, Vector512<float>>.Multiply(Vector512<float> x, Vector512<float> y) => x * y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<float> ISimd<float, Vector512<float>>.MultiplyAdd(
        Vector512<float> x, Vector512<float> y, Vector512<float> z) =>
        Vector512.MultiplyAddEstimate(x, y, z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static float ISimd<float, Vector512<float>>.Sum(Vector512<float> vector)
    {
        var half = vector.GetLower() + vector.GetUpper();
        return Vector128.Sum(half.GetLower() + half.GetUpper());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<double> ISimdBits<Vector512<double>>.Subtract(Vector512<double> x, Vector512<double> y) => x - y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<double> ISimdBits<Vector512<double>>.CountSignChange(
        Vector512<double> x, Vector512<double> y, Vector512<double> count) =>
        (((x ^ y).AsInt64() >>> 63) + count.AsInt64()).AsDouble();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<double> ISimdBits<Vector512<double>>.InversePower(
        Vector512<double> x, Vector512<double> y, ref Vector512<double> exponent)
    {
        var biased = Vector512.MaxNative(Vector512.Abs(x), Vector512.Abs(y)).AsInt64() >>> 52;
        exponent = (exponent.AsInt64() + biased - Vector512.Create(1023L)).AsDouble();
        return ((Vector512.Create(2046L) - biased) << 52).AsDouble();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<double> ISimdBits<Vector512<double>>.Scale(
        Vector512<double> x, Vector512<double> exponent, Vector512<double> origin)
    {
        var k = Vector512.Max(exponent.AsInt64() - origin.AsInt64(), Vector512.Create(-1000L));
        return x * ((Vector512.Min(k, Vector512.Create(500L)) + Vector512.Create(1023L)) << 52).AsDouble();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<double> ISimdLanes<Vector512<double>>.Divide(Vector512<double> x, Vector512<double> y) => x / y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<double> ISimdLanes<Vector512<double>>.SquareRoot(Vector512<double> x) => Vector512.Sqrt(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<double> ISimdLanes<Vector512<double>>.Absolute(Vector512<double> x) => Vector512.Abs(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<double> ISimdLanes<Vector512<double>>.IsLess(Vector512<double> x, Vector512<double> y) =>
        Vector512.LessThan(x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<double> ISimdLanes<Vector512<double>>.IsAtMost(Vector512<double> x, Vector512<double> y) =>
        Vector512.LessThanOrEqual(x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<double> ISimdLanes<Vector512<double>>.IsCountAtMost(Vector512<double> x, Vector512<double> y) =>
        Vector512.LessThanOrEqual(x.AsInt64(), y.AsInt64()).AsDouble();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<double> ISimdLanes<Vector512<double>>.Select(
        Vector512<double> mask, Vector512<double> x, Vector512<double> y) =>
        Vector512.ConditionalSelect(mask, x, y);
}
