// Specification: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
using System.Buffers.Binary;
using System.Text;
using Heavytail.Files;

namespace Heavytail.Formats.NumPy;

/// <summary>The start of a .npy file: magic, version, header length, a Python dictionary.</summary>
/// <param name="Element">The type of the elements.</param>
/// <param name="FortranOrder">Whether the first index varies fastest.</param>
/// <param name="Shape">The dimensions.</param>
/// <param name="DataOffset">Offset of the first element.</param>
internal sealed record NpyHeader(NpyElement Element, bool FortranOrder, TensorShape Shape, int DataOffset)
{
    /// <summary>NumPy's own cap for headers that it does not trust.</summary>
    public const int MaxBytes = 10_000;

    private const int VersionOffset = 6;
    private const int LengthOffset = 8;

    public static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>
    /// Bytes of the elements, were they stored as the header says; beyond any file for a lying shape.
    /// </summary>
    public Int128 DataLength => (Int128)Shape.ElementCount * (Element.Type?.Bits() ?? 0) / 8;

    /// <summary>Reads the header from a stream that stands at the start of the array.</summary>
    public static NpyHeader Read(Stream stream, ByteSource file, string tensor)
    {
        byte[] start = new byte[LengthOffset + sizeof(uint)];
        int lengthSize = ReadStart(stream, start, file, tensor);
        uint length = lengthSize == sizeof(ushort)
            ? BinaryPrimitives.ReadUInt16LittleEndian(start.AsSpan(LengthOffset))
            : BinaryPrimitives.ReadUInt32LittleEndian(start.AsSpan(LengthOffset));
        if (length > MaxBytes)
        {
            throw file.InvalidTensor(tensor, $"header length {length:N0} is over NumPy's limit of {MaxBytes:N0} bytes");
        }

        byte[] text = new byte[length];
        ReadExactly(stream, text, file, tensor);
        try
        {
            var dictionary = NpyDictionary.Parse(Decode(text, version: start[VersionOffset]));
            return new NpyHeader(
                NpyElement.Parse(dictionary.Descr),
                dictionary.FortranOrder,
                new TensorShape([.. dictionary.Shape]),
                LengthOffset + lengthSize + (int)length);
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            // ArgumentException: the text is not UTF-8, or TensorShape refuses the dimensions.
            throw new InvalidCheckpointException(file.Path, tensor, $"the .npy header is wrong: {e.Message}", inner: e);
        }
    }

    /// <summary>Checks magic and version; returns the bytes of the header's length.</summary>
    private static int ReadStart(Stream stream, byte[] start, ByteSource file, string tensor)
    {
        ReadExactly(stream, start.AsSpan(0, LengthOffset), file, tensor);
        if (!start.AsSpan().StartsWith(Magic))
        {
            throw file.InvalidTensor(tensor, "is not a .npy array: it does not start with \\x93NUMPY");
        }

        int lengthSize = (start[VersionOffset], start[VersionOffset + 1]) switch
        {
            (1, 0) => sizeof(ushort),
            (2 or 3, 0) => sizeof(uint),
            var (major, minor) => throw file.InvalidTensor(
                tensor, $".npy version {major}.{minor} is not known, expected 1.0, 2.0 or 3.0"),
        };
        ReadExactly(stream, start.AsSpan(LengthOffset, lengthSize), file, tensor);
        return lengthSize;
    }

    private static string Decode(byte[] text, byte version) =>
        version == 3
            ? new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(text)
            : Encoding.Latin1.GetString(text);

    private static void ReadExactly(Stream stream, Span<byte> destination, ByteSource file, string tensor)
    {
        try
        {
            stream.ReadExactly(destination);
        }
        catch (Exception e) when (StreamDamage.Is(e))
        {
            throw file.Truncated("ends within its .npy header", tensor, e);
        }
    }
}
