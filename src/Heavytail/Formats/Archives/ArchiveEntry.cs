using Heavytail.Files;

namespace Heavytail.Formats.Archives;

/// <summary>A file in an archive.</summary>
/// <param name="Name">Its path there, with <c>/</c>.</param>
/// <param name="Size">Its bytes, unpacked.</param>
/// <param name="IsStored">Whether it lies there as it is, so that nothing need be unpacked.</param>
/// <param name="Open">Opens it, unpacked if need be, under the path that errors call it by, with what finds others.</param>
internal sealed record ArchiveEntry(
    string Name, long Size, bool IsStored, Func<string, Func<string, ByteSource?>, ByteSource> Open);
