using Heavytail.Files;

namespace Heavytail.Analysis;

/// <summary>What identifies the content of a file.</summary>
internal static class ContentHash
{
    /// <summary>What a byte costs in multiply-adds of a spectrum, by the time that both take.</summary>
    public const double CostPerByte = 16;

    private const int BufferBytes = 1 << 20;

    /// <exception cref="InvalidCheckpointException">The file cannot be read.</exception>
    public static string Sha256(ByteSource file, CancellationToken cancellation)
    {
        using var stream = file.OpenRegion(0, file.Length);
        using var hash = Hashing.Sha256.Begin();
        byte[] buffer = new byte[BufferBytes];
        for (int read = stream.Read(buffer); read > 0; read = stream.Read(buffer))
        {
            cancellation.ThrowIfCancellationRequested();
            hash.Append(buffer.AsSpan(0, read));
        }

        return hash.FinishAsText();
    }
}
