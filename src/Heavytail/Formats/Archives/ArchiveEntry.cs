using Heavytail.Files;

namespace Heavytail.Formats.Archives;

/// <summary>A file in an archive.</summary>
/// <param name="Name">Its path there, with <c>/</c>.</param>
/// <param name="Size">Its bytes, unpacked.</param>
/// <param name="IsStored">Whether it lies there as it is, so that nothing need be unpacked.</param>
/// <param name="Open">Opens it, unpacked if need be: the path that errors call it by, and the files beside it.</param>
internal sealed record ArchiveEntry(string Name, long Size, bool IsStored, Func<string, SourceFolder, ByteSource> Open);
