// Specification: https://github.com/casper-hansen/AutoAWQ (awq/utils/packing_utils.py, the layout `gemm`).
using Heavytail.Formats.Contract;
using Heavytail.Formats.HuggingFace;

namespace Heavytail.Formats.Quantization;

/// <summary>
/// AWQ: qweight I32 [in, out/8], 4 bits, eight outputs a word in the order 0 2 4 6 1 3 5 7 from the lowest bits up;
/// qzeros I32 [groups, out/8] packed alike; scales [groups, out]. Delivered in the stored order, [in, out].
/// </summary>
internal static class AwqWeights
{
    private const string Scheme = "AWQ";

    private static readonly WordBits s_packing = new(Bits: 4, Crosses: false);

    /// <summary>Where in its word each of eight outputs lies.</summary>
    private static readonly int[] s_order = [0, 4, 1, 5, 2, 6, 3, 7];

    public static void Unpack(TensorTable tensors, Lazy<QuantizationConfig> config)
    {
        foreach (var (prefix, packed) in tensors.EndingIn(GptqWeights.Suffix))
        {
            if (packed.Info is { Type: ElementType.I32, Shape.Rank: 2 }
                && tensors.Find(prefix + ".scales") is { } scales && tensors.Find(prefix + ".qzeros") is { } zeros)
            {
                tensors.Replace(
                    new WeightParts(
                        Scheme,
                        packed,
                        (scales, "scales"),
                        (zeros, "zeros"),
                        (tensors.Find(prefix + ".g_idx"), "groups")),
                    () => Unpack(config.Value, prefix, packed, scales, zeros).InPlaceOf(packed));
            }
        }
    }

    private static PackedWeight Unpack(
        QuantizationConfig config, string prefix, StoredTensor packed, StoredTensor scales, StoredTensor zeros)
    {
        if (config.Version?.ToLowerInvariant() is { } version and not "gemm")
        {
            throw new MisfitException($"AWQ in the layout `{version}` is not read");
        }

        (long rows, long words) = (packed.Info.Shape[0], packed.Info.Shape[1]);
        if (words > NumberGrid.MaxColumns)
        {
            throw new MisfitException($"it has rows of {words:N0} words, at most {NumberGrid.MaxColumns:N0} are read");
        }

        long columns = words * s_packing.UnitValues;
        GptqWeights.CheckFloats(
            packed, scales, $"scales of [groups, {columns}] (AWQ) or [groups, {words}] (GPTQ) were expected", columns);
        long groups = scales.Info.Shape[0];
        if (zeros.Info is not { Type: ElementType.I32, Shape.Rank: 2 }
            || zeros.Info.Shape[0] != groups || zeros.Info.Shape[1] != words)
        {
            throw MisfitException.Between(packed, zeros, $"zeros of [{groups}, {words}] words were expected");
        }

        long block = GroupSize.Infer(rows, groups, config.GroupSize)
            ?? throw MisfitException.Between(packed, scales, $"{rows} inputs do not make {groups} groups");
        var what = new Dequantization(Grid(packed, rows, columns), NumberGrid.From(scales, columns))
        {
            RowBlock = block,
            Zeros = Grid(zeros, groups, columns),
        };
        return new PackedWeight(
            prefix + ".weight",
            PackedWeight.ShapeOf(rows, columns),
            $"AWQ 4 bit, {GroupSize.Words(block, rows)}",
            what)
        {
            Role = new TensorRole(TensorPurpose.Dense, Scheme) { Axes = "io" },
        };
    }

    private static NumberGrid Grid(StoredTensor packed, long rows, long columns) => new(
        ElementType.U8, rows, columns, () =>
            new RowUnpackStream(packed.OpenRead(), s_packing, rows, columns) { Order = s_order });
}
