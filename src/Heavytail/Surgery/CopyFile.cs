namespace Heavytail;

/// <summary>A file that surgery writes.</summary>
/// <param name="Name">Its name, without a folder.</param>
/// <param name="Length">Its bytes.</param>
public sealed record CopyFile(string Name, long Length);
