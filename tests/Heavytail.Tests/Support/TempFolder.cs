namespace Heavytail.Tests.Support;

/// <summary>A folder of its own for a test, deleted at its end.</summary>
/// <param name="inMemory">Whether it is kept in memory where the system can, for many small files.</param>
internal sealed class TempFolder(bool inMemory = false) : IDisposable
{
    private const string MemoryFileSystem = "/dev/shm";

    public string Path { get; } = (inMemory ? InMemory() : null)
        ?? Directory.CreateTempSubdirectory("heavytail-test-").FullName;

    /// <summary>Writes a file, with the folders that its name asks for; returns its full path.</summary>
    public string Write(string name, ReadOnlySpan<byte> bytes)
    {
        string path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    /// <summary>A folder in memory; null where there is no such file system, or none that takes files.</summary>
    private static string? InMemory()
    {
        try
        {
            return Directory.Exists(MemoryFileSystem)
                ? Directory.CreateDirectory($"{MemoryFileSystem}/heavytail-test-{Guid.NewGuid():N}").FullName
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
