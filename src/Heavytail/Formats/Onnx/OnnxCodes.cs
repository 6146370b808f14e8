using System.Buffers.Binary;
using Heavytail.Tensors;

namespace Heavytail.Formats.Onnx;

/// <summary>Packed elements of any type that has real numbers → doubles.</summary>
internal static class OnnxCodes
{
    private const int ChunkElements = 1 << 12;

    /// <summary>2 bits of exponent, 1 of fraction; the highest bit is the sign.</summary>
    private static readonly double[] s_f4 = [0, 0.5, 1, 1.5, 2, 3, 4, 6];

    /// <summary>Whether <see cref="Unpack"/> knows the type.</summary>
    public static bool CanUnpack(OnnxDataType type) => type.Element is { } element
        ? ElementConversion.CanConvert(element)
        || element is ElementType.F8E4M3 or ElementType.F8E5M2 or ElementType.F8E8M0 or ElementType.F4
        : type.Bits < 8;

    /// <summary>Unpacks elements that begin at a byte's first bit; the lowest bits of a byte come first.</summary>
    public static void Unpack(OnnxDataType type, ReadOnlySpan<byte> bytes, Span<double> numbers)
    {
        switch (type.Element)
        {
            case null:
                UnpackBits(bytes, type.Bits, type.Name[0] == 'I', numbers);
                break;
            case ElementType.F8E4M3:
                for (int i = 0; i < numbers.Length; i++)
                {
                    numbers[i] = FromE4M3(bytes[i]);
                }

                break;
            case ElementType.F8E5M2:
                for (int i = 0; i < numbers.Length; i++)
                {
                    numbers[i] = (double)BitConverter.UInt16BitsToHalf((ushort)(bytes[i] << 8));
                }

                break;
            case ElementType.F8E8M0:
                for (int i = 0; i < numbers.Length; i++)
                {
                    numbers[i] = bytes[i] == 0xFF ? double.NaN : Math.ScaleB(1, bytes[i] - 127);
                }

                break;
            case ElementType.F4:
                UnpackBits(bytes, 4, isSigned: false, numbers);
                foreach (ref double number in numbers)
                {
                    number = number < 8 ? s_f4[(int)number] : -s_f4[(int)number - 8];
                }

                break;
            default:
                ElementConversion.ToDouble(type.Element.Value, bytes, numbers);
                break;
        }
    }

    /// <summary>All elements of a stream, in memory; it grows as the stream yields them.</summary>
    public static float[] ReadAll(Stream stream, OnnxDataType type, long count)
    {
        var values = new List<float>();
        byte[] bytes = new byte[ChunkElements * Math.Max(8, type.Bits) / 8];
        double[] numbers = new double[ChunkElements];
        while (values.Count < count)
        {
            int step = (int)Math.Min(ChunkElements, count - values.Count);
            var chunk = bytes.AsSpan(0, ((step * type.Bits) + 7) / 8);
            stream.ReadExactly(chunk);
            Unpack(type, chunk, numbers.AsSpan(0, step));
            for (int i = 0; i < step; i++)
            {
                values.Add((float)numbers[i]);
            }
        }

        return [.. values];
    }

    /// <summary>The integers of a short constant.</summary>
    public static IReadOnlyList<long> ReadIntegers(Stream stream, int bytesEach, int count)
    {
        Span<byte> number = stackalloc byte[sizeof(long)];
        var values = new List<long>();
        for (int i = 0; i < count; i++)
        {
            stream.ReadExactly(number[..bytesEach]);
            values.Add(bytesEach == sizeof(int)
                ? BinaryPrimitives.ReadInt32LittleEndian(number)
                : BinaryPrimitives.ReadInt64LittleEndian(number));
        }

        return values;
    }

    private static void UnpackBits(ReadOnlySpan<byte> bytes, int bits, bool isSigned, Span<double> numbers)
    {
        int perByte = 8 / bits;
        int mask = (1 << bits) - 1;
        int sign = isSigned ? 1 << (bits - 1) : 0;
        for (int i = 0; i < numbers.Length; i++)
        {
            int code = (bytes[i / perByte] >> (i % perByte * bits)) & mask;
            numbers[i] = (code ^ sign) - sign;
        }
    }

    /// <summary>4 bits of exponent with bias 7, 3 of fraction, no infinity.</summary>
    private static double FromE4M3(byte code)
    {
        int exponent = (code >> 3) & 0xF;
        int fraction = code & 7;
        double size = (code & 0x7F) == 0x7F ? double.NaN
            : exponent == 0 ? Math.ScaleB(fraction, -9)
            : Math.ScaleB(8 + fraction, exponent - 10);
        return code >= 0x80 ? -size : size;
    }
}
