using Heavytail.Formats.Expressions;

namespace Heavytail.Formats.TFLite;

/// <summary>QUANTIZE of what is stored: the network multiplies by levels, however many digits the file has.</summary>
internal static class TFLiteQuantizers
{
    private const int MostBits = 16;

    /// <summary>
    /// The values of the levels next to some values, ties away from zero, cut off at the ends of the type; quotients
    /// are of F32, as TFLite's kernel has them.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="value">What is rounded.</param>
    /// <param name="output">The tensor of the levels, which has their scales.</param>
    /// <returns>Null where scales lie in blocks, do not fit, or are missing.</returns>
    public static Expression? Levels(TFLiteModel model, Expression value, TFLiteTensor output)
    {
        if (TFLiteType.Find(output.Type) is not { IsInteger: true, Bits: <= MostBits } type
            || Find(output, value.Shape) is not { } found)
        {
            return null;
        }

        double range = 1L << type.Bits;
        double least = type.IsSigned ? -range / 2 : 0;
        double most = least + range - 1;
        var (scales, zeros) = found.Load(model.File);
        int dim = found.Count == 1 ? -1 : output.ChannelDimension;
        return Elementwise.Of(
            (number, scale, zero) => scale * (Math.Clamp(
                MathF.Round((float)number / (float)scale, MidpointRounding.AwayFromZero) + zero, least, most) - zero),
            value, Along([.. scales.Select(scale => (double)scale)]), Along(zeros.Length == 0 ? [0] : zeros));

        Literal Along(double[] numbers) => new(
            numbers.Length == 1 ? new TensorShape() : new TensorShape(
                [.. Enumerable.Range(0, value.Shape.Rank).Select(at => at == dim ? numbers.Length : 1L)]),
            numbers);
    }

    private static TFLiteScales? Find(TFLiteTensor output, TensorShape shape)
    {
        try
        {
            return TFLiteScales.Find(output, shape, _ => throw new TFLiteUnsupportedException("in blocks"));
        }
        catch (Exception e) when (e is TFLiteUnsupportedException or ArgumentException)
        {
            // The caller names the operator as one that is not computed.
            return null;
        }
    }
}
