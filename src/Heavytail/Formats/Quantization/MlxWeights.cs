// Specification: https://ml-explore.github.io/mlx/build/html/python/_autosummary/mlx.core.quantize.html
using System.Globalization;
using Heavytail.Formats.Contract;
using Heavytail.Formats.HuggingFace;

namespace Heavytail.Formats.Quantization;

/// <summary>
/// MLX: weight U32 [out, in·bits/32], integers of 2, 3, 4, 5, 6 or 8 bits along the rows, the first at the lowest bits;
/// scales and biases [out, groups]; w = code · scale + bias. Embeddings and stacks of experts are stored alike. Bits
/// and group size are in <c>config.json</c>, for all layers or for some; only their product follows from the shapes,
/// and <see cref="MlxLayouts"/> decides.
/// </summary>
internal static class MlxWeights
{
    public const string Suffix = ".scales";

    private const string Scheme = "MLX";
    private const string OffsetSuffix = ".biases";

    public static void Unpack(TensorTable tensors, Lazy<QuantizationConfig> config)
    {
        var weights = new List<MlxWeight>();
        foreach (var (prefix, scales) in tensors.EndingIn(Suffix))
        {
            if (tensors.Find(prefix + ".weight") is { Info: { Type: ElementType.U32, Shape.Rank: >= 2 } } packed)
            {
                weights.Add(new(prefix, packed, scales, tensors.Find(prefix + OffsetSuffix)));
            }
        }

        var layouts = new Lazy<MlxLayouts>(() => new MlxLayouts(tensors.Tensors, config.Value, weights));
        foreach (var weight in weights)
        {
            tensors.Replace(
                new WeightParts(Scheme, weight.Packed, (weight.Scales, "scales"), (weight.Offsets, "offsets")),
                () => Unpack(layouts, weight).InPlaceOf(weight.Packed));
        }
    }

    private static PackedWeight Unpack(Lazy<MlxLayouts> layouts, MlxWeight weight)
    {
        var (_, packed, scales, offsets) = weight;
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
        var (layout, evidence) = layouts.Value.Of(weight);
        (long bits, long block) = (layout.Bits, layout.Group);
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
            what)
        {
            Evidence = evidence,
        };
    }
}
