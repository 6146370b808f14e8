using System.Buffers;
using Heavytail.Hashing;

namespace Heavytail.Cli.Store;

/// <summary>A spectrum that is to be written.</summary>
internal sealed record CacheEntry(SpectrumKey Key, Spectrum Spectrum, SpectrumOrigin Origin)
{
    /// <summary>
    /// The key, then the spectrum: whatever becomes of the tables, a spectrum is never that of another key.
    /// </summary>
    public byte[] Content() => [.. Convert.FromHexString(Key.Hash), .. Spectrum.Serialize()];

    /// <summary>Reads <see cref="Content"/>; null where it is not that of the key.</summary>
    public static Spectrum? Read(SpectrumKey key, ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[Sha256.Length];
        return Convert.FromHexString(key.Hash, hash, out _, out int length) == OperationStatus.Done
            && length == hash.Length
            && content.StartsWith(hash)
            && Spectrum.TryDeserialize(content[length..], out var spectrum)
                ? spectrum
                : null;
    }
}
