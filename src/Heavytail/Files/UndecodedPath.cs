using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Heavytail.Files;

/// <summary>
/// Paths on Linux whose bytes are not UTF-8. .NET decodes them with U+FFFD in place of what is wrong, and has no way
/// back: so the folder is listed, and the entry that decodes to the name is opened by its own bytes.
/// </summary>
internal static partial class UndecodedPath
{
    /// <summary>The message where U+FFFD could stand for several names.</summary>
    public const string Ambiguous = "names in its folder differ only in bytes that are not UTF-8";

    private const char Replacement = '\uFFFD';

    /// <summary>ENOENT and EACCES.</summary>
    private const int ErrnoMissing = 2;
    private const int ErrnoAccess = 13;

    /// <summary>O_RDONLY | O_CLOEXEC | O_NONBLOCK: a pipe that comes in between does not wait.</summary>
    private const int OpenFlags = 0x80000 | 0x800;

    /// <summary>AT_FDCWD.</summary>
    private const int CurrentFolder = -100;

    /// <summary>AT_SYMLINK_NOFOLLOW.</summary>
    private const int NoFollow = 0x100;

    /// <summary>STATX_TYPE | STATX_SIZE.</summary>
    private const uint KindAndLength = 0x1 | 0x200;

    /// <summary>S_IFMT.</summary>
    private const int KindMask = 0xF000;

    /// <summary><c>struct statx</c>, the same on every architecture.</summary>
    private const int StatusBytes = 256;
    private const int ModeOffset = 28;
    private const int LengthOffset = 40;

    /// <summary>Where <c>struct dirent</c> has its name, on every architecture of 64 bits.</summary>
    private const int NameOffset = 19;

    /// <summary>What a path leads to.</summary>
    private enum Kind
    {
        None = 0,
        Pipe = 0x1000,
        CharacterDevice = 0x2000,
        Folder = 0x4000,
        BlockDevice = 0x6000,
        File = 0x8000,
        Link = 0xA000,
        Socket = 0xC000,
    }

    /// <summary>Whether .NET may have no name for this path.</summary>
    public static bool MayBe(string path) =>
        OperatingSystem.IsLinux() && Environment.Is64BitProcess && path.Contains(Replacement, StringComparison.Ordinal);

    /// <exception cref="IOException">There is no such file, or more than one.</exception>
    /// <exception cref="UnauthorizedAccessException">Access is denied, or it is a folder.</exception>
    public static SafeFileHandle OpenRead(string path)
    {
        byte[] bytes = Find(path) ?? throw new FileNotFoundException("no such file", path);
        if (KindOf(bytes) == Kind.Folder)
        {
            throw new UnauthorizedAccessException("it is a folder");
        }

        int descriptor = Open(bytes, OpenFlags);
        return descriptor >= 0 ? new SafeFileHandle(descriptor, ownsHandle: true) : throw Failure();
    }

    public static bool IsFolder(string path) => TryFind(path) is { } bytes && KindOf(bytes) == Kind.Folder;

    /// <summary>What a path leads to that is neither a file nor a folder, with its article.</summary>
    public static string? OtherKind(string path) => TryFind(path) is { } bytes ? KindOf(bytes) switch
    {
        Kind.Pipe => "a named pipe",
        Kind.Socket => "a socket",
        Kind.CharacterDevice or Kind.BlockDevice => "a device",
        _ => null,
    } : null;

    /// <summary>Whether a path leads to something that is no folder.</summary>
    public static bool IsFile(string path) =>
        TryFind(path) is { } bytes && KindOf(bytes) is not (Kind.None or Kind.Folder);

    /// <summary>Whether a path is a symbolic link.</summary>
    public static bool IsLink(string path) => TryFind(path) is { } bytes && Status(bytes, NoFollow).Kind == Kind.Link;

    /// <summary>What a folder holds, in no order; links are followed.</summary>
    /// <exception cref="IOException">The folder cannot be listed.</exception>
    /// <exception cref="UnauthorizedAccessException">Access is denied.</exception>
    public static IReadOnlyList<(string Name, bool IsFolder, long Length)> List(string folder)
    {
        byte[] bytes = Find(folder) ?? throw new DirectoryNotFoundException("no such folder");
        return
        [
            .. Entries(bytes).Select(name => (Encoding.UTF8.GetString(name), Status(Join(bytes, name))))
                .Select(entry => (entry.Item1, entry.Item2.Kind == Kind.Folder, entry.Item2.Length)),
        ];
    }

