using System.Formats.Tar;
using Heavytail.Files;
using Microsoft.Win32.SafeHandles;

namespace Heavytail;

/// <summary>
/// The one way in which files that a user or another file names are opened. Pipes, sockets and devices are refused
/// before they are opened: opening a named pipe waits until somebody writes to it.
/// </summary>
public static class RegularFile
{
    private const string LinkNowhere = "a link to ";

    /// <summary>What links of /proc to what has no name begin with.</summary>
    private static readonly string[] s_unnamed = ["pipe:[", "socket:["];

    /// <summary>
    /// What links of /proc to an open file end with that has no name, or none anymore: anonymous memory, a deleted
    /// file. They can be opened, though their target does not exist.
    /// </summary>
    private const string Deleted = " (deleted)";

    /// <summary>Opens a file for reading.</summary>
    /// <param name="path">The path; symbolic links are followed.</param>
    /// <exception cref="IOException">The file cannot be opened, or is not a regular one.</exception>
    /// <exception cref="UnauthorizedAccessException">Access is denied, or it is a folder.</exception>
    public static SafeFileHandle OpenRead(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (OtherKind(path) is { } kind)
        {
            throw kind.StartsWith(LinkNowhere, StringComparison.Ordinal)
                ? new DanglingLinkException($"is {kind}")
                : new IOException($"it is {kind}, expected a file");
        }

        return UndecodedPath.MayBe(path)
            ? UndecodedPath.OpenRead(path)
            : File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read);
    }

    /// <summary>
    /// Whether a path leads to a folder. On Linux this sees folders whose names are not UTF-8, too: in them, each
    /// U+FFFD stands for the bytes that cannot be decoded.
    /// </summary>
    /// <param name="path">The path; symbolic links are followed.</param>
    public static bool IsFolder(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return UndecodedPath.MayBe(path) ? UndecodedPath.IsFolder(path) : Directory.Exists(path);
    }

    /// <summary>
    /// What a path leads to that is neither a file nor a folder, with its article; null for a file, a folder, nothing
    /// at all, and on Windows.
    /// </summary>
    /// <param name="path">The path; symbolic links are followed.</param>
    public static string? OtherKind(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (UndecodedPath.MayBe(path))
        {
            return UndecodedPath.OtherKind(path);
        }

        if (OperatingSystem.IsWindows() || !File.Exists(path))
        {
            return null;
        }

        try
        {
            var info = new FileInfo(path);
            var file = info.ResolveLinkTarget(returnFinalTarget: true) ?? info;
            if (s_unnamed.Any(file.Name.StartsWith))
            {
                return "a pipe or a socket"; // of /proc/self/fd, as those of `<( )` are
            }

            if (file.Name.EndsWith(Deleted, StringComparison.Ordinal))
            {
                return null; // pipes and devices have other names; opening it says what is wrong
            }

            if (!Path.Exists(file.FullName))
            {
                return $"{LinkNowhere}`{info.LinkTarget}`, which does not exist";
            }

            // What has bytes is a file. Of the rest .NET has no other documented way to tell the kind.
            return !file.Exists ? "a pipe or a socket"
                : file is FileInfo { Length: > 0 } ? null
                : KindOfEmpty(file.FullName);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Opening it says what is wrong.
            return null;
        }
    }

    /// <summary>Whether a path is a symbolic link that leads nowhere.</summary>
    /// <param name="path">The path.</param>
    public static bool IsDanglingLink(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            return !UndecodedPath.MayBe(path) && new FileInfo(path) is { LinkTarget: not null } link
                && link.ResolveLinkTarget(returnFinalTarget: true) is { } target && !Path.Exists(target.FullName)
                && !s_unnamed.Any(target.Name.StartsWith)
                && !target.Name.EndsWith(Deleted, StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A ring of links, or one that cannot be followed: opening it says which.
            return true;
        }
    }

    /// <summary>What is wrong with a file that cannot be opened or read, as the rest of a sentence about it.</summary>
    /// <param name="failure">What opening or reading it has thrown.</param>
    internal static string Problem(Exception failure) =>
        failure is DanglingLinkException ? failure.Message : $"cannot be read: {failure.Message}";

    /// <summary>The kind by the entry that an archive would get: one of no content, so nothing is read.</summary>
    private static string? KindOfEmpty(string path)
    {
        using var archive = new MemoryStream();
        try
        {
            using var writer = new TarWriter(archive, TarEntryFormat.Ustar, leaveOpen: true);
            writer.WriteEntry(path, "entry");
        }
        catch (IOException) when (archive.Length == 0)
        {
            return "a socket";
        }

        archive.Position = 0;
        using var reader = new TarReader(archive);
        return reader.GetNextEntry()?.EntryType switch
        {
            TarEntryType.Fifo => "a named pipe",
            TarEntryType.CharacterDevice or TarEntryType.BlockDevice => "a device",
            _ => null,
        };
    }

    /// <summary>A symbolic link whose target does not exist.</summary>
    private sealed class DanglingLinkException(string message) : IOException(message);
}
