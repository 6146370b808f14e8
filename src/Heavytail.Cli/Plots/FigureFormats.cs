namespace Heavytail.Cli.Plots;

/// <summary>The formats of images, apart from what draws them, so that naming them loads nothing.</summary>
internal static class FigureFormats
{
    /// <summary>Their names, which are extensions without a dot.</summary>
    public static IReadOnlyList<string> All { get; } = ["png", "svg"];
}
