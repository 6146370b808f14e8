// Specification: https://huggingface.co/docs/transformers/quantization/finegrained_fp8,
// https://github.com/vllm-project/compressed-tensors.

using Heavytail.Formats.Contract;
using Heavytail.Formats.HuggingFace;
using Heavytail.Tensors;

namespace Heavytail.Formats.Quantization;

/// <summary>
/// Weights of one small number each, with scales of the tensor, its rows, groups or blocks beside it: FP8 of DeepSeek
/// (weight_scale_inv, which multiplies), compressed-tensors' float-quantized and int-quantized (weight_scale,
/// weight_zero_point), ModelOpt's NVFP4 (two E2M1 a byte, weight_scale, weight_scale_2).
/// </summary>
internal static class ScaledWeights
{
    private const int NvfpGroup = 16;
    private const int MxfpGroup = 32;

    public static void Unpack(TensorTable tensors, Lazy<QuantizationConfig> config)
    {
        foreach (var packed in tensors.Tensors.ToArray())
        {
            if (packed.Info.Shape.Rank >= 2 && HoldsCodes(packed.Info) && tensors.Find(packed.Info.Name) is not null
                && ScaleNames.UnknownOf(tensors, packed.Info.Name).Count == 0
                && FindScales(tensors, packed.Info) is { } scales)
            {
                Unpack(tensors, config, packed, scales);
            }
        }
    }

    /// <summary>
    /// Codes with companions of which no scheme that is read makes a weight: without this, the codes would be analyzed
    /// without their scales, and the scales as layers.
    /// </summary>
    public static void LeaveOthers(TensorTable tensors)
    {
        foreach (var packed in tensors.Tensors.ToArray())
        {
            if (packed.Info.Shape.Rank >= 2 && HoldsCodes(packed.Info) && tensors.Find(packed.Info.Name) is not null
                && ScaleNames.CompanionsOf(tensors, packed.Info.Name).ToArray() is { Length: > 0 } all)
            {
                var named = ScaleNames.UnknownOf(tensors, packed.Info.Name).Append(all[0]).First();
                tensors.Leave(
                    new WeightParts(
                        "codes", packed, [.. all.Select(part => ((StoredTensor?)part, "a scale, or zeros,"))])
                    {
                        Owner = $"`{packed.Info.Name}`",
                    },
                    $"codes of a scheme that is not read, with `{named.Info.Name}`; analyze the model before it");
            }
        }
    }

    private static bool HoldsCodes(TensorInfo tensor) =>
        tensor.Type is ElementType.F8E4M3 or ElementType.F8E5M2 or ElementType.I8 or ElementType.U8
        || tensor.Encoding.StartsWith("F4", StringComparison.Ordinal)
        || tensor.Encoding.StartsWith("F6_", StringComparison.Ordinal);

    private static StoredTensor? FindScales(TensorTable tensors, TensorInfo packed) =>
        ScaleNames.ScalesOf(tensors, packed.Name).FirstOrDefault(
            scales => IsScale(packed.Type, scales.Info.Type) || IsMxfp8(packed, scales.Info));

    /// <summary>
    /// Powers of two beside I8 are not scales of integers but of pairs of E2M1, which nobody has specified.
    /// </summary>
    private static bool IsScale(ElementType codes, ElementType scales) => codes switch
    {
        ElementType.U8 => scales == ElementType.F8E4M3,
        ElementType.I8 => scales.IsRealFloat(),
        _ => scales.IsRealFloat() || scales == ElementType.F8E8M0,
    };

    /// <summary>MXFP8: powers of two, by their bytes, for each 32 elements of a row.</summary>
    private static bool IsMxfp8(TensorInfo packed, TensorInfo scales)
    {
        (var codes, int last) = (packed.Shape, packed.Shape.Rank - 1);
        return packed.Type is ElementType.F8E4M3 or ElementType.F8E5M2 && scales.Type == ElementType.U8
            && scales.Shape.Rank == codes.Rank && codes[last] == (Int128)scales.Shape[last] * MxfpGroup
            && scales.Shape.Dimensions.AsSpan()[..last].SequenceEqual(codes.Dimensions.AsSpan()[..last]);
    }

    private static void Unpack(
        TensorTable tensors, Lazy<QuantizationConfig> config, StoredTensor packed, StoredTensor scales)
    {
        string name = packed.Info.Name;
        var second = tensors.Find(name + "_scale_2");
        if (packed.Info.Type == ElementType.U8)
        {
            if (second is not null)
            {
                tensors.Replace(
                    new WeightParts("NVFP4", packed, (scales, "scales"), (second, "scale")),
                    () => Microscaled.Unpack(
                        "NVFP4", packed, name, scales, ElementType.F8E4M3, NvfpGroup, second, Scalars.Read)
                        .InPlaceOf(packed));
            }

            return;
        }

        bool isInteger = packed.Info.Type == ElementType.I8;
        string scheme = isInteger ? "int8 with scales" : $"{packed.Info.Encoding} with scales";
        var zeros = isInteger ? ScaleNames.ZerosOf(tensors, name) : null;
        tensors.Replace(
            new WeightParts(scheme, packed, (scales, "scales"), (zeros, "zeros"), (second, "scale")),
            () => Unpack(config.Value, packed, scales, zeros).InPlaceOf(packed));
    }

    private static PackedWeight Unpack(
        QuantizationConfig config, StoredTensor packed, StoredTensor scales, StoredTensor? zeros)
    {
        var shape = PackedWeight.ShapeOf(packed.Info.Shape.Dimensions.AsSpan());
        var layout = ScaleLayout.Infer(shape, scales.Info.Shape, config.WeightBlock)
            ?? throw MisfitException.Between(
                packed, scales,
                "one scale, one for each row, or one for each group or block of the weights was expected");
        var grid = NumberGrid.From(scales, layout.ScaleColumns);
        grid = grid.Type == ElementType.U8 ? grid with { Type = ElementType.F8E8M0 } : grid;
        var what = layout.Dequantize(NumberGrid.From(packed, layout.Columns), grid);
        if (zeros is not null)
        {
            if (!ElementConversion.CanConvert(zeros.Info.Type) || !zeros.Info.Shape.Equals(scales.Info.Shape))
            {
                throw MisfitException.Between(
                    packed, zeros, $"a zero for each of the scales {scales.Info.Shape} was expected");
            }

            what = what with { Zeros = NumberGrid.From(zeros, layout.ScaleColumns) };
        }

        bool inBlocks = layout.Words.Contains(" of ", StringComparison.Ordinal);
        return new PackedWeight(
            packed.Info.Name,
            packed.Info.Shape,
            $"{packed.Info.Encoding}{(inBlocks ? ", " : " ")}{layout.Words}",
            what);
    }
}
