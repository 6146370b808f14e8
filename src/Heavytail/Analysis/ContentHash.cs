using System.Security.Cryptography;
using Heavytail.Formats;

namespace Heavytail.Analysis;

/// <summary>What identifies the content of a model's files.</summary>
internal static class ContentHash
{
    private const int BufferBytes = 1 << 20;

    public static IReadOnlyList<AnalyzedFile> Of(
        IReadOnlyList<CheckpointFile> files, bool hash, CancellationToken cancellation) =>
        [.. files.Select(file => new AnalyzedFile(file.Path, file.Size, hash ? Sha256(file.Path, cancellation) : null))];

    private static string Sha256(string path, CancellationToken cancellation)
    {
        using var file = new FileBytes(path);
        using var stream = file.OpenRegion(0, file.Length);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[BufferBytes];
        for (int read = stream.Read(buffer); read > 0; read = stream.Read(buffer))
        {
            cancellation.ThrowIfCancellationRequested();
            hash.AppendData(buffer.AsSpan(0, read));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
