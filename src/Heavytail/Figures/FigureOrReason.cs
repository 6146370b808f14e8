namespace Heavytail.Figures;

/// <summary>A figure, or why there is none.</summary>
/// <param name="Figure">The figure.</param>
/// <param name="Missing">Why there is none, for people.</param>
internal readonly record struct FigureOrReason(Figure? Figure, string? Missing)
{
    public static implicit operator FigureOrReason(Figure figure) => new(figure, null);

    public static FigureOrReason None(string missing) => new(null, missing);
}
