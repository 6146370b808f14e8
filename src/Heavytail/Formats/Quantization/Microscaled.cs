using System.Globalization;
using Heavytail.Files;
using Heavytail.Formats.Contract;

namespace Heavytail.Formats.Quantization;

/// <summary>
/// Weights of two E2M1 values a byte, with a scale for each run of 16 (NVFP4) or 32 (MXFP4) of a row.
/// </summary>
internal static class Microscaled
{
    /// <summary>Numbers of a byte, the first in the lower half.</summary>
    private const int NumbersOfByte = 2;

    /// <summary>The weight that takes the place of its codes.</summary>
    /// <param name="scheme">Its name, for people.</param>
    /// <param name="packed">U8, the last dimension half as long as the weight's.</param>
    /// <param name="name">Name of the weight.</param>
    /// <param name="scales">A number for each group, in the weight's own dimensions.</param>
    /// <param name="scaleType">Element type of the scales' bytes.</param>
    /// <param name="group">Numbers of a group.</param>
    /// <param name="global">A scale of the whole tensor; null if there is none.</param>
    /// <param name="readGlobal">Reads it.</param>
    /// <exception cref="MisfitException">The parts do not fit.</exception>
    public static PackedWeight Unpack(
        string scheme,
        StoredTensor packed,
        string name,
        StoredTensor scales,
        ElementType scaleType,
        int group,
        StoredTensor? global,
        Func<StoredTensor, double> readGlobal)
    {
        var bytes = packed.Info.Shape;
        long last = bytes[bytes.Rank - 1];
        long columns = last > NumberGrid.MaxColumns
            ? throw new MisfitException($"it has rows of {last:N0} bytes, at most {NumberGrid.MaxColumns:N0} are read")
            : last * NumbersOfByte;
        var shape = PackedWeight.ShapeOf([.. bytes.Dimensions.AsSpan()[..^1], columns]);
        long[] expected = [.. bytes.Dimensions.AsSpan()[..^1], columns / group];
        if (columns % group != 0 || !scales.Info.Shape.Dimensions.AsSpan().SequenceEqual(expected))
        {
            throw MisfitException.Between(
                packed, scales, $"a scale for each {group} weights, {new TensorShape(expected)}, was expected");
        }

        if (global is not null && !Scalars.IsScalar(global))
        {
            throw MisfitException.Between(packed, global, "a scalar was expected");
        }

        long count = shape.ElementCount;
        var codes = new NumberGrid(
            ElementType.F32,
            columns == 0 ? 0 : count / columns,
            columns,
            () => LookupStream.OfSmallFloats(packed.OpenRead(), ElementType.F4, count));
        var what = new Dequantization(codes, NumberGrid.From(scales, columns / group) with { Type = scaleType })
        {
            ColumnBlock = group,
            Factor = global is null ? () => 1 : () => readGlobal(global),
        };
        return new PackedWeight(
            name, shape, string.Create(CultureInfo.InvariantCulture, $"{scheme}, groups of {group}"), what);
    }
}