    private static byte[]? TryFind(string path)
    {
        try
        {
            return Find(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Opening it says what is wrong.
            return null;
        }
    }

    /// <summary>The bytes of a path, with a NUL at their end; null where it leads nowhere.</summary>
    private static byte[]? Find(string path)
    {
        byte[] found = path.StartsWith('/') ? "/\0"u8.ToArray() : ".\0"u8.ToArray();
        foreach (string part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!part.Contains(Replacement, StringComparison.Ordinal))
            {
                found = Join(found, Encoding.UTF8.GetBytes(part));
                continue;
            }

            // Decoders differ in how many they write for one sequence: that of .NET's names first, then any.
            var entries = Entries(found);
            var same = entries.FindAll(name => Encoding.UTF8.GetString(name) == part);
            same = same.Count > 0
                ? same
                : entries.FindAll(name => Shorten(Encoding.UTF8.GetString(name)) == Shorten(part));
            if (same.Count > 1)
            {
                throw new IOException(Ambiguous);
            }

            if (same.Count == 0)
            {
                return null;
            }

            found = Join(found, same[0]);
        }

        return found;
    }

    /// <summary>One U+FFFD in place of a run of them.</summary>
    private static string Shorten(string name)
    {
        var text = new StringBuilder(name.Length);
        foreach (char c in name)
        {
            if (c != Replacement || text.Length == 0 || text[^1] != Replacement)
            {
                text.Append(c);
            }
        }

        return text.ToString();
    }

    private static byte[] Join(byte[] folder, byte[] name) =>
        [.. folder.AsSpan(0, folder.Length - 1), (byte)'/', .. name, 0];

    /// <summary>The names of a folder as they are.</summary>
    private static List<byte[]> Entries(byte[] folder)
    {
        nint stream = OpenFolder(folder);
        if (stream == 0)
        {
            throw Failure();
        }

        try
        {
            var names = new List<byte[]>();
            for (nint entry = NextEntry(stream); entry != 0; entry = NextEntry(stream))
            {
                byte[] name = NameOf(entry);
                if (!name.AsSpan().SequenceEqual("."u8) && !name.AsSpan().SequenceEqual(".."u8))
                {
                    names.Add(name);
                }
            }

            return names;
        }
        finally
        {
            _ = CloseFolder(stream);
        }
    }

    private static byte[] NameOf(nint entry)
    {
        int length = 0;
        while (Marshal.ReadByte(entry, NameOffset + length) != 0)
        {
            length++;
        }

        byte[] name = new byte[length];
        Marshal.Copy(entry + NameOffset, name, 0, length);
        return name;
    }

    private static Kind KindOf(byte[] path) => Status(path).Kind;

    private static (Kind Kind, long Length) Status(byte[] path, int flags = 0)
    {
        byte[] status = new byte[StatusBytes];
        return ReadStatus(CurrentFolder, path, flags, KindAndLength, status) == 0
            ? ((Kind)(BitConverter.ToUInt16(status, ModeOffset) & KindMask), BitConverter.ToInt64(status, LengthOffset))
            : (Kind.None, 0);
    }

    private static Exception Failure() => Marshal.GetLastPInvokeError() switch
    {
        ErrnoMissing => new FileNotFoundException("no such file"),
        ErrnoAccess => new UnauthorizedAccessException("permission denied"),
        _ => new IOException(Marshal.GetLastPInvokeErrorMessage()),
    };

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true)]
    private static partial int Open(byte[] path, int flags);

    [LibraryImport("libc", EntryPoint = "opendir", SetLastError = true)]
    private static partial nint OpenFolder(byte[] path);

    [LibraryImport("libc", EntryPoint = "readdir")]
    private static partial nint NextEntry(nint stream);

    [LibraryImport("libc", EntryPoint = "closedir")]
    private static partial int CloseFolder(nint stream);

    [LibraryImport("libc", EntryPoint = "statx")]
    private static partial int ReadStatus(int folder, byte[] path, int flags, uint mask, [Out] byte[] status);
}
