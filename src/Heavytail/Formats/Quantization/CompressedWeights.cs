// Specification: https://github.com/vllm-project/compressed-tensors (compressors: pack_quantized, nvfp4, mxfp4).
using System.Globalization;
using Heavytail.Formats.Contract;
using Heavytail.Formats.HuggingFace;

namespace Heavytail.Formats.Quantization;

/// <summary>
/// compressed-tensors: weight_packed I32 [out, words], integers shifted to be unsigned, packed along the rows, none
/// across two words; weight_shape; weight_scale [out, groups]; weight_zero_point packed down the columns, or I8;
/// weight_g_idx [in]. Or weight_packed U8: two E2M1 a byte, with scales F8_E4M3 and a global scale that divides
/// (NVFP4), or powers of two (MXFP4).
/// </summary>
internal static class CompressedWeights
{
    public const string Suffix = ".weight_packed";

    private const string Scheme = "compressed-tensors";
    private const int NvfpGroup = 16;
    private const int MxfpGroup = 32;

    /// <summary>Sizes of integers, the likely ones first: a few columns alone do not tell them apart.</summary>
    private static readonly int[] s_bits = [4, 8, 2, 3, 5, 6, 7];

    public static void Unpack(TensorTable tensors, Lazy<QuantizationConfig> config)
    {
        foreach (var (prefix, packed) in tensors.EndingIn(Suffix))
        {
            if (packed.Info.Type is not (ElementType.I32 or ElementType.U8) || packed.Info.Shape.Rank < 2)
            {
                continue;
            }

            var (scales, shape) = (tensors.Find(prefix + ".weight_scale"), tensors.Find(prefix + ".weight_shape"));
            if (packed.Info.Type == ElementType.U8)
            {
                UnpackFloats(tensors, prefix, packed, scales, shape);
                continue;
            }

            var (zeros, order) =
                (tensors.Find(prefix + ".weight_zero_point"), tensors.Find(prefix + ".weight_g_idx"));
            tensors.Replace(
                new WeightParts(
                    Scheme, packed, (scales, "scales"), (shape, "shape"), (zeros, "zeros"), (order, "groups")),
                () => UnpackIntegers(
                    config.Value,
                    prefix,
                    packed,
                    scales ?? throw NoScales(),
                    packed.Info.Shape.Rank == 2 && shape is not null
                        ? shape
                        : throw new MisfitException("packed, and not a matrix with its `.weight_shape`"),
                    zeros,
                    order).InPlaceOf(packed));
        }
    }

    private static MisfitException NoScales() =>
        new("packed, and its `.weight_scale` is not here; open the index of all shards");

    private static void UnpackFloats(
        TensorTable tensors, string prefix, StoredTensor packed, StoredTensor? scales, StoredTensor? shape)
    {
        bool isNvfp = scales?.Info.Type == ElementType.F8E4M3;
        var global = isNvfp ? tensors.Find(prefix + ".weight_global_scale") : null;
        string scheme = scales is null ? Scheme : isNvfp ? "NVFP4" : "MXFP4";
        tensors.Replace(
            new WeightParts(scheme, packed, (scales, "scales"), (global, "scale"), (shape, "shape")),
            () =>
            {
                if (scales is null)
                {
                    throw NoScales();
                }

                if (!isNvfp && scales.Info.Type is not (ElementType.U8 or ElementType.F8E8M0))
                {
                    throw MisfitException.Between(
                        packed, scales, "scales of F8_E4M3 (NVFP4) or powers of two, U8 (MXFP4), were expected");
                }

                return Microscaled.Unpack(
                    scheme,
                    packed,
                    prefix + ".weight",
                    scales,
                    isNvfp ? ElementType.F8E4M3 : ElementType.F8E8M0,
                    isNvfp ? NvfpGroup : MxfpGroup,
                    global,
                    Scalars.ReadReciprocal).InPlaceOf(packed);
            });
    }

