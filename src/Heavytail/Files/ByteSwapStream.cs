namespace Heavytail.Files;

/// <summary>Big-endian elements → little-endian ones.</summary>
/// <param name="source">Integers; closed with this stream.</param>
/// <param name="length">Bytes of the source.</param>
/// <param name="numberBytes">Bytes of one number (of a complex number: of its real part).</param>
internal sealed class ByteSwapStream(Stream source, long length, int numberBytes) : ChunkStream(source, length)
{
    protected override void Fill(Span<byte> chunk)
    {
        Source.ReadExactly(chunk);
        for (int at = 0; at + numberBytes <= chunk.Length; at += numberBytes)
        {
            chunk.Slice(at, numberBytes).Reverse();
        }
    }
}
