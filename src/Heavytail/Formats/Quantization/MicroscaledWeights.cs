// Specification: https://huggingface.co/openai/gpt-oss-20b; OCP microscaling formats 1.0.

using Heavytail.Files;
using Heavytail.Formats.Contract;

namespace Heavytail.Formats.Quantization;

/// <summary>
/// MXFP4 of gpt-oss: <c>x_blocks</c> U8 [experts, out, in/32, 16], two E2M1 a byte, the first in the lower half;
/// <c>x_scales</c> U8 [experts, out, in/32], powers of two with a bias of 127. Delivered as a stack [experts, out, in].
/// </summary>
internal static class MicroscaledWeights
{
    private const string Scheme = "MXFP4";
    private const int BlockBytes = 16;
    private const int Group = 32;

    /// <summary>What blocks are called: in transformers' files, in OpenAI's own.</summary>
    public static IReadOnlyList<string> Suffixes { get; } = ["_blocks", ".blocks"];

    public static void Unpack(TensorTable tensors)
    {
        foreach (string suffix in Suffixes)
        {
            foreach (var (prefix, packed) in tensors.EndingIn(suffix))
            {
                var shape = packed.Info.Shape;
                if (packed.Info.Type == ElementType.U8 && shape.Rank is 3 or 4 && shape[shape.Rank - 1] == BlockBytes
                    && tensors.Find($"{prefix}{suffix[0]}scales") is { Info.Type: ElementType.U8 } scales)
                {
                    tensors.Replace(
                        new WeightParts(Scheme, packed, (scales, "scales")),
                        () => Unpack(prefix, packed, scales).InPlaceOf(packed));
                }
            }
        }
    }

    private static PackedWeight Unpack(string prefix, StoredTensor packed, StoredTensor scales)
    {
        var sides = packed.Info.Shape.Dimensions.AsSpan();
        if (!scales.Info.Shape.Dimensions.AsSpan().SequenceEqual(sides[..^1]))
        {
            throw MisfitException.Between(
                packed, scales, $"a scale for each block, {new TensorShape(sides[..^1])}, was expected");
        }

        long blocks = sides[^2];
        long columns = blocks > NumberGrid.MaxColumns / Group
            ? throw new MisfitException(
                $"it has rows of {blocks:N0} blocks, at most {NumberGrid.MaxColumns / Group:N0} are read")
            : blocks * Group;
        var shape = PackedWeight.ShapeOf([.. sides[..^2], columns]);
        long count = shape.ElementCount;
        var codes = new NumberGrid(
            ElementType.F32,
            columns == 0 ? 0 : count / columns,
            columns,
            () => LookupStream.OfSmallFloats(packed.OpenRead(), ElementType.F4, count));
        var what = new Dequantization(codes, NumberGrid.From(scales, blocks) with { Type = ElementType.F8E8M0 })
        {
            ColumnBlock = Group,
        };
        var role = new TensorRole(TensorPurpose.Dense, Scheme) { Axes = "oi" };
        return new PackedWeight(prefix, shape, $"{Scheme}, groups of 32", what)
        {
            Role = shape.Rank == 3 ? role with { Axes = "soi", StackWord = "expert" } : role,
        };
    }
}
