namespace Heavytail.Cli.Plots;

/// <summary>What <c>--plots</c> asks for.</summary>
/// <param name="Folder">The folder as it was given.</param>
/// <param name="Formats">The formats of images.</param>
/// <param name="Style">The size of images and of their text.</param>
internal sealed record PlotsRequest(string Folder, IReadOnlyList<string> Formats, ImageStyle Style);
