namespace Heavytail.Formats.Expressions;

/// <summary>What TensorFlow and TFLite make of weights that are rounded while the network trains.</summary>
internal static class FakeQuantization
{
    /// <summary>
    /// Rounding to 2^bits levels between a least and a largest value, which are first moved so that zero is a level.
    /// Everything is F32, as the kernels of TensorFlow have it, so that ties are where a runtime has them.
    /// </summary>
    /// <param name="operands">The values, the least and the largest; the latter of one element, or one for each
    /// channel.</param>
    /// <param name="bits">Bits of a level.</param>
    /// <param name="isNarrow">Whether the lowest level is left out.</param>
    public static Expression? Of(IReadOnlyList<Expression> operands, int bits, bool isNarrow)
    {
        if (operands.Count != 3 || bits is < 2 or > 16)
        {
            return null;
        }

        float lowest = isNarrow ? 1 : 0;
        float highest = (1 << bits) - 1;
        return Elementwise.Of((value, least, most) => Level((float)value, (float)least, (float)most), operands);

        double Level(float value, float least, float most)
        {
            if (least == 0 && most == 0)
            {
                return 0;
            }

            float scale = (most - least) / (highest - lowest);
            float zero = lowest - (least / scale);
            float nudged = zero < lowest ? lowest : zero > highest ? highest
                : MathF.Round(zero, MidpointRounding.AwayFromZero);
            float from = (lowest - nudged) * scale;
            float to = (highest - nudged) * scale;
            float shifted = Math.Min(Math.Max(value, from), to) - from;
            return (MathF.Floor((shifted * (1 / scale)) + 0.5f) * scale) + from;
        }
    }
}
