// Specification: https://github.com/mobiusml/hqq (hqq/core/quantize.py, bitpack.py, utils.py)
using System.Globalization;
using System.Text;
using Heavytail.Formats.Contract;

namespace Heavytail.Formats.Quantization;

/// <summary>
/// HQQ: W_q, the codes of the weight as a matrix of groups, [group, …] with scales of [1, …], or […, group] with scales
/// of […, 1]; zeros as the scales; w = (code − zero) · scale, then in the dimensions of <c>shape</c>. <c>packing</c> is
/// a text: rows far apart share a byte, or ten of 3 bits a word. Without it, the codes are floating-point values.
/// </summary>
internal static class HqqWeights
{
    public const string Suffix = ".W_q";

    private const string Scheme = "HQQ";
    private const int MaxTextBytes = 64;

    /// <summary>Pieces of a row of codes.</summary>
    private const int MaxPieces = 32;

    /// <summary>What is beside the codes, if the state can be kept in safetensors: each value is a tensor.</summary>
    private static readonly string[] s_companions =
    [
        "scale", "zero", "zero_scale", "shape", "packing", "nbits", "group_size", "axis", "view_as_float",
        "unpack_view_dtype", "compute_dtype", "quant_zero", "quant_scale", "channel_wise", "optimize", "round_zero",
        "offload_meta", "encoded_state_dict", "stores_quant_config",
    ];

    /// <summary>What is beside them in pickles, where the other values are Python's.</summary>
    private static readonly string[] s_inner =
    [
        "meta.scale", "meta.zero", "meta.zero_scale", "meta.scale_q", "meta.zero_q", "meta.meta_scale.scale",
        "meta.meta_scale.zero", "meta.meta_zero.scale", "meta.meta_zero.zero", "meta.shape",
    ];

    public static void Unpack(TensorTable tensors)
    {
        foreach (var (prefix, packed) in tensors.EndingIn(Suffix))
        {
            StoredTensor? Beside(string name) => tensors.Find($"{prefix}.{name}");

            // A projection to queries may be called so, and a scale be beside it.
            bool isEncoded = Beside("shape") is not null && Beside("zero") is not null;
            bool isPickled = !packed.Info.Type.IsRealFloat()
                && (Beside("zero") is not null || s_inner.Any(name => Beside(name) is not null));
            if (isEncoded || isPickled)
            {
                var companions = s_companions.Concat(s_inner).Select(name => (Beside(name), $"`{name}`"));
                tensors.Replace(
                    new WeightParts(Scheme, packed, [.. companions]),
                    () => Unpack(prefix, packed, Beside).InPlaceOf(packed));
            }
        }
    }

    private static PackedWeight Unpack(string prefix, StoredTensor packed, Func<string, StoredTensor?> beside)
    {
        if (beside("scale") is not { } scales || beside("zero") is not { } zeros || beside("shape") is not { } shape)
        {
            throw new MisfitException(
                "codes of HQQ, read where `scale`, `zero` and `shape` are tensors beside them; analyze the model "
                + "before it");
        }

        var weight = ReadShape(packed, shape);
        if (!scales.Info.Type.IsRealFloat() || !zeros.Info.Type.IsRealFloat()
            || !zeros.Info.Shape.Equals(scales.Info.Shape))
        {
            throw MisfitException.Between(packed, zeros, $"a zero for each of the scales {scales.Info.Shape}");
        }

        var (codes, bits) = Codes(packed, weight, Packing(packed, beside("packing")));
        long scaleCount = scales.Info.Shape.ElementCount;
        bool isByColumn = scales.Info.Shape.Equals(new TensorShape(1, codes.Columns));
        if (scaleCount != 1 && !isByColumn && !scales.Info.Shape.Equals(new TensorShape(codes.Rows, 1)))
        {
            throw MisfitException.Between(
                packed, scales, $"scales of [{codes.Rows}, 1], of [1, {codes.Columns}], or one, were expected");
        }

        string groupWords = scaleCount == 1 ? "per tensor"
            : string.Create(
                CultureInfo.InvariantCulture, $"groups of {(isByColumn ? codes.Rows : codes.Columns)}");
        return new PackedWeight(
            prefix + ".weight",
            weight,
            $"HQQ {(bits == 0 ? "unpacked" : $"{bits} bit")}, {groupWords}",
            isByColumn ? ByColumn(codes, scales, zeros) : new Dequantization(codes, NumberGrid.From(scales, 1))
            {
                Zeros = NumberGrid.From(zeros, 1),
                RowBlock = scaleCount == 1 ? Math.Max(1, codes.Rows) : 1,
                ColumnBlock = codes.Columns,
            });
    }

