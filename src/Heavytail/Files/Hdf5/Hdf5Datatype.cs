using System.Collections.Immutable;

namespace Heavytail.Files.Hdf5;

/// <summary>What the elements of a dataset or an attribute are.</summary>
/// <param name="Size">Bytes of one element in the file.</param>
/// <param name="Description">Description for people, if the type is not supported.</param>
internal sealed record Hdf5Datatype(int Size, string Description)
{
    private const int MaxDepth = 4;

    /// <summary>The element's type; null if it is not supported.</summary>
    public ElementType? Element { get; private init; }

    /// <summary>Bytes to reverse; 0 of little-endian elements.</summary>
    public int SwapWidth { get; private init; }

    /// <summary>Dimensions of an element that is an array itself; mostly none.</summary>
    public ImmutableArray<long> Dimensions { get; private init; } = [];

    /// <summary>Text of a fixed length, padded with zeros or spaces.</summary>
    public bool IsFixedText { get; private init; }

    /// <summary>Text that lies in a global heap.</summary>
    public bool IsVariableText { get; private init; }

    public bool IsOpaque { get; private init; }

    /// <summary>Whether an element is a number, or an array of numbers.</summary>
    public bool IsNumber => Element is not null;

    /// <summary>The type of opaque elements, which an attribute names: NumPy's bfloat16 has no HDF5 type.</summary>
    public Hdf5Datatype As(ElementType element) => this with { Element = element };

    public static Hdf5Datatype Read(Hdf5Bytes bytes, ReadOnlySpan<byte> data)
    {
        var cursor = new Hdf5Cursor(bytes, data, "a datatype");
        return Read(ref cursor, 0);
    }

    private static Hdf5Datatype Read(ref Hdf5Cursor cursor, int depth)
    {
        byte head = cursor.U8();
        int version = head >> 4;
        uint bits = (uint)cursor.Number(3);
        int size = (int)Math.Min(int.MaxValue, cursor.U32());
        if (depth > MaxDepth)
        {
            return new Hdf5Datatype(size, "nested types");
        }

        return (head & 15) switch
        {
            0 => Integer(ref cursor, bits, size),
            1 => Float(ref cursor, bits, size),
            3 => new Hdf5Datatype(size, "text") { IsFixedText = true },
            5 => new Hdf5Datatype(size, "opaque bytes") { IsOpaque = true },
            6 => Compound(ref cursor, version, bits, size, depth),
            7 => new Hdf5Datatype(size, "references"),
            8 => Enumeration(ref cursor, version, bits, size, depth),
            9 => (bits & 15) == 1
                ? new Hdf5Datatype(size, "text") { IsVariableText = true }
                : new Hdf5Datatype(size, "lists of varying length"),
            10 => Array(ref cursor, version, size, depth),
            var other => new Hdf5Datatype(size, $"elements of HDF5 class {other}"),
        };
    }

    private static Hdf5Datatype Integer(ref Hdf5Cursor cursor, uint bits, int size)
    {
        int offset = cursor.U16();
        int precision = cursor.U16();
        bool signed = (bits & 8) != 0;
        ElementType? element = (size, signed) switch
        {
            (1, false) => ElementType.U8,
            (1, true) => ElementType.I8,
            (2, false) => ElementType.U16,
            (2, true) => ElementType.I16,
            (4, false) => ElementType.U32,
            (4, true) => ElementType.I32,
            (8, false) => ElementType.U64,
            (8, true) => ElementType.I64,
            _ => null,
        };
        return offset == 0 && precision == size * 8L && element is not null
            ? Number(element.Value, size, (bits & 1) != 0)
            : new Hdf5Datatype(size, $"integers of {precision} bits in {size} bytes");
    }

