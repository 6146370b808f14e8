using Heavytail.Files;
using Microsoft.Win32.SafeHandles;

namespace Heavytail.Formats.Archives;

/// <summary>
/// What is packed, unpacked into a temporary file that is deleted when it is closed: formats read their files here and
/// there, and packed bytes can only be read from the front.
/// </summary>
internal static class SpooledFile
{
    /// <summary>What a packed file may grow to whatever its ratio.</summary>
    public const long MaxFreeBytes = 64 << 20;

    /// <summary>Beyond that, the most for each packed byte; deflate cannot do much better than 1,000.</summary>
    public const int MaxInflation = 1000;

    /// <summary>And the most in all.</summary>
    public const long MaxBytes = 256L << 30;

    private const int ChunkBytes = 1 << 17;

    /// <summary>Unpacks a stream to its end.</summary>
    /// <param name="packed">The file that the stream comes from; errors are its own.</param>
    /// <param name="packedBytes">Number of its bytes that are unpacked.</param>
    /// <param name="unpacked">The stream.</param>
    /// <param name="path">Name of the unpacked file in errors.</param>
    /// <param name="folder">Access to the files beside it.</param>
    /// <param name="most">Maximum number of bytes to unpack; the rest is ignored.</param>
    /// <exception cref="InvalidCheckpointException">The packed bytes are damaged or far too many, or the disk is
    /// full.</exception>
    public static ByteSource Write(
        ByteSource packed,
        long packedBytes,
        Stream unpacked,
        string path,
        SourceFolder folder,
        long most = long.MaxValue)
    {
        using var opened = new Opened<SafeFileHandle>();
        var handle = opened.Add(Create(packed));
        Copy(packed, packedBytes, unpacked, path, handle, most);
        opened.Release();
        return new DiskSource(path, handle, folder);
    }

    private static void Copy(
        ByteSource packed, long packedBytes, Stream unpacked, string path, SafeFileHandle handle, long most)
    {
        long limit = Math.Min(
            MaxBytes, (long)Int128.Max(MaxFreeBytes, Int128.Min(long.MaxValue, (Int128)packedBytes * MaxInflation)));
        byte[] chunk = new byte[ChunkBytes];
        long length = 0;
        while (length < most && Read(path, unpacked, chunk) is > 0 and var read)
        {
            if (length > limit - read)
            {
                throw new InvalidCheckpointException(
                    path,
                    null,
                    $"unpacks to more than {limit:N0} bytes from {packedBytes:N0}: a decompression bomb",
                    $"at most {MaxInflation:N0} to 1 and {MaxBytes >> 30} GiB are unpacked");
            }

            Save(packed, handle, chunk.AsSpan(0, read), length);
            length += read;
        }
    }

    private static int Read(string path, Stream unpacked, byte[] chunk)
    {
        try
        {
            return unpacked.Read(chunk);
        }
        catch (Exception e) when (StreamDamage.Is(e))
        {
            throw new InvalidCheckpointException(
                path, null, $"its packed data is damaged or ends early: {e.Message}",
                "compare the file with its source", e);
        }
    }

    private static SafeFileHandle Create(ByteSource packed)
    {
        string temporary = Path.Combine(Path.GetTempPath(), $"heavytail-{Guid.NewGuid():N}");
        try
        {
            var handle = File.OpenHandle(
                temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, FileOptions.DeleteOnClose);
            if (!OperatingSystem.IsWindows())
            {
                // Without its name at once, so that nothing is left however the process ends.
                File.Delete(temporary);
                File.SetUnixFileMode(handle, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            return handle;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw NoRoom(packed, e);
        }
    }

    private static void Save(ByteSource packed, SafeFileHandle handle, ReadOnlySpan<byte> bytes, long offset)
    {
        try
        {
            RandomAccess.Write(handle, bytes, offset);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
        {
            throw NoRoom(packed, e);
        }
    }

    private static InvalidCheckpointException NoRoom(ByteSource packed, Exception e) => new(
        packed.Path,
        null,
        $"cannot be unpacked into `{Path.GetTempPath()}`: "
        + (e is ArgumentOutOfRangeException ? "a file there may not be that large" : e.Message),
        "set TMPDIR (on Windows TMP) to a folder with more room, or unpack the archive and pass the file that "
        + "contains the weights",
        e);
}
