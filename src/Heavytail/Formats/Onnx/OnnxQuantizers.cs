using Heavytail.Formats.Expressions;

namespace Heavytail.Formats.Onnx;

/// <summary>QuantizeLinear and DequantizeLinear of constants: null where scales lie in blocks or do not fit.</summary>
internal static class OnnxQuantizers
{
    /// <summary>(code − zero point) × scale.</summary>
    public static Expression? Dequantize(OnnxNode node, Expression?[] operands) =>
        operands[0] is OnnxLeaf { Tensor.Uses.Quantization: not null } leaf ? leaf.Dequantized()
        : Scales(node, operands) is var (scale, zero)
            ? Elementwise.Of((x, s, z) => (x - z) * s, operands[0]!, scale, zero)
        : null;

    /// <summary>Rounds to codes, half to even, and cuts off at the ends of their type.</summary>
    public static Expression? Quantize(OnnxNode node, Expression?[] operands)
    {
        if (Scales(node, operands) is not var (scale, zero) || node.Attribute("output_dtype") is not null)
        {
            return null;
        }

        string type = operands.ElementAtOrDefault(2) is OnnxLeaf { Tensor.Type: { } given } ? given.Name
            : operands.ElementAtOrDefault(2) is null ? "U8"
            : "";
        (double least, double most)? ends = type switch
        {
            "U8" => (0, 255),
            "I8" => (-128, 127),
            "U16" => (0, 65535),
            "I16" => (-32768, 32767),
            "U4" => (0, 15),
            "I4" => (-8, 7),
            _ => null,
        };

        // The quotient is one of F32, so that ties are where a runtime has them.
        return ends is not var (least, most)
            ? null
            : Elementwise.Of(
                (x, s, z) => Math.Clamp(Math.Round((float)x / (float)s) + z, least, most), operands[0]!, scale, zero);
    }

    /// <summary>Scale and zero point, in dimensions that are broadcast over the tensor.</summary>
    private static (Expression Scale, Expression Zero)? Scales(OnnxNode node, Expression?[] operands)
    {
        var whole = operands[0]!.Shape;
        return node.Int("block_size", 0) == 0 && operands.ElementAtOrDefault(1) is { } scale
            && Along(scale) is { } scales
            && Along(operands.ElementAtOrDefault(2) ?? new Literal(new TensorShape(), [0])) is { } zeros
            ? (scales, zeros)
            : null;

        Expression? Along(Expression value)
        {
            if (value.Count == 1)
            {
                return new Reshaped(value, new TensorShape());
            }

            long axis = node.Int("axis", 1);
            axis += axis < 0 ? whole.Rank : 0;
            if (value.Shape.Rank != 1 || axis < 0 || axis >= whole.Rank || whole[(int)axis] != value.Count)
            {
                return null;
            }

            long[] sides = [.. Enumerable.Repeat(1L, whole.Rank)];
            sides[axis] = value.Count;
            return new Reshaped(value, new TensorShape(sides));
        }
    }
}
