// What:      the binary form of a spectrum: docs/cache.md has it as a table.
// Formula:   "HTSP", version, method, precision, 0, number of slices; of each slice the number of values, threshold, c²
//            and the values; SHA-256 of all that. Little-endian; a double is its 64 bits.
// Not done:  compression: the low bits of eigenvalues are noise.
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Heavytail.Hashing;

namespace Heavytail.Spectra;

/// <summary>Spectra as bytes, and bytes as spectra: exact bits, or nothing.</summary>
internal static class SpectrumBytes
{
    /// <summary>Raised when a reader of the old form would misread the new one.</summary>
    public const byte Version = 1;

    private const uint Magic = 0x5053_5448; // HTSP
    private const int HeaderBytes = 12;
    private const int SliceHeaderBytes = sizeof(int) + (2 * sizeof(double));

    public static byte[] Write(Spectrum spectrum)
    {
        long length = HeaderBytes + Sha256.Length
            + spectrum.Slices.Sum(slice => SliceHeaderBytes + ((long)sizeof(double) * slice.Count));
        byte[] bytes = new byte[checked((int)length)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Magic);
        bytes[4] = Version;
        bytes[5] = CodeOf(spectrum.Method);
        bytes[6] = CodeOf(spectrum.Precision);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), spectrum.Slices.Count);
        int at = HeaderBytes;
        foreach (var slice in spectrum.Slices)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at), slice.Count);
            BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(at + 4), slice.RawThreshold);
            BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(at + 12), slice.Included);
            at += SliceHeaderBytes;
            foreach (double value in slice.Raw)
            {
                BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(at), value);
                at += sizeof(double);
            }
        }

        Sha256.Of(bytes.AsSpan(0, at), bytes.AsSpan(at));
        return bytes;
    }

    public static bool TryRead(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out Spectrum? spectrum)
    {
        spectrum = null;
        if (bytes.Length < HeaderBytes + Sha256.Length
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Magic
            || bytes[4] != Version
            || MethodOf(bytes[5]) is not { } method
            || PrecisionOf(bytes[6]) is not { } precision
            || bytes[7] != 0)
        {
            return false;
        }

        var content = bytes[..^Sha256.Length];
        Span<byte> hash = stackalloc byte[Sha256.Length];
        Sha256.Of(content, hash);
        int count = BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]);
        var rest = content[HeaderBytes..];
        if (!hash.SequenceEqual(bytes[content.Length..]) || count <= 0 || count > rest.Length / SliceHeaderBytes)
        {
            return false;
        }

        var slices = new SliceSpectrum[count];
        for (int k = 0; k < count; k++)
        {
            if (ReadSlice(ref rest, method) is not { } slice)
            {
                return false;
            }

            slices[k] = slice;
        }

        spectrum = rest.IsEmpty ? new Spectrum(slices, method, precision) : null;
        return spectrum is not null;
    }

    /// <summary>The next slice; null where the bytes are not those of one.</summary>
    private static SliceSpectrum? ReadSlice(ref ReadOnlySpan<byte> rest, SpectrumMethod method)
    {
        if (rest.Length < SliceHeaderBytes)
        {
            return null;
        }

        int count = BinaryPrimitives.ReadInt32LittleEndian(rest);
        double threshold = BinaryPrimitives.ReadDoubleLittleEndian(rest[4..]);
        double included = BinaryPrimitives.ReadDoubleLittleEndian(rest[12..]);
        rest = rest[SliceHeaderBytes..];
        if (count <= 0 || count > rest.Length / sizeof(double) || !(threshold >= 0) || !(included > 0))
        {
            return null;
        }

        double[] values = new double[count];
        rest[..(count * sizeof(double))].CopyTo(MemoryMarshal.AsBytes(values.AsSpan()));
        rest = rest[(count * sizeof(double))..];
        if (!BitConverter.IsLittleEndian)
        {
            var words = MemoryMarshal.Cast<double, ulong>(values.AsSpan());
            BinaryPrimitives.ReverseEndianness(words, words);
        }

        return new SliceSpectrum(values, method, threshold, included);
    }

    private static byte CodeOf(SpectrumMethod method) => method switch
    {
        SpectrumMethod.Gram => 1,
        SpectrumMethod.Bidiagonal => 2,
        _ => throw new ArgumentOutOfRangeException(nameof(method), method, "not a method"),
    };

    private static SpectrumMethod? MethodOf(byte code) => code switch
    {
        1 => SpectrumMethod.Gram,
        2 => SpectrumMethod.Bidiagonal,
        _ => null,
    };

    private static byte CodeOf(Precision precision) => precision switch
    {
        Precision.Double => 1,
        Precision.Single => 2,
        _ => throw new ArgumentOutOfRangeException(nameof(precision), precision, "not a precision"),
    };

    private static Precision? PrecisionOf(byte code) => code switch
    {
        1 => Precision.Double,
        2 => Precision.Single,
        _ => null,
    };
}
