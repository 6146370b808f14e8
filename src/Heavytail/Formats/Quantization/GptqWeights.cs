// Specification: https://github.com/AutoGPTQ/AutoGPTQ (nn_modules/qlinear), https://github.com/ModelCloud/GPTQModel.
using System.Globalization;
using Heavytail.Formats.Contract;

namespace Heavytail.Formats.Quantization;

/// <summary>
/// GPTQ: qweight I32 [in·bits/32, out], integers of 2, 3, 4 or 8 bits packed down the columns; scales [groups, out];
/// qzeros I32 [groups, out·bits/32], packed along the rows, one less than the zero point in version 1 of the format;
/// g_idx I32 [in], the group of each input. Delivered in the stored order, [in, out].
/// </summary>
internal static class GptqWeights
{
    public const string Suffix = ".qweight";

    private const string Scheme = "GPTQ";

    private static readonly int[] s_bits = [2, 3, 4, 8];

    public static void Unpack(PackedTensors tensors)
    {
        foreach (var (prefix, packed) in tensors.EndingIn(Suffix).ToArray())
        {
            if (packed.Info is not { Type: ElementType.I32, Shape.Rank: 2 })
            {
                continue;
            }

            if (tensors.Find(prefix + ".scales") is not { } scales || tensors.Find(prefix + ".qzeros") is not { } zeros)
            {
                tensors.Leave(
                    packed, "packed, and its `.scales` or `.qzeros` are not here; open the index of all shards");
                continue;
            }

            // AWQ packs along the rows, and so has fewer columns than scales.
            bool isGptq = scales.Info.Shape.Rank == 2 && scales.Info.Shape[1] == packed.Info.Shape[1];
            if (isGptq || tensors.Config.Method == "gptq")
            {
                Unpack(tensors, prefix, packed, scales, zeros);
            }
        }
    }

    private static void Unpack(
        PackedTensors tensors, string prefix, StoredTensor packed, StoredTensor scales, StoredTensor zeros)
    {
        string format = tensors.Config.CheckpointFormat ?? "gptq";
        if (format is not ("gptq" or "gptq_v2"))
        {
            tensors.Leave(packed, $"GPTQ in the layout `{format}` is not read");
            return;
        }

        (long words, long columns) = (packed.Info.Shape[0], packed.Info.Shape[1]);
        CheckFloats(tensors, packed, scales, $"scales of [groups, {columns}] were expected", columns);
        long groups = scales.Info.Shape[0];
        var packing = new WordBits(Bits(tensors, packed, zeros, groups, columns), Crosses: true);
        long rows = (long)((Int128)words * WordBits.WordSize / packing.Bits);
        if (groups == 0 || rows <= 0 || packing.WordsOf(rows) != words)
        {
            throw tensors.DoesNotFit(
                packed, zeros, $"{words} words are not a whole number of {packing.Bits}-bit weights in groups");
        }

        var order = tensors.Find(prefix + ".g_idx");
        if (order is not null && (order.Info is not { Type: ElementType.I32 or ElementType.I64, Shape.Rank: 1 }
            || order.Info.Shape[0] != rows || rows > NumberGrid.MaxColumns))
        {
            throw tensors.DoesNotFit(packed, order, $"the group of each of {rows} inputs was expected");
        }

        long block = GroupSize.Infer(rows, groups, tensors.Config.GroupSize)
            ?? (order is null
            ? throw tensors.DoesNotFit(packed, scales, $"{rows} inputs do not make {groups} groups") : rows);
        int add = format == "gptq" ? 1 : 0;
        var codes = new NumberGrid(
            ElementType.U8, rows, columns, () => new ColumnUnpackStream(packed.OpenRead(), packing, rows, columns));
        var what = new Dequantization(codes, NumberGrid.From(scales, columns))
        {
            RowBlock = block,
            RowGroups = order is null ? null : () => GroupIndex.Read(tensors, packed, order, groups),
            Zeros = new NumberGrid(
                ElementType.U8, groups, columns, () =>
                    new RowUnpackStream(zeros.OpenRead(), packing, groups, columns) { Add = add }),
        };
        tensors.Replace(
            Scheme,
            packed,
            prefix + ".weight",
            tensors.Shape(packed, rows, columns),
            string.Create(CultureInfo.InvariantCulture, $"GPTQ {packing.Bits} bit, {GroupSize.Words(block, rows)}"),
            what,
            [(scales, "scales"), (zeros, "zeros"), (order, "groups")],
            new TensorRole(TensorPurpose.Dense, Scheme) { Axes = "io" });
    }

    /// <summary>The zeros have a bit count's worth of words for each 32 outputs.</summary>
    private static int Bits(PackedTensors tensors, StoredTensor packed, StoredTensor zeros, long groups, long columns)
    {
        if (zeros.Info is { Type: ElementType.I32, Shape.Rank: 2 } && zeros.Info.Shape[0] == groups)
        {
            foreach (int bits in s_bits)
            {
                if ((Int128)zeros.Info.Shape[1] * WordBits.WordSize == (Int128)columns * bits)
                {
                    return bits;
                }
            }
        }

        throw tensors.DoesNotFit(
            packed, zeros, $"zeros of [{groups}, {columns} · bits / 32] words were expected, of 2, 3, 4 or 8 bits");
    }

    /// <summary>Scales are floating-point values in rows of the given length.</summary>
    public static void CheckFloats(
        PackedTensors tensors, StoredTensor packed, StoredTensor scales, string expected, long columns)
    {
        if (!scales.Info.Type.IsRealFloat() || scales.Info.Shape.Rank != 2 || scales.Info.Shape[1] != columns)
        {
            throw tensors.DoesNotFit(packed, scales, expected);
        }
    }
}
