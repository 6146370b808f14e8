// Specification: https://github.com/AutoGPTQ/AutoGPTQ (nn_modules/qlinear), https://github.com/ModelCloud/GPTQModel.
using System.Globalization;
using Heavytail.Formats.Contract;
using Heavytail.Formats.HuggingFace;

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

    public static void Unpack(TensorTable tensors, Lazy<QuantizationConfig> config)
    {
        foreach (var (prefix, packed) in tensors.EndingIn(Suffix))
        {
            if (packed.Info is not { Type: ElementType.I32, Shape.Rank: 2 })
            {
                continue;
            }

            var (scales, zeros) = (tensors.Find(prefix + ".scales"), tensors.Find(prefix + ".qzeros"));
            var order = tensors.Find(prefix + ".g_idx");
            var parts = new WeightParts(Scheme, packed, (scales, "scales"), (zeros, "zeros"), (order, "groups"));
            if (scales is null || zeros is null)
            {
                tensors.Leave(
                    parts with { Owner = "GPTQ or AWQ" },
                    "packed, and its `.scales` or `.qzeros` are not here; open the index of all shards");
                continue;
            }

            // AWQ packs along the rows, and so has fewer columns than scales.
            bool isGptq = scales.Info.Shape.Rank == 2 && scales.Info.Shape[1] == packed.Info.Shape[1];
            if (isGptq || config.Value.Method == "gptq")
            {
                tensors.Replace(
                    parts,
                    () => Unpack(config.Value, prefix, packed, scales, zeros, order).InPlaceOf(packed));
            }
        }
    }

    private static PackedWeight Unpack(
        QuantizationConfig config,
        string prefix,
        StoredTensor packed,
        StoredTensor scales,
        StoredTensor zeros,
        StoredTensor? order)
    {
        string format = config.CheckpointFormat ?? "gptq";
        if (format is not ("gptq" or "gptq_v2"))
        {
            throw new MisfitException($"GPTQ in the layout `{format}` is not read");
        }

        (long words, long columns) = (packed.Info.Shape[0], packed.Info.Shape[1]);
        CheckFloats(packed, scales, $"scales of [groups, {columns}] were expected", columns);
        long groups = scales.Info.Shape[0];
        var packing = new WordBits(Bits(packed, zeros, groups, columns), Crosses: true);
        long rows = (long)((Int128)words * WordBits.WordSize / packing.Bits);
        if (groups == 0 || rows <= 0 || packing.WordsOf(rows) != words)
        {
            throw MisfitException.Between(
                packed, zeros, $"{words} words are not a whole number of {packing.Bits}-bit weights in groups");
        }

        if (order is not null && (order.Info is not { Type: ElementType.I32 or ElementType.I64, Shape.Rank: 1 }
            || order.Info.Shape[0] != rows || rows > NumberGrid.MaxColumns))
        {
            throw MisfitException.Between(packed, order, $"the group of each of {rows} inputs was expected");
        }

        long block = GroupSize.Infer(rows, groups, config.GroupSize)
            ?? (order is null
            ? throw MisfitException.Between(packed, scales, $"{rows} inputs do not make {groups} groups") : rows);
        int add = format == "gptq" ? 1 : 0;
        var codes = new NumberGrid(
            ElementType.U8, rows, columns, () => new ColumnUnpackStream(packed.OpenRead(), packing, rows, columns));
        var what = new Dequantization(codes, NumberGrid.From(scales, columns))
        {
            RowBlock = block,
            RowGroups = order is null ? null : GroupIndex.Read(order, groups),
            Zeros = new NumberGrid(
                ElementType.U8, groups, columns, () =>
                    new RowUnpackStream(zeros.OpenRead(), packing, groups, columns) { Add = add }),
        };
        return new PackedWeight(
            prefix + ".weight",
            PackedWeight.ShapeOf(rows, columns),
            string.Create(CultureInfo.InvariantCulture, $"GPTQ {packing.Bits} bit, {GroupSize.Words(block, rows)}"),
            what)
        {
            Role = new TensorRole(TensorPurpose.Dense, Scheme) { Axes = "io" },
        };
    }

    /// <summary>The zeros have a bit count's worth of words for each 32 outputs.</summary>
    private static int Bits(StoredTensor packed, StoredTensor zeros, long groups, long columns)
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

        throw MisfitException.Between(
            packed, zeros, $"zeros of [{groups}, {columns} · bits / 32] words were expected, of 2, 3, 4 or 8 bits");
    }

    /// <summary>Scales are floating-point values in rows of the given length.</summary>
    public static void CheckFloats(StoredTensor packed, StoredTensor scales, string expected, long columns)
    {
        if (!scales.Info.Type.IsRealFloat() || scales.Info.Shape.Rank != 2 || scales.Info.Shape[1] != columns)
        {
            throw MisfitException.Between(packed, scales, expected);
        }
    }
}
