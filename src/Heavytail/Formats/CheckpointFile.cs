namespace Heavytail;

/// <summary>One file of a checkpoint.</summary>
/// <param name="Path">Its path, or the name that was given to a stream.</param>
/// <param name="Size">Its length in bytes when it was opened.</param>
public sealed record CheckpointFile(string Path, long Size);
