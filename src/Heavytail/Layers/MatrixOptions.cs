using System.Globalization;

namespace Heavytail;

/// <summary>What the spectrum of a layer is taken of, with its parameters.</summary>
public sealed record MatrixOptions
{
    /// <summary>The matrices of a layer.</summary>
    public MatrixKind Kind { get; init; }

    /// <summary>Whether the spectrum is that of 1/λ, of the eigenvalues above the numerical rank.</summary>
    public bool Inverse { get; init; }

    /// <summary>
    /// The dimensions of the images of <see cref="MatrixKind.Operator"/>, outermost first: height and width. One of
    /// them has to be even.
    /// </summary>
    public IReadOnlyList<int> Image { get; init; } = [];

    /// <summary>
    /// The shape of <see cref="MatrixKind.Windows"/>; its longer dimension lies along that of the layer. Null for
    /// squares of M × M, and of 2000 × 2000 where M is larger.
    /// </summary>
    public WindowShape? Window { get; init; }

    /// <summary>
    /// The number of <see cref="MatrixKind.Windows"/> along each dimension, fewer where there are not as many
    /// positions. Null for as many as cover the matrix.
    /// </summary>
    public int? WindowCount { get; init; }

    /// <summary>Whether they are the layer's own matrices, and the eigenvalues λ themselves.</summary>
    public bool IsDefault => Kind == MatrixKind.Pooled && !Inverse;

    /// <summary>What the spectrum is of, for people: <c>operator of 32x32</c>, <c>unfolded, inverse</c>.</summary>
    public override string ToString()
    {
        string parameters = Kind switch
        {
            MatrixKind.Operator => $" of {ImageText}",
            MatrixKind.Windows => (Window is { } shape ? $" of {shape}" : "")
                + (WindowCount is int count
                    ? string.Create(CultureInfo.InvariantCulture, $", {count} along each dimension") : ""),
            _ => "",
        };
        return Kind.Word() + parameters + (Inverse ? ", inverse" : "");
    }

    /// <summary>The dimensions of the images: <c>32x32</c>.</summary>
    internal string ImageText =>
        string.Join('x', Image.Select(side => side.ToString(CultureInfo.InvariantCulture)));

    /// <summary>What contradicts itself, or a convention; null where nothing does.</summary>
    /// <param name="convention">The name of the convention; null for one that allows every kind.</param>
    internal string? Contradiction(string? convention)
    {
        if (convention is not null && !IsDefault)
        {
            string asked = Kind == MatrixKind.Pooled ? "`Inverse`" : $"`Kind` = {Kind.Word()}";
            return $"{asked} and convention {convention} exclude each other: that convention has its own matrices";
        }

        if ((Kind == MatrixKind.Operator) != (Image.Count > 0))
        {
            return Kind == MatrixKind.Operator
                ? "`Kind` = operator needs `Image`, the dimensions of the images"
                : "`Image` needs `Kind` = operator";
        }

        return (Kind != MatrixKind.Windows && (Window is not null || WindowCount is not null))
            ? $"`{(Window is not null ? "Window" : "WindowCount")}` needs `Kind` = windows"
            : ContradictionOfNumbers();
    }

    private string? ContradictionOfNumbers()
    {
        if (Image.Count > 3 || Image.Any(side => side < 1))
        {
            return $"`Image` = {ImageText}: expected one to three positive numbers";
        }

        if (Image.Count > 0 && Image.All(side => int.IsOddInteger(side)))
        {
            return $"`Image` = {ImageText}: one of its dimensions has to be even, so that frequencies come in pairs";
        }

        return Window is { Rows: < 1 } or { Columns: < 1 } || WindowCount < 1
            ? "windows have positive dimensions, and there is at least one"
            : null;
    }
}

/// <summary>The shape of a window.</summary>
/// <param name="Rows">One dimension.</param>
/// <param name="Columns">The other dimension.</param>
public sealed record WindowShape(int Rows, int Columns)
{
    /// <summary>The shape as it is written: <c>64x32</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Rows}x{Columns}");
}
