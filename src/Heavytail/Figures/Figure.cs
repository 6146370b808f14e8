namespace Heavytail;

/// <summary>
/// A picture as data: what is drawn, in units of the axes, and what it is called. A plot, a page and a terminal draw
/// the same figure.
/// </summary>
/// <param name="Kind">What it is, as <c>--kind</c> names it: <c>esd</c>.</param>
/// <param name="Title">Its title, one line.</param>
/// <param name="X">The horizontal axis.</param>
/// <param name="Y">The vertical axis.</param>
public sealed record Figure(string Kind, string Title, FigureAxis X, FigureAxis Y)
{
    /// <summary>What is drawn, the first lowest.</summary>
    public IReadOnlyList<FigureSeries> Series { get; init; } = [];

    /// <summary>Lines and bands across the picture: xmin, the end of the bulk.</summary>
    public IReadOnlyList<FigureMark> Marks { get; init; } = [];

    /// <summary>What it shows, in a sentence, for those who do not see it and as a caption; never empty.</summary>
    public required string Description { get; init; }

    /// <summary>Whether nothing can be drawn.</summary>
    public bool IsEmpty => Series.All(series => series.Points.Count == 0);
}

/// <summary>An axis.</summary>
/// <param name="Label">What it measures, with its unit where it has one.</param>
/// <param name="IsLogarithmic">Whether it is drawn in powers of ten; all its values are above 0 then.</param>
public sealed record FigureAxis(string Label, bool IsLogarithmic = false)
{
    /// <summary>
    /// The part that is shown, from the left or below; the first is the larger where the axis is reversed. Null where
    /// it follows from the values.
    /// </summary>
    public (double Low, double High)? Range { get; init; }

    /// <summary>
    /// The names of 0, 1, 2 …, where the axis counts things that have names: layers by depth; null where it does not.
    /// </summary>
    public IReadOnlyList<string>? Names { get; init; }
}

/// <summary>A point. It is a class: for one, what the framework does with lists is compiled already.</summary>
/// <param name="X">Its abscissa.</param>
/// <param name="Y">Its ordinate.</param>
public sealed record FigurePoint(double X, double Y)
{
    /// <summary>The end of its interval below; null without one.</summary>
    public double? Low { get; init; }

    /// <summary>The end of its interval above; null without one.</summary>
    public double? High { get; init; }

    /// <summary>Its name: a layer, a model; null without one.</summary>
    public string? Name { get; init; }
}

/// <summary>Points that belong together.</summary>
/// <param name="Name">What they are, as a legend names them.</param>
/// <param name="Style">How they are drawn.</param>
/// <param name="Role">What they stand for, which decides their color.</param>
/// <param name="Points">The points, in the order of drawing.</param>
public sealed record FigureSeries(
    string Name, FigureStyle Style, FigureRole Role, IReadOnlyList<FigurePoint> Points)
{
    /// <summary>
    /// The number of the group that it belongs to, from 0, where a picture has several: a group has one color for its
    /// points, its line and its band, whatever their roles. Null where the role decides.
    /// </summary>
    public int? Group { get; init; }
}

/// <summary>A line or band across a picture.</summary>
/// <param name="Name">What it is, as it is written beside it.</param>
/// <param name="Role">What it stands for, which decides its color.</param>
/// <param name="IsVertical">Whether it stands at a value of the horizontal axis; else at one of the vertical.</param>
/// <param name="At">Where it is, or begins.</param>
public sealed record FigureMark(string Name, FigureRole Role, bool IsVertical, double At)
{
    /// <summary>Where a band ends; null for a line.</summary>
    public double? To { get; init; }
}

/// <summary>How a series is drawn.</summary>
public enum FigureStyle
{
    /// <summary>Dots.</summary>
    Points,

    /// <summary>A line through the points.</summary>
    Line,

    /// <summary>A dashed line through the points.</summary>
    Dashed,

    /// <summary>
    /// Bars of a histogram: a point is the middle of a bin and its density; the ends of the bin are
    /// <see cref="FigurePoint.Low"/> and <see cref="FigurePoint.High"/>.
    /// </summary>
    Bars,

    /// <summary>The area between the ends of the intervals.</summary>
    Band,
}

/// <summary>What a part of a picture stands for. A role has one color on pages, and one in images.</summary>
public enum FigureRole
{
    /// <summary>What was measured.</summary>
    Data,

    /// <summary>The power law.</summary>
    Fit,

    /// <summary>Noise, by the law of Marchenko and Pastur or by permutations.</summary>
    Noise,

    /// <summary>Eigenvalues beyond noise.</summary>
    Spike,

    /// <summary>What survives a permutation.</summary>
    Trap,

    /// <summary>Where the tail begins.</summary>
    Threshold,

    /// <summary>Another law than the power law.</summary>
    Rival,

    /// <summary>A range that is expected: 2 to 6.</summary>
    Range,

    /// <summary>A layer labeled inside.</summary>
    Inside,

    /// <summary>A layer labeled over-trained.</summary>
    OverTrained,

    /// <summary>A layer labeled under-trained.</summary>
    UnderTrained,

    /// <summary>A layer labeled uncertain.</summary>
    Uncertain,

    /// <summary>A layer labeled random-like.</summary>
    RandomLike,
}