    private static Hdf5Datatype Float(ref Hdf5Cursor cursor, uint bits, int size)
    {
        int offset = cursor.U16();
        int precision = cursor.U16();
        var fields =
            (Exponent: cursor.U8(), ExponentBits: cursor.U8(), Mantissa: cursor.U8(), MantissaBits: cursor.U8());
        uint bias = cursor.U32();
        int sign = (int)((bits >> 8) & 255);
        ElementType? element = (size, fields, bias) switch
        {
            (2, (10, 5, 0, 10), 15) => ElementType.F16,
            (2, (7, 8, 0, 7), 127) => ElementType.BF16,
            (4, (23, 8, 0, 23), 127) => ElementType.F32,
            (8, (52, 11, 0, 52), 1023) => ElementType.F64,
            _ => null,
        };
        bool plain = offset == 0 && precision == size * 8L && sign == precision - 1 && (bits & 0x40) == 0;
        return plain && element is not null
            ? Number(element.Value, size, (bits & 1) != 0)
            : new Hdf5Datatype(
                size, $"floating-point numbers of {fields.ExponentBits} + {fields.MantissaBits} bits in {size} bytes");
    }

    private static Hdf5Datatype Number(ElementType element, int size, bool bigEndian) =>
        new(size, element.Name()) { Element = element, SwapWidth = bigEndian && size > 1 ? size : 0 };

    /// <summary>Two floating-point members one after the other are a complex number, as h5py writes it.</summary>
    private static Hdf5Datatype Compound(ref Hdf5Cursor cursor, int version, uint bits, int size, int depth)
    {
        var other = new Hdf5Datatype(size, "records");
        if ((bits & 0xffff) != 2)
        {
            return other;
        }

        var (name, offset, real) = Member(ref cursor, version, size, depth);
        if (real.Element is not (ElementType.F32 or ElementType.F64) || !real.Dimensions.IsEmpty || name != "r"
            || offset != 0)
        {
            return other;
        }

        (name, offset, var imaginary) = Member(ref cursor, version, size, depth);
        return imaginary == real && name == "i" && offset == real.Size && size == 2 * real.Size
            ? real with { Size = size, Element = size == 8 ? ElementType.C64 : ElementType.C128 }
            : other;
    }

    private static (string Name, long Offset, Hdf5Datatype Type) Member(
        ref Hdf5Cursor cursor, int version, int size, int depth)
    {
        string name = Name(ref cursor, version);
        long offset = cursor.Number(version >= 3 ? OffsetBytes(size) : 4);
        cursor.Skip(version == 1 ? 28 : 0);
        return (name, offset, Read(ref cursor, depth + 1));
    }

    /// <summary>Up to version 2 a name is filled up to a multiple of eight bytes.</summary>
    private static string Name(ref Hdf5Cursor cursor, int version)
    {
        var name = cursor.ZeroEnded();
        cursor.Skip(version < 3 ? (8 - ((name.Length + 1) % 8)) % 8 : 0);
        return System.Text.Encoding.UTF8.GetString(name);
    }

    private static int OffsetBytes(int size) => size switch { < 1 << 8 => 1, < 1 << 16 => 2, < 1 << 24 => 3, _ => 4 };

    /// <summary>h5py keeps truth values as an enumeration of FALSE and TRUE.</summary>
    private static Hdf5Datatype Enumeration(ref Hdf5Cursor cursor, int version, uint bits, int size, int depth)
    {
        var number = Read(ref cursor, depth + 1);
        if ((bits & 0xffff) == 2 && number is { Element: ElementType.I8 or ElementType.U8 }
            && Name(ref cursor, version) == "FALSE" && Name(ref cursor, version) == "TRUE")
        {
            return number with { Element = ElementType.Bool };
        }

        return number.Size == size ? number : new Hdf5Datatype(size, "an enumeration");
    }

    private static Hdf5Datatype Array(ref Hdf5Cursor cursor, int version, int size, int depth)
    {
        int rank = cursor.U8();
        cursor.Skip(version < 3 ? 3 : 0);
        var sides = ImmutableArray.CreateBuilder<long>();
        for (int i = 0; i < rank; i++)
        {
            sides.Add(cursor.U32());
        }

        cursor.Skip(version < 3 ? 4L * rank : 0);
        var element = Read(ref cursor, depth + 1);
        Int128 bytes = sides.Aggregate(
            (Int128)element.Size, (product, side) => product > int.MaxValue ? product : product * side);
        return element.IsNumber && element.Dimensions.IsEmpty && bytes == size
            ? element with { Size = size, Dimensions = sides.ToImmutable() }
            : new Hdf5Datatype(size, "nested arrays");
    }
}
