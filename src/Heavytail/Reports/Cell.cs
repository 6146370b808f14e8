using System.Globalization;

namespace Heavytail;

/// <summary>What a cell holds.</summary>
public enum CellKind
{
    /// <summary>No value.</summary>
    None,

    /// <summary>Text.</summary>
    Text,

    /// <summary>A whole number.</summary>
    Whole,

    /// <summary>A real number, which may be infinite or NaN.</summary>
    Real,

    /// <summary>The shape of a tensor.</summary>
    Shape,
}

/// <summary>How much a value deserves attention.</summary>
public enum Severity
{
    /// <summary>Nothing is wrong.</summary>
    None,

    /// <summary>Worth a look.</summary>
    Warning,

    /// <summary>Wrong, or the sign of something wrong.</summary>
    Error,
}

/// <summary>One value of a table, or of a JSON object. Its texts are the same under every culture.</summary>
public readonly record struct Cell
{
    private readonly string? _text;
    private readonly long _bits;

    private Cell(CellKind kind, string? text, long bits) => (Kind, _text, _bits) = (kind, text, bits);

    /// <summary>What the cell holds.</summary>
    public CellKind Kind { get; }

    /// <summary>How much the value deserves attention.</summary>
    public Severity Severity { get; init; }

    /// <summary>The whole number; null in a cell of another kind.</summary>
    public long? Whole => Kind == CellKind.Whole ? _bits : null;

    /// <summary>The real number; null in a cell of another kind.</summary>
    public double? Real => Kind == CellKind.Real ? BitConverter.Int64BitsToDouble(_bits) : null;

    /// <summary>
    /// Text for programs: doubles as the shortest text that reads back the same; infinities as pandas reads them,
    /// <c>inf</c>; empty for NaN and for no value.
    /// </summary>
    public string Exact => Kind switch
    {
        CellKind.None => "",
        CellKind.Whole => _bits.ToString(CultureInfo.InvariantCulture),
        CellKind.Real => RealText.Exact(Real!.Value),
        _ => _text!,
    };

    /// <summary>Text for people: doubles to four significant digits, all else as <see cref="Exact"/>.</summary>
    public string Rounded => Real is double number && double.IsFinite(number) ? RealText.Rounded(number) : Exact;

    /// <inheritdoc/>
    public override string ToString() => Exact;

    /// <summary>A cell of text.</summary>
    public static implicit operator Cell(string? text) => text is null ? default : new Cell(CellKind.Text, text, 0);

    /// <summary>A cell of a whole number.</summary>
    public static implicit operator Cell(long? number) =>
        number is long value ? new Cell(CellKind.Whole, null, value) : default;

    /// <summary>A cell of a real number.</summary>
    public static implicit operator Cell(double? number) =>
        number is double value ? new Cell(CellKind.Real, null, BitConverter.DoubleToInt64Bits(value)) : default;

    /// <summary>A cell of a shape.</summary>
    public static implicit operator Cell(TensorShape? shape) =>
        shape is null ? default : new Cell(CellKind.Shape, shape.ToString(), 0);

    /// <summary>A cell of any of these.</summary>
    /// <exception cref="ArgumentException">A cell cannot hold such a value.</exception>
    internal static Cell From(object? value) => value switch
    {
        null => default,
        string text => text,
        double number => number,
        int number => number,
        long number => number,
        TensorShape shape => shape,
        _ => throw new ArgumentException($"a cell cannot hold a {value.GetType()}", nameof(value)),
    };
}
