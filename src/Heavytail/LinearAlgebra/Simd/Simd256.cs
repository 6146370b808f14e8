using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Heavytail.LinearAlgebra.Simd;

/// <summary>Vectors of 256 bits: AVX2 with FMA.</summary>
internal readonly unsafe struct Simd256 :
    ISimd<double, Vector256<double>>, ISimd<float, Vector256<float>>, ISimdBits<Vector256<double>>,
    ISimdLanes<Vector256<double>>
{
    static int ISimd<double, Vector256<double>>.Lanes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 4;
    }

    static int ISimd<double, Vector256<double>>.TileColumns
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 4;
    }

    static Vector256<double> ISimd<double, Vector256<double>>.Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector256<double>.Zero;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<double> ISimd<double, Vector256<double>>.Load(double* source) => Vector256.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void ISimd<double, Vector256<double>>.Store(Vector256<double> vector, double* destination) =>
        vector.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<double> ISimd<double, Vector256<double>>.Broadcast(double value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<double> ISimd<double, Vector256<double>>.Add(Vector256<double> x, Vector256<double> y) => x + y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<double> ISimd<double, Vector256<double>>.Multiply(Vector256<double> x, Vector256<double> y) =>
        x * y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<double> ISimd<double, Vector256<double>>.MultiplyAdd(
        Vector256<double> x, Vector256<double> y, Vector256<double> z) =>
        Vector256.MultiplyAddEstimate(x, y, z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static double ISimd<double, Vector256<double>>.Sum(Vector256<double> vector) =>
        Vector128.Sum(vector.GetLower() + vector.GetUpper());

    static int ISimd<float, Vector256<float>>.Lanes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 8;
    }

    static int ISimd<float, Vector256<float>>.TileColumns
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 4;
    }

    static Vector256<float> ISimd<float, Vector256<float>>.Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector256<float>.Zero;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<float> ISimd<float, Vector256<float>>.Load(float* source) => Vector256.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void ISimd<float, Vector256<float>>.Store(Vector256<float> vector, float* destination) =>
        vector.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<float> ISimd<float, Vector256<float>>.Broadcast(float value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<float> ISimd<float, Vector256<float>>.Add(Vector256<float> x, Vector256<float> y) => x + y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<float> ISimd<float, Vector256<float>>.Multiply(Vector256<float> x, Vector256<float> y) => x * y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<float> ISimd<float, Vector256<float>>.MultiplyAdd(
        Vector256<float> x, Vector256<float> y, Vector256<float> z) =>
        Vector256.MultiplyAddEstimate(x, y, z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static float ISimd<float, Vector256<float>>.Sum(Vector256<float> vector) =>
        Vector128.Sum(vector.GetLower() + vector.GetUpper());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<double> ISimdBits<Vector256<double>>.Subtract(Vector256<double> x, Vector256<double> y) => x - y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<double> ISimdBits<Vector256<double>>.CountSignChange(
        Vector256<double> x, Vector256<double> y, Vector256<double> count) =>
        (((x ^ y).AsInt64() >>> 63) + count.AsInt64()).AsDouble();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<double> ISimdBits<Vector256<double>>.InversePower(
        Vector256<double> x, Vector256<double> y, ref Vector256<double> exponent)
    {
        var biased = Vector256.MaxNative(Vector256.Abs(x), Vector256.Abs(y)).AsInt64() >>> 52;
        exponent = (exponent.AsInt64() + biased - Vector256.Create(1023L)).AsDouble();
        return ((Vector256.Create(2046L) - biased) << 52).AsDouble();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<double> ISimdBits<Vector256<double>>.Scale(
        Vector256<double> x, Vector256<double> exponent, Vector256<double> origin)
    {
        var k = Vector256.Max(exponent.AsInt64() - origin.AsInt64(), Vector256.Create(-1000L));
        return x * ((Vector256.Min(k, Vector256.Create(500L)) + Vector256.Create(1023L)) << 52).AsDouble();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<double> ISimdLanes<Vector256<double>>.Divide(Vector256<double> x, Vector256<double> y) => x / y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<double> ISimdLanes<Vector256<double>>.SquareRoot(Vector256<double> x) => Vector256.Sqrt(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<double> ISimdLanes<Vector256<double>>.Absolute(Vector256<double> x) => Vector256.Abs(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<double> ISimdLanes<Vector256<double>>.IsLess(Vector256<double> x, Vector256<double> y) =>
        Vector256.LessThan(x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<double> ISimdLanes<Vector256<double>>.IsAtMost(Vector256<double> x, Vector256<double> y) =>
        Vector256.LessThanOrEqual(x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<double> ISimdLanes<Vector256<double>>.IsCountAtMost(Vector256<double> x, Vector256<double> y) =>
        Vector256.LessThanOrEqual(x.AsInt64(), y.AsInt64()).AsDouble();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<double> ISimdLanes<Vector256<double>>.Select(
        Vector256<double> mask, Vector256<double> x, Vector256<double> y) =>
        Vector256.ConditionalSelect(mask, x, y);
}
