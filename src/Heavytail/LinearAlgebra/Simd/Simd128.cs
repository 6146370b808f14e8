using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Heavytail.LinearAlgebra.Simd;

/// <summary>Vectors of 128 bits: SSE2 and NEON.</summary>
internal readonly unsafe struct Simd128 :
    ISimd<double, Vector128<double>>, ISimd<float, Vector128<float>>, ISimdBits<Vector128<double>>,
    ISimdLanes<Vector128<double>>
{
    static int ISimd<double, Vector128<double>>.Lanes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 2;
    }

    static int ISimd<double, Vector128<double>>.TileColumns
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 4;
    }

    static Vector128<double> ISimd<double, Vector128<double>>.Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector128<double>.Zero;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<double> ISimd<double, Vector128<double>>.Load(double* source) => Vector128.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void ISimd<double, Vector128<double>>.Store(Vector128<double> vector, double* destination) =>
        vector.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<double> ISimd<double, Vector128<double>>.Broadcast(double value) => Vector128.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<double> ISimd<double, Vector128<double>>.Add(Vector128<double> x, Vector128<double> y) => x + y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<double> ISimd<double, Vector128<double>>.Multiply(Vector128<double> x, Vector128<double> y) =>
        x * y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<double> ISimd<double, Vector128<double>>.MultiplyAdd(
        Vector128<double> x, Vector128<double> y, Vector128<double> z) =>
        Vector128.MultiplyAddEstimate(x, y, z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static double ISimd<double, Vector128<double>>.Sum(Vector128<double> vector) => Vector128.Sum(vector);

    static int ISimd<float, Vector128<float>>.Lanes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 4;
    }

    static int ISimd<float, Vector128<float>>.TileColumns
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 4;
    }

    static Vector128<float> ISimd<float, Vector128<float>>.Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector128<float>.Zero;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<float> ISimd<float, Vector128<float>>.Load(float* source) => Vector128.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void ISimd<float, Vector128<float>>.Store(Vector128<float> vector, float* destination) =>
        vector.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<float> ISimd<float, Vector128<float>>.Broadcast(float value) => Vector128.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<float> ISimd<float, Vector128<float>>.Add(Vector128<float> x, Vector128<float> y) => x + y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<float> ISimd<float, Vector128<float>>.Multiply(Vector128<float> x, Vector128<float> y) => x * y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<float> ISimd<float, Vector128<float>>.MultiplyAdd(
        Vector128<float> x, Vector128<float> y, Vector128<float> z) =>
        Vector128.MultiplyAddEstimate(x, y, z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static float ISimd<float, Vector128<float>>.Sum(Vector128<float> vector) => Vector128.Sum(vector);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<double> ISimdBits<Vector128<double>>.Subtract(Vector128<double> x, Vector128<double> y) => x - y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<double> ISimdBits<Vector128<double>>.CountSignChange(
        Vector128<double> x, Vector128<double> y, Vector128<double> count) =>
        (((x ^ y).AsInt64() >>> 63) + count.AsInt64()).AsDouble();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<double> ISimdBits<Vector128<double>>.InversePower(
        Vector128<double> x, Vector128<double> y, ref Vector128<double> exponent)
    {
        var biased = Vector128.MaxNative(Vector128.Abs(x), Vector128.Abs(y)).AsInt64() >>> 52;
        exponent = (exponent.AsInt64() + biased - Vector128.Create(1023L)).AsDouble();
        return ((Vector128.Create(2046L) - biased) << 52).AsDouble();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<double> ISimdBits<Vector128<double>>.Scale(
        Vector128<double> x, Vector128<double> exponent, Vector128<double> origin)
    {
        var k = Vector128.Max(exponent.AsInt64() - origin.AsInt64(), Vector128.Create(-1000L));
        return x * ((Vector128.Min(k, Vector128.Create(500L)) + Vector128.Create(1023L)) << 52).AsDouble();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<double> ISimdLanes<Vector128<double>>.Divide(Vector128<double> x, Vector128<double> y) => x / y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<double> ISimdLanes<Vector128<double>>.SquareRoot(Vector128<double> x) => Vector128.Sqrt(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<double> ISimdLanes<Vector128<double>>.Absolute(Vector128<double> x) => Vector128.Abs(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<double> ISimdLanes<Vector128<double>>.IsLess(Vector128<double> x, Vector128<double> y) =>
        Vector128.LessThan(x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<double> ISimdLanes<Vector128<double>>.IsAtMost(Vector128<double> x, Vector128<double> y) =>
        Vector128.LessThanOrEqual(x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<double> ISimdLanes<Vector128<double>>.IsCountAtMost(Vector128<double> x, Vector128<double> y) =>
        Vector128.LessThanOrEqual(x.AsInt64(), y.AsInt64()).AsDouble();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<double> ISimdLanes<Vector128<double>>.Select(
        Vector128<double> mask, Vector128<double> x, Vector128<double> y) =>
        Vector128.ConditionalSelect(mask, x, y);
}
