namespace Heavytail.Formats.SafeTensors;

/// <summary>A file of a copy: parts of other files, one after the other.</summary>
/// <param name="Name">Its name, without a folder.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Parts">Open the parts, in their order.</param>
internal sealed record CopiedFile(string Name, long Length, IReadOnlyList<Func<Stream>> Parts);
