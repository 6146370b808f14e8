namespace Heavytail.Files;

/// <summary>Access to the files beside a file: those of its folder on disk, or of its folder in an archive.</summary>
internal abstract class SourceFolder
{
    /// <summary>Nothing is beside the file.</summary>
    public static SourceFolder None { get; } = new Empty();

    /// <summary>Opens a file; null if it does not exist.</summary>
    /// <param name="name">Path relative to the folder, with <c>/</c>, checked not to lead out of it.</param>
    /// <exception cref="InvalidCheckpointException">The file cannot be opened.</exception>
    public abstract ByteSource? Open(string name);

    /// <summary>Lists the folder, or one below it; null if it does not exist or cannot be listed.</summary>
    /// <param name="name">Path relative to the folder, with <c>/</c>, checked not to lead out of it.</param>
    /// <exception cref="InvalidCheckpointException">The folder cannot be read.</exception>
    public virtual FolderNames? List(string name) => null;

    /// <summary>The folder that holds this one, for names that no file gives; null where there is none.</summary>
    public virtual SourceFolder? Above => null;

    private sealed class Empty : SourceFolder
    {
        public override ByteSource? Open(string name) => null;
    }
}

/// <summary>The content of a folder, in ordinal order.</summary>
/// <param name="Files">Names and lengths in bytes of its files.</param>
/// <param name="Folders">Names of its folders, without links: one may lead back.</param>
internal sealed record FolderNames(IReadOnlyList<(string Name, long Length)> Files, IReadOnlyList<string> Folders);