    /// <summary>
    /// A scale for each column. There are as many as all groups: rows too long to be buffered are cut, and all rows'
    /// first pieces have the same scales.
    /// </summary>
    private static Dequantization ByColumn(NumberGrid codes, StoredTensor scales, StoredTensor zeros)
    {
        long pieces = 1;
        while (codes.Columns / pieces > NumberGrid.MaxColumns || codes.Columns % pieces != 0)
        {
            pieces = pieces < MaxPieces && codes.Rows < NumberGrid.MaxBuffered
                ? pieces + 1
                : throw new MisfitException(
                    $"it has rows of {codes.Columns:N0} codes, at most {NumberGrid.MaxColumns:N0} are read");
        }

        (long rows, long columns) = (codes.Rows * pieces, codes.Columns / pieces);
        return new Dequantization(codes with { Rows = rows, Columns = columns }, NumberGrid.From(scales, columns))
        {
            Zeros = NumberGrid.From(zeros, columns),
            RowBlock = Math.Max(1, rows),
            RowGroups = pieces == 1
                ? null
                : [.. Enumerable.Range(0, (int)rows).Select(row => (int)(row % pieces))],
        };
    }

    /// <summary>The codes as a matrix of groups.</summary>
    private static (NumberGrid Codes, int Bits) Codes(
        StoredTensor packed, TensorShape weight, string? packing)
    {
        var info = packed.Info;
        int bits = packing switch
        {
            null => 0,
            "8bit_u8" => 8,
            "4bit_u8" => 4,
            "3bit_32" => 3,
            "2bit_u8" => 2,
            "1bit_u8" => 1,
            _ => throw new MisfitException($"HQQ packed as `{packing}` is not read"),
        };
        int wordBytes = bits switch
        {
            0 => info.Type.Bits() / 8,
            3 => sizeof(int),
            _ => 1,
        };

        // Codes may be seen as floating-point values of the same bytes.
        bool isOfType = bits == 0
            ? info.Type.IsRealFloat()
            : info.Type.IsRealFloat() || info.Type == (bits == 3 ? ElementType.I32 : ElementType.U8);
        long rowBytes = info.Shape.Rank == 2 && info.Shape[1] <= NumberGrid.MaxBuffered
            ? info.Shape[1] * (info.Type.Bits() / 8)
            : 0;
        long columns = rowBytes / wordBytes;
        int ofWord = bits == 0 ? 1 : StackedUnpackStream.PartsOf(wordBytes, bits);
        Int128 most = (Int128)columns * info.Shape.Dimensions.FirstOrDefault() * ofWord;
        if (!isOfType || columns == 0 || rowBytes % wordBytes != 0
            || weight.ElementCount % columns != 0 || weight.ElementCount > most
            || weight.ElementCount <= most - ((Int128)columns * ofWord))
        {
            throw new MisfitException(
                $"{info.Type.Name()} {info.Shape} are not the codes of {weight} in the packing `{packing ?? "none"}`");
        }

        (long rows, long words) = (weight.ElementCount / columns, columns * info.Shape[0]);
        var codes = bits == 0
            ? new NumberGrid(info.Type, rows, columns, packed.OpenRead)
            : new NumberGrid(
                ElementType.U8, rows, columns,
                () => new StackedUnpackStream(packed.OpenRead, words, wordBytes, bits, rows * columns));
        return (codes, bits);
    }

    private static TensorShape ReadShape(StoredTensor packed, StoredTensor shape)
    {
        if (shape.Info is { Type: ElementType.I32 or ElementType.I64, Shape: { Rank: 1, ElementCount: 2 } })
        {
            double[] sides = new double[2];
            Scalars.Read(shape, sides);
            if (Array.TrueForAll(sides, side => side is > 0 and < 1L << 52))
            {
                return PackedWeight.ShapeOf((long)sides[0], (long)sides[1]);
            }
        }

        throw MisfitException.Between(packed, shape, "the two dimensions of the weight, I32 or I64, were expected");
    }

    private static string? Packing(StoredTensor packed, StoredTensor? text)
    {
        if (text is null)
        {
            return null;
        }

        if (text.Info is not { Type: ElementType.U8, Shape: { Rank: 1, ElementCount: > 0 and <= MaxTextBytes } })
        {
            throw MisfitException.Between(packed, text, "a text of bytes was expected");
        }

        byte[] bytes = new byte[text.Info.Shape.ElementCount];
        using var stream = text.OpenRead();
        stream.ReadExactly(bytes);
        return Array.TrueForAll(bytes, value => value is >= 0x20 and < 0x7f)
            ? Encoding.ASCII.GetString(bytes)
            : throw MisfitException.Between(packed, text, "a text in ASCII was expected");
    }
}
