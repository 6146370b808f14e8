using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Heavytail.Tensors;

/// <summary>
/// The inner loops of <see cref="ElementConversion"/>: stored elements, at any alignment, to doubles. Whoever converts
/// many short runs takes the loop of the type once.
/// </summary>
internal static unsafe class ElementWidening
{
    // Vectors of eight elements: a run of 24, what a packed panel takes from a row, leaves no rest.
    private const int Step = 8;

    // Unoptimized code of a loop that runs once is far slower than the work behind it.
    private const MethodImplOptions Loop = MethodImplOptions.AggressiveOptimization;

    /// <summary>The loop of a type for which <see cref="ElementConversion.CanConvert"/> holds.</summary>
    public static delegate*<byte*, double*, long, void> For(ElementType type) => type switch
    {
        ElementType.F64 => &FromDouble,
        ElementType.F32 => &FromSingle,
        ElementType.F16 => &FromHalf,
        ElementType.BF16 => &FromBFloat16,
        ElementType.Bool => &FromBool,
        ElementType.U8 => &FromInteger<byte>,
        ElementType.I8 => &FromInteger<sbyte>,
        ElementType.I16 => &FromInteger<short>,
        ElementType.U16 => &FromInteger<ushort>,
        ElementType.I32 => &FromInteger<int>,
        ElementType.U32 => &FromInteger<uint>,
        ElementType.I64 => &FromInteger<long>,
        ElementType.U64 => &FromInteger<ulong>,
        ElementType.F8E4M3 => &FromE4M3,
        ElementType.F8E5M2 => &FromE5M2,
        ElementType.F8E8M0 => &FromE8M0,
        _ => throw new NotSupportedException($"{type.Name()} elements are not converted to real numbers"),
    };

    private static void FromDouble(byte* source, double* destination, long count) =>
        Buffer.MemoryCopy(source, destination, count * sizeof(double), count * sizeof(double));

    [MethodImpl(Loop)]
    private static void FromSingle(byte* source, double* destination, long count)
    {
        float* from = (float*)source;
        long i = 0;
        for (; i <= count - Step; i += Step)
        {
            Store(Vector256.Load(from + i), destination + i);
        }

        for (; i < count; i++)
        {
            destination[i] = from[i];
        }
    }

    /// <summary>BF16 is the upper half of an F32.</summary>
    [MethodImpl(Loop)]
    private static void FromBFloat16(byte* source, double* destination, long count)
    {
        ushort* from = (ushort*)source;
        long i = 0;
        for (; i <= count - Step; i += Step)
        {
            Store((Widen(Vector128.Load(from + i)) << 16).AsSingle(), destination + i);
        }

        for (; i < count; i++)
        {
            destination[i] = BitConverter.UInt32BitsToSingle((uint)from[i] << 16);
        }
    }

    /// <summary>
    /// Half to single on the bits: exponent and mantissa move up by 13 bits and the exponent's bias grows by 112;
    /// infinities and NaN move on to the top exponent; subnormals, which have no leading 1, are taken as 2^-14 + x and
    /// have the 2^-14 subtracted, so that no arithmetic meets a subnormal operand.
    /// </summary>
    [MethodImpl(Loop)]
    private static void FromHalf(byte* source, double* destination, long count)
    {
        const uint bias = 112u << 23;
        var exponent = Vector256.Create(0x1Fu << 23);
        var smallest = Vector256.Create(113u << 23);
        ushort* from = (ushort*)source;
        long i = 0;
        for (; i <= count - Step; i += Step)
        {
            var half = Widen(Vector128.Load(from + i));
            var sign = (half & Vector256.Create(0x8000u)) << 16;
            var bits = (half & Vector256.Create(0x7FFFu)) << 13;
            var normal = bits + Vector256.Create(bias);
            var top = Vector256.Equals(bits & exponent, exponent) & Vector256.Create(bias);
            var subnormal = ((bits | smallest).AsSingle() - smallest.AsSingle()).AsUInt32();
            var isSubnormal = Vector256.Equals(bits & exponent, Vector256<uint>.Zero);
            Store(
                (Vector256.ConditionalSelect(isSubnormal, subnormal, normal + top) | sign).AsSingle(), destination + i);
        }

        for (; i < count; i++)
        {
            destination[i] = (double)BitConverter.UInt16BitsToHalf(from[i]);
        }
    }

    private static void FromE4M3(byte* source, double* destination, long count) =>
        FromTable(SmallFloats.Table(ElementType.F8E4M3), source, destination, count);

    private static void FromE5M2(byte* source, double* destination, long count) =>
        FromTable(SmallFloats.Table(ElementType.F8E5M2), source, destination, count);

    private static void FromE8M0(byte* source, double* destination, long count) =>
        FromTable(SmallFloats.Table(ElementType.F8E8M0), source, destination, count);

    [MethodImpl(Loop)]
    private static void FromTable(double[] table, byte* source, double* destination, long count)
    {
        for (long i = 0; i < count; i++)
        {
            destination[i] = table[source[i]];
        }
    }

    private static void FromBool(byte* source, double* destination, long count)
    {
        for (long i = 0; i < count; i++)
        {
            destination[i] = source[i] == 0 ? 0 : 1;
        }
    }

    [MethodImpl(Loop)]
    private static void FromInteger<T>(byte* source, double* destination, long count)
        where T : unmanaged, INumberBase<T>
    {
        var from = (T*)source;
        for (long i = 0; i < count; i++)
        {
            destination[i] = double.CreateTruncating(from[i]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Widen(Vector128<ushort> values) =>
        Vector256.WidenLower(values.ToVector256Unsafe());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<float> values, double* destination)
    {
        (var lower, var upper) = Vector256.Widen(values);
        lower.Store(destination);
        upper.Store(destination + Vector256<double>.Count);
    }
}
