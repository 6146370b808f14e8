using System.Buffers;

namespace Heavytail.Tensors;

/// <summary>
/// Stored little-endian elements → <see cref="double"/>, exactly: every F8, F16, BF16 and F32 is a double.
/// Integers beyond 2^53 round to the nearest double. Types of less than a byte are not converted here.
/// </summary>
internal static class ElementConversion
{
    private const int ChunkElements = 1 << 16;

    /// <summary>Whether <see cref="ToDouble"/> converts this type: real numbers of whole bytes.</summary>
    public static bool CanConvert(ElementType type) =>
        !type.IsComplex() && type.Bits() is > 0 and var bits && bits % 8 == 0;

    /// <summary>Converts as many elements as <paramref name="destination"/> holds.</summary>
    /// <param name="type">The stored type.</param>
    /// <param name="source">Exactly <c>destination.Length</c> elements, little-endian.</param>
    /// <param name="destination">Receives the elements.</param>
    /// <exception cref="ArgumentException">The two lengths disagree.</exception>
    /// <exception cref="NotSupportedException"><see cref="CanConvert"/> is false.</exception>
    public static void ToDouble(ElementType type, ReadOnlySpan<byte> source, Span<double> destination)
    {
        Check(type);
        if ((long)destination.Length * type.Bits() != (long)source.Length * 8)
        {
            throw new ArgumentException(
                $"{source.Length} bytes are not {destination.Length} elements of {type.Name()}", nameof(source));
        }

        unsafe
        {
            fixed (byte* from = source)
            fixed (double* to = destination)
            {
                ElementWidening.For(type)(from, to, destination.Length);
            }
        }
    }

    /// <summary>Reads as many elements as <paramref name="destination"/> holds.</summary>
    /// <exception cref="EndOfStreamException">The stream ends before.</exception>
    internal static void Read(Stream stream, ElementType type, Span<double> destination)
    {
        Check(type);
        int elementBytes = type.Bits() / 8;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(ChunkElements * elementBytes);
        try
        {
            while (!destination.IsEmpty)
            {
                int count = Math.Min(ChunkElements, destination.Length);
                var bytes = buffer.AsSpan(0, count * elementBytes);
                stream.ReadExactly(bytes);
                ToDouble(type, bytes, destination[..count]);
                destination = destination[count..];
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void Check(ElementType type)
    {
        if (!CanConvert(type))
        {
            throw new NotSupportedException($"{type.Name()} elements are not converted to real numbers");
        }

        if (!BitConverter.IsLittleEndian)
        {
            throw new PlatformNotSupportedException("Heavytail runs on little-endian machines");
        }
    }
}