    private static PackedWeight UnpackIntegers(
        QuantizationConfig config,
        string prefix,
        StoredTensor packed,
        StoredTensor scales,
        StoredTensor shape,
        StoredTensor? zeros,
        StoredTensor? order)
    {
        (long rows, long columns) = ReadShape(packed, shape);
        var packing = s_bits.OrderByDescending(bits => bits == config.Bits)
            .Select(bits => new WordBits(bits, Crosses: false))
            .FirstOrDefault(bits => bits.WordsOf(columns) == packed.Info.Shape[1]);
        if (packing is null || rows != packed.Info.Shape[0])
        {
            throw MisfitException.Between(packed, shape, $"[{rows}, {columns}] does not match the packed words");
        }

        var weights = PackedWeight.ShapeOf(rows, columns);
        var layout = scales.Info.Type.IsRealFloat()
            ? ScaleLayout.Infer(weights, scales.Info.Shape, null)
            : null;
        if (layout is not { RowBlock: 1 } && layout?.ScaleColumns != 1)
        {
            throw MisfitException.Between(
                packed, scales, $"scales of the weights [{rows}, {columns}], or of groups of a row, were expected");
        }

        int middle = 1 << (packing.Bits - 1);
        var codes = new NumberGrid(
            ElementType.U8,
            rows,
            columns,
            () => new RowUnpackStream(packed.OpenRead(), packing, rows, columns));
        var what = layout.Dequantize(codes, NumberGrid.From(scales, layout.ScaleColumns)) with { Zero = middle };
        if (zeros is not null)
        {
            what = WithZeros(packed, zeros, packing, what);
        }

        if (order is not null)
        {
            if (order.Info is not { Type: ElementType.I32 or ElementType.I64, Shape.Rank: 1 }
                || order.Info.Shape[0] != columns)
            {
                throw MisfitException.Between(packed, order, $"the group of each of {columns} inputs was expected");
            }

            what = what with { ColumnGroups = GroupIndex.ReadFilled(order, layout.ScaleColumns) };
        }

        return new PackedWeight(
            prefix + ".weight",
            weights,
            string.Create(CultureInfo.InvariantCulture, $"{Scheme} {packing.Bits} bit, {layout.Words}"),
            what);
    }

    /// <summary>Packed zeros are shifted as the codes are, plain ones are not.</summary>
    private static Dequantization WithZeros(
        StoredTensor packed, StoredTensor zeros, WordBits packing, Dequantization what)
    {
        (long rows, long columns) = (what.Scales.Rows, what.Scales.Columns);
        var info = zeros.Info;
        if (info.Type == ElementType.I8 && info.Shape.ElementCount == rows * columns)
        {
            return what with { Zeros = NumberGrid.From(zeros, columns) };
        }

        if (info is { Type: ElementType.I32, Shape.Rank: 2 } && info.Shape[0] == packing.WordsOf(rows)
            && info.Shape[1] == columns)
        {
            var unpacked = new NumberGrid(
                ElementType.U8, rows, columns, () => new ColumnUnpackStream(zeros.OpenRead(), packing, rows, columns));
            return what with { Zero = 0, Zeros = unpacked };
        }

        throw MisfitException.Between(
            packed, zeros,
            $"zeros as the scales, [{rows}, {columns}] of I8 or [{packing.WordsOf(rows)}, {columns}] words, were "
            + "expected");
    }

    private static (long Rows, long Columns) ReadShape(StoredTensor packed, StoredTensor shape)
    {
        if (shape.Info is { Type: ElementType.I32 or ElementType.I64, Shape: { Rank: 1, ElementCount: 2 } })
        {
            double[] sides = new double[2];
            Scalars.Read(shape, sides);
            if (sides[0] is >= 0 and < 1L << 52 && sides[1] is >= 0 and < 1L << 52)
            {
                return ((long)sides[0], (long)sides[1]);
            }
        }

        throw MisfitException.Between(packed, shape, "the two dimensions of the weight, I32 or I64, were expected");
    }
}
