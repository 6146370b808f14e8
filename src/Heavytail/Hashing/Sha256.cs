// What:      SHA-256 of bytes, by the system's library or without one.
// Formula:   FIPS 180-4, section 6.2.
// Reference: FIPS 180-4; tests hold `ManagedSha256` against the system's for every length around a block.
// Not done:  instructions of the CPU for it: .NET has none of x86's, and the system's library uses them.
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Heavytail.Hashing;

/// <summary>
/// SHA-256 that works where no OpenSSL is: .NET asks OpenSSL for it on Linux, and ends the process where that is
/// missing.
/// </summary>
internal abstract class Sha256 : IDisposable
{
    /// <summary>Bytes of a hash.</summary>
    public const int Length = SHA256.HashSizeInBytes;

    /// <summary>The names by which .NET looks for OpenSSL, from version 1.1 on.</summary>
    private static readonly string[] s_libraries = ["libssl.so.3", "libssl.so.1.1"];

    private static readonly Lazy<bool> s_hasSystem = new(static () => !OperatingSystem.IsLinux()
        || s_libraries.Any(static name => NativeLibrary.TryLoad(name, out _)));

    /// <summary>A hash that is made in parts.</summary>
    public static Sha256 Begin() => s_hasSystem.Value ? new SystemSha256() : new ManagedSha256();

    /// <summary>The hash of some bytes.</summary>
    public static byte[] Of(ReadOnlySpan<byte> data)
    {
        byte[] hash = new byte[Length];
        Of(data, hash);
        return hash;
    }

    /// <summary>The hash of some bytes.</summary>
    /// <param name="data">The bytes.</param>
    /// <param name="hash">Receives it; of <see cref="Length"/> bytes at least.</param>
    public static void Of(ReadOnlySpan<byte> data, Span<byte> hash)
    {
        using var whole = Begin();
        whole.Append(data);
        whole.Finish(hash);
    }

    /// <summary>Goes on with more bytes.</summary>
    public abstract void Append(ReadOnlySpan<byte> data);

    /// <summary>The hash of all bytes; nothing can follow.</summary>
    /// <param name="hash">Receives it; of <see cref="Length"/> bytes at least.</param>
    public abstract void Finish(Span<byte> hash);

    /// <summary>The hash of all bytes in hexadecimal digits; nothing can follow.</summary>
    public string FinishAsText()
    {
        Span<byte> hash = stackalloc byte[Length];
        Finish(hash);
        return Convert.ToHexStringLower(hash);
    }

    public virtual void Dispose()
    {
    }

    private sealed class SystemSha256 : Sha256
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        public override void Append(ReadOnlySpan<byte> data) => _hash.AppendData(data);

        public override void Finish(Span<byte> hash) => _hash.GetHashAndReset(hash);

        public override void Dispose()
        {
            _hash.Dispose();
            base.Dispose();
        }
    }
}
