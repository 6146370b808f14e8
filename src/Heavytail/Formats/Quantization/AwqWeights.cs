// Specification: https://github.com/casper-hansen/AutoAWQ (awq/utils/packing_utils.py, the layout `gemm`).

using Heavytail.Formats.Contract;

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

    public static void Unpack(PackedTensors tensors)
    {
        foreach (var (prefix, packed) in tensors.EndingIn(GptqWeights.Suffix).ToArray())
        {
            if (packed.Info is { Type: ElementType.I32, Shape.Rank: 2 }
                && tensors.Find(prefix + ".scales") is { } scales && tensors.Find(prefix + ".qzeros") is { } zeros)
            {
                Unpack(tensors, prefix, packed, scales, zeros);
            }
        }
    }

    private static void Unpack(
        PackedTensors tensors, string prefix, StoredTensor packed, StoredTensor scales, StoredTensor zeros)
    {
        if (tensors.Config.Version?.ToLowerInvariant() is { } version and not "gemm")
        {
            tensors.Leave(packed, $"AWQ in the layout `{version}` is not read");
            return;
        }

        (long rows, long words) = (packed.Info.Shape[0], packed.Info.Shape[1]);
        if (words > NumberGrid.MaxColumns)
        {
            throw tensors.Invalid(packed, $"has rows of {words:N0} words, at most {NumberGrid.MaxColumns:N0} are read");
        }

        long columns = words * s_packing.UnitValues;
        GptqWeights.CheckFloats(
            tensors, packed, scales, $"scales of [groups, {columns}] (AWQ) or [groups, {words}] (GPTQ) were expected",
            columns);
        long groups = scales.Info.Shape[0];
        if (zeros.Info is not { Type: ElementType.I32, Shape.Rank: 2 }
            || zeros.Info.Shape[0] != groups || zeros.Info.Shape[1] != words)
        {
            throw tensors.DoesNotFit(packed, zeros, $"zeros of [{groups}, {words}] words were expected");
        }

        long block = GroupSize.Infer(rows, groups, tensors.Config.GroupSize)
            ?? throw tensors.DoesNotFit(packed, scales, $"{rows} inputs do not make {groups} groups");
        var what = new Dequantization(Grid(packed, rows, columns), NumberGrid.From(scales, columns))
        {
            RowBlock = block,
            Zeros = Grid(zeros, groups, columns),
        };
        tensors.Replace(
            Scheme,
            packed,
            prefix + ".weight",
            tensors.Shape(packed, rows, columns),
            $"AWQ 4 bit, {GroupSize.Words(block, rows)}",
            what,
            [(scales, "scales"), (zeros, "zeros")],
            new TensorRole(TensorPurpose.Dense, Scheme) { Axes = "io" });
    }

    private static NumberGrid Grid(StoredTensor packed, long rows, long columns) => new(
        ElementType.U8, rows, columns, () =>
            new RowUnpackStream(packed.OpenRead(), s_packing, rows, columns) { Order = s_order });
}
