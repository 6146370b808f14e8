namespace Heavytail.Spectra;

/// <summary>Reads into memory outside the garbage collector.</summary>
internal static unsafe class StreamReading
{
    /// <summary>
    /// Reads at most this at a time: a span ends at 2^31, and a stream of untouched memory comes to an end first.
    /// </summary>
    private const int Chunk = 1 << 24;

    /// <exception cref="EndOfStreamException">The stream ends before.</exception>
    public static void ReadExactly(Stream stream, byte* destination, long count)
    {
        while (count > 0)
        {
            int now = (int)Math.Min(Chunk, count);
            stream.ReadExactly(new Span<byte>(destination, now));
            destination += now;
            count -= now;
        }
    }
}
