using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;
using Heavytail.Files;
using Heavytail.Tensors;

namespace Heavytail.Formats.Zarr;

/// <summary>The element of chunks that are not there.</summary>
internal static class ZarrFill
{
    /// <summary>Whether the metadata say what stands in the place of a chunk that is not there.</summary>
    public static bool IsGiven(JsonElement json) =>
        json.TryGetProperty("fill_value", out var value) && value.ValueKind != JsonValueKind.Null;

    /// <summary>Little-endian; zeros where there is no fill value.</summary>
    /// <exception cref="InvalidCheckpointException">It is not a value of the type.</exception>
    public static byte[] Read(ByteSource file, string name, JsonElement json, ElementType type)
    {
        byte[] element = new byte[type.Bits() / 8];
        if (!IsGiven(json))
        {
            return element;
        }

        var value = json.GetProperty("fill_value");
        bool isComplex = type.IsComplex();
        if (isComplex && value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 2)
        {
            var part = type == ElementType.C64 ? ElementType.F32 : ElementType.F64;
            int half = element.Length / 2;
            if (TryWrite(value[0], part, element.AsSpan(0, half)) && TryWrite(value[1], part, element.AsSpan(half)))
            {
                return element;
            }
        }
        else if (isComplex ? IsZero(value) : TryWrite(value, type, element))
        {
            return element;
        }

        throw file.InvalidTensor(name, $"its fill value `{Shown(value)}` is not a {type.Name()} value");
    }

    private static string Shown(JsonElement value)
    {
        const int MostShown = 40;
        string text = value.GetRawText();
        return text.Length > MostShown ? text[..MostShown] + "…" : text;
    }

    private static bool IsZero(JsonElement value) => value.ValueKind == JsonValueKind.Number && value.GetDouble() == 0;

    private static bool TryWrite(JsonElement value, ElementType type, Span<byte> element)
    {
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            element[0] = (byte)(value.ValueKind == JsonValueKind.True ? 1 : 0);
            return type == ElementType.Bool;
        }

        bool isFloat = type.IsRealFloat();
        if (isFloat && value.ValueKind == JsonValueKind.String && value.GetString() is ['0', 'x', .. var hex])
        {
            bool isHex = ulong.TryParse(
                hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong bits)
                && hex.Length == 2 * element.Length;
            WriteBits(element, bits);
            return isHex;
        }

        double? number = value.ValueKind switch
        {
            JsonValueKind.Number => value.GetDouble(),
            JsonValueKind.String when isFloat => value.GetString() switch
            {
                "NaN" => double.NaN,
                "Infinity" => double.PositiveInfinity,
                "-Infinity" => double.NegativeInfinity,
                _ => null,
            },
            _ => null,
        };
        return number is { } known
            && (isFloat ? TryWriteFloat(known, type, element) : TryWriteInteger(value, known, type, element));
    }

    private static bool TryWriteFloat(double number, ElementType type, Span<byte> element)
    {
        switch (type)
        {
            case ElementType.F64:
                BinaryPrimitives.WriteDoubleLittleEndian(element, number);
                return true;
            case ElementType.F32:
                BinaryPrimitives.WriteSingleLittleEndian(element, (float)number);
                return true;
            case ElementType.F16:
                BinaryPrimitives.WriteHalfLittleEndian(element, (Half)number);
                return true;
            default:
                return TryWriteSmallFloat(number, type, element);
        }
    }

    /// <summary>The code that stands for the number, where one does so exactly; there are at most 2^16.</summary>
    private static bool TryWriteSmallFloat(double number, ElementType type, Span<byte> element)
    {
        Span<double> decoded = stackalloc double[1];
        for (int code = 0; code < 1 << (8 * element.Length); code++)
        {
            WriteBits(element, (ulong)code);
            ElementConversion.ToDouble(type, element, decoded);
            if (decoded[0].Equals(number))
            {
                return true;
            }
        }

        return false;
    }

    private static bool TryWriteInteger(JsonElement value, double number, ElementType type, Span<byte> element)
    {
        if (!Int128.TryParse(
            value.GetRawText(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
        {
            // Some writers give 0.0 for integers too.
            if (number != Math.Floor(number) || Math.Abs(number) > long.MaxValue)
            {
                return false;
            }

            whole = (Int128)number;
        }

        int bits = 8 * element.Length;
        bool isSigned = type is ElementType.I8 or ElementType.I16 or ElementType.I32 or ElementType.I64;
        var least = isSigned ? -(Int128.One << (bits - 1)) : 0;
        var most = type == ElementType.Bool ? 1 : (Int128.One << (isSigned ? bits - 1 : bits)) - 1;
        WriteBits(element, (ulong)(whole & ulong.MaxValue));
        return whole >= least && whole <= most;
    }

    private static void WriteBits(Span<byte> element, ulong bits)
    {
        foreach (ref byte part in element)
        {
            part = (byte)bits;
            bits >>= 8;
        }
    }
}
