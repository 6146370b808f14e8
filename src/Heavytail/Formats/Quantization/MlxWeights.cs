// Specification: https://ml-explore.github.io/mlx/build/html/python/_autosummary/mlx.core.quantize.html
using System.Globalization;
using Heavytail.Formats.Contract;
using Heavytail.Formats.HuggingFace;

namespace Heavytail.Formats.Quantization;

/// <summary>
/// MLX: weight U32 [out, in·bits/32], integers of 2, 3, 4, 5, 6 or 8 bits along the rows, the first at the lowest bits;
/// scales and biases [out, groups]; w = code · scale + bias. Embeddings and stacks of experts are stored alike. Bits
/// and group size are in <c>config.json</c>, for all layers or for some; only their product follows from the shapes.
/// </summary>
internal static class MlxWeights
{
    public const string Suffix = ".scales";

    private const string Scheme = "MLX";
    private const string OffsetSuffix = ".biases";

    /// <summary>What <c>mlx.core.quantize</c> takes where nothing is said.</summary>
    private const long UsualGroup = 64;

    private static readonly long[] s_bits = [2, 3, 4, 5, 6, 8];
    private static readonly long[] s_groups = [UsualGroup, 32, 128];

    public static void Unpack(TensorTable tensors, Lazy<QuantizationConfig> config)
    {
        foreach (var (prefix, scales) in tensors.EndingIn(Suffix))
        {
            if (tensors.Find(prefix + ".weight") is { Info: { Type: ElementType.U32, Shape.Rank: >= 2 } } packed)
            {
                var offsets = tensors.Find(prefix + OffsetSuffix);
                tensors.Replace(
                    new WeightParts(Scheme, packed, (scales, "scales"), (offsets, "offsets")),
                    () => Unpack(config.Value, prefix, packed, scales, offsets).InPlaceOf(packed));
            }
        }
    }

    private static PackedWeight Unpack(
        QuantizationConfig config, string prefix, StoredTensor packed, StoredTensor scales, StoredTensor? offsets)
    {
        var shape = packed.Info.Shape;
        if (offsets is null || !scales.Info.Type.IsRealFloat())
        {
            throw new MisfitException(
                $"packed with scales of {scales.Info.Type.Name()} and no offsets, which is not read");
        }

        long words = shape[shape.Rank - 1];
        if (words > NumberGrid.MaxColumns)
        {
            throw new MisfitException($"it has rows of {words:N0} words, at most {NumberGrid.MaxColumns:N0} are read");
        }

        var sides = scales.Info.Shape;
        if (sides.Rank != shape.Rank || !sides.Dimensions[..^1].SequenceEqual(shape.Dimensions[..^1])
            || sides[sides.Rank - 1] == 0)
        {
            throw MisfitException.Between(packed, scales, "a row of scales for each row of words was expected");
        }

        if (!offsets.Info.Type.IsRealFloat() || !offsets.Info.Shape.Equals(sides))
        {
            throw MisfitException.Between(packed, offsets, $"an offset for each of the scales {sides} was expected");
        }

        long groups = sides[sides.Rank - 1];
        if (Layout(config, prefix, words, groups) is not var (bits, block))
        {
            throw MisfitException.Between(
                packed, scales, $"{words} words do not make {groups} groups of 32, 64 or 128 integers of 2 to 8 bits");
        }

        long columns = groups * block;
        long rows = shape.ElementCount / words;
        var packing = new WordBits((int)bits, Crosses: true);
        var codes = new NumberGrid(
            ElementType.U8, rows, columns, () => new RowUnpackStream(packed.OpenRead(), packing, rows, columns));
        var what = new Dequantization(codes, NumberGrid.From(scales, groups))
        {
            ColumnBlock = block,
            Offsets = NumberGrid.From(offsets, groups),
        };
        return new PackedWeight(
            packed.Info.Name,
            PackedWeight.ShapeOf([.. shape.Dimensions[..^1], columns]),
            string.Create(CultureInfo.InvariantCulture, $"MLX {bits} bit, {GroupSize.Words(block, columns)}"),
            what);
    }

    /// <summary>
    /// What the configuration says where it fits. Without it, the usual group, and whatever bits that makes.
    /// </summary>
    private static (long Bits, long Group)? Layout(QuantizationConfig config, string prefix, long words, long groups)
    {
        if (words * WordBits.WordSize % groups != 0)
        {
            return null;
        }

        long bitsOfGroup = words * WordBits.WordSize / groups;
        var (bits, group) = config.Layer(prefix);
        if (bits * group == bitsOfGroup && s_bits.Contains(bits!.Value))
        {
            return (bits.Value, group!.Value);
        }

        foreach (long size in s_groups)
        {
            if (bitsOfGroup % size == 0 && s_bits.Contains(bitsOfGroup / size))
            {
                return (bitsOfGroup / size, size);
            }
        }

        return null;
    }
}
