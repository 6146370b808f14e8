using Heavytail.Formats.Contract;

namespace Heavytail.Formats.Quantization;

/// <summary>A weight that codes and their companions stand for.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Encoding">How its elements are stored, for people.</param>
/// <param name="What">Recipe that computes its elements.</param>
internal sealed record PackedWeight(string Name, TensorShape Shape, string Encoding, Dequantization What)
{
    /// <summary>How its shape was found where the file leaves that open; null elsewhere.</summary>
    public string? Evidence { get; init; }

    /// <summary>Role that the scheme gives it; null: that of the codes.</summary>
    public TensorRole? Role { get; init; }

    /// <summary>The tensor that takes the place of the codes.</summary>
    /// <exception cref="MisfitException">Its rows or scales are more than are read.</exception>
    public StoredTensor InPlaceOf(StoredTensor packed)
    {
        Check();
        var info = new TensorInfo(packed.Info.Index, Name, ElementType.F32, Shape, packed.Info.File)
        {
            Encoding = Encoding,
            IsQuantized = true,
            StoredByteCount = packed.Info.StoredByteCount,
            Role = Role ?? packed.Info.Role,
            Evidence = Evidence,
        };
        return new StoredTensor(info, What.Open);
    }

    /// <summary>A shape whose elements can be counted in bytes.</summary>
    /// <exception cref="MisfitException">They cannot.</exception>
    public static TensorShape ShapeOf(params ReadOnlySpan<long> sides)
    {
        Int128 bytes = 2 * sizeof(double);
        foreach (long side in sides)
        {
            bytes = bytes > long.MaxValue ? bytes : bytes * side;
        }

        return bytes >= 0 && bytes <= long.MaxValue
            ? new TensorShape(sides)
            : throw new MisfitException("it has more weights than fit in 2^63 bytes");
    }

    /// <summary>What is buffered for each row and for all groups is bounded, whatever the shapes claim.</summary>
    private void Check()
    {
        long columns = Math.Max(What.Codes.Columns, What.Scales.Columns);
        if (columns > NumberGrid.MaxColumns)
        {
            throw new MisfitException(
                $"it has rows of {columns:N0} packed weights, at most {NumberGrid.MaxColumns:N0} are read");
        }

        if (What.RowGroups is not null && (Int128)What.Scales.Rows * What.Scales.Columns > NumberGrid.MaxBuffered)
        {
            throw new MisfitException(
                $"it has {What.Scales.Rows:N0} groups of {What.Scales.Columns:N0} scales, at most "
                + $"{NumberGrid.MaxBuffered:N0} scales are read");
        }
    }
}
