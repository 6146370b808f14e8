using Heavytail.Formats.Contract;
using Heavytail.Tensors;

namespace Heavytail.Formats.Quantization;

/// <summary>Numbers in rows and columns that can be read from front to back.</summary>
/// <param name="Type">One that <see cref="ElementConversion.CanConvert"/>.</param>
/// <param name="Rows">Rows, the last of which may be cut short.</param>
/// <param name="Columns">Numbers of a row.</param>
/// <param name="Open">Opens them, row-major and packed; a stream of its own for each call.</param>
internal sealed record NumberGrid(ElementType Type, long Rows, long Columns, Func<Stream> Open)
{
    /// <summary>Rows are buffered one by one: no row of any model comes near.</summary>
    public const int MaxColumns = 1 << 20;

    /// <summary>Grids that are buffered as a whole: scales of a vocabulary in groups of 64, and more.</summary>
    public const int MaxBuffered = 1 << 25;

    /// <summary>The elements of a tensor, seen as rows of the given length.</summary>
    public static NumberGrid From(StoredTensor tensor, long columns) => new(
        tensor.Info.Type, columns == 0 ? 0 : tensor.Info.Shape.ElementCount / columns, columns, tensor.OpenRead);
}
