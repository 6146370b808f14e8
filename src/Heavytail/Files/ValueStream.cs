using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Heavytail.Files;

/// <summary>The bytes of values in memory, which are not copied; more than 2 GiB of them are possible.</summary>
/// <param name="values">The values.</param>
internal sealed class ValueStream<T>(ReadOnlyMemory<T> values) : ReadOnlySeekableStream
    where T : unmanaged
{
    private static readonly int s_valueBytes = Unsafe.SizeOf<T>();

    public override long Length => (long)values.Length * s_valueBytes;

    protected override int ReadAt(long position, Span<byte> buffer)
    {
        int first = (int)(position / s_valueBytes);
        int within = (int)(position % s_valueBytes);

        // A span of bytes has less than 2 GiB; a read may deliver less than it was asked for.
        int most = Math.Min((buffer.Length / s_valueBytes) + 1, int.MaxValue / s_valueBytes);
        int count = Math.Min(values.Length - first, most);
        var bytes = MemoryMarshal.AsBytes(values.Span.Slice(first, count))[within..];
        int read = Math.Min(bytes.Length, buffer.Length);
        bytes[..read].CopyTo(buffer);
        return read;
    }
}
