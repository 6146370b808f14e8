namespace Heavytail.Formats.Quantization;

/// <summary>
/// How stored codes become weights: (code − zero) · scale · factor + offset, with a scale, and maybe a part of the
/// zero or of the offset, for each group of rows and columns.
/// </summary>
/// <param name="Codes">Stored codes, one per weight.</param>
/// <param name="Scales">One scale per group.</param>
internal sealed record Dequantization(NumberGrid Codes, NumberGrid Scales)
{
    /// <summary>Weights; the last row of codes may be cut short.</summary>
    public long Count { get; init; } = Codes.Rows * Codes.Columns;

    /// <summary>What each group adds to <see cref="Zero"/>, in the order of the scales; null: nothing.</summary>
    public NumberGrid? Zeros { get; init; }

    /// <summary>What each group adds in the end, in the order of the scales; null: nothing.</summary>
    public NumberGrid? Offsets { get; init; }

    /// <summary>The code that means zero.</summary>
    public double Zero { get; init; }

    /// <summary>A scale of the whole tensor; it may have to be read.</summary>
    public Func<double> Factor { get; init; } = () => 1;

    /// <summary>What is added in the end.</summary>
    public double Offset { get; init; }

    /// <summary>Rows of one matrix of a stack; groups do not reach from one matrix into the next.</summary>
    public long MatrixRows { get; init; } = Codes.Rows;

    /// <summary>Rows of a group.</summary>
    public long RowBlock { get; init; } = 1;

    /// <summary>Columns of a group.</summary>
    public long ColumnBlock { get; init; } = 1;

    /// <summary>The group of each row, in place of blocks of rows; in any order.</summary>
    public int[]? RowGroups { get; init; }

    /// <summary>The group of each column, in place of blocks of columns.</summary>
    public int[]? ColumnGroups { get; init; }

    public Stream Open() => new DequantizedStream(this);
}
