using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Heavytail.Tensors;

/// <summary>
/// Stored little-endian elements → <see cref="double"/>, exactly: every F16, BF16 and F32 is a double.
/// Integers beyond 2^53 round to the nearest double. Packed sub-byte and 8-bit floats are not converted here.
/// </summary>
public static class ElementConversion
{
    /// <summary>Whether <see cref="ToDouble"/> converts this type.</summary>
    public static bool CanConvert(ElementType type) => !type.IsComplex() && type <= ElementType.F64;

    /// <summary>Converts as many elements as <paramref name="destination"/> holds.</summary>
    /// <param name="type">The stored type.</param>
    /// <param name="source">Exactly <c>destination.Length</c> elements, little-endian.</param>
    /// <param name="destination">Receives the numbers.</param>
    /// <exception cref="ArgumentException">The two lengths disagree.</exception>
    /// <exception cref="NotSupportedException"><see cref="CanConvert"/> is false.</exception>
    public static void ToDouble(ElementType type, ReadOnlySpan<byte> source, Span<double> destination)
    {
        if (!CanConvert(type))
        {
            throw new NotSupportedException($"{type.Name()} elements are not converted to real numbers");
        }

        if ((long)destination.Length * type.Bits() != (long)source.Length * 8)
        {
            throw new ArgumentException(
                $"{source.Length} bytes are not {destination.Length} elements of {type.Name()}", nameof(source));
        }

        if (!BitConverter.IsLittleEndian)
        {
            throw new PlatformNotSupportedException("Heavytail runs on little-endian machines");
        }

        switch (type)
        {
            case ElementType.F64:
                MemoryMarshal.Cast<byte, double>(source).CopyTo(destination);
                break;
            case ElementType.F32:
                TensorPrimitives.ConvertChecked(MemoryMarshal.Cast<byte, float>(source), destination);
                break;
            case ElementType.F16:
                Convert(MemoryMarshal.Cast<byte, Half>(source), destination, static half => (double)half);
                break;
            case ElementType.BF16:
                Convert(MemoryMarshal.Cast<byte, ushort>(source), destination, BFloat16ToDouble);
                break;
            case ElementType.Bool:
                Convert(source, destination, static value => value == 0 ? 0.0 : 1.0);
                break;
            case ElementType.U8:
                Convert(source, destination, static value => (double)value);
                break;
            case ElementType.I8:
                Convert(MemoryMarshal.Cast<byte, sbyte>(source), destination, static value => (double)value);
                break;
            case ElementType.I16:
                Convert(MemoryMarshal.Cast<byte, short>(source), destination, static value => (double)value);
                break;
            case ElementType.U16:
                Convert(MemoryMarshal.Cast<byte, ushort>(source), destination, static value => (double)value);
                break;
            case ElementType.I32:
                Convert(MemoryMarshal.Cast<byte, int>(source), destination, static value => (double)value);
                break;
            case ElementType.U32:
                Convert(MemoryMarshal.Cast<byte, uint>(source), destination, static value => (double)value);
                break;
            case ElementType.I64:
                Convert(MemoryMarshal.Cast<byte, long>(source), destination, static value => (double)value);
                break;
            default:
                Convert(MemoryMarshal.Cast<byte, ulong>(source), destination, static value => (double)value);
                break;
        }
    }

    /// <summary>BF16 is the upper half of an F32.</summary>
    private static double BFloat16ToDouble(ushort bits) => BitConverter.UInt32BitsToSingle((uint)bits << 16);

    private static void Convert<T>(ReadOnlySpan<T> source, Span<double> destination, Func<T, double> toDouble)
    {
        for (int i = 0; i < source.Length; i++)
        {
            destination[i] = toDouble(source[i]);
        }
    }
}
