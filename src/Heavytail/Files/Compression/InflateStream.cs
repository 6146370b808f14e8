namespace Heavytail.Files.Compression;

/// <summary>
/// A part of a deflated entry. What it inflates to must be what the directory claims: less is an error when the end
/// comes, more when the claim is used up.
/// </summary>
/// <param name="inflated">The whole entry, inflated; closed with this stream.</param>
/// <param name="claimed">Bytes of the whole entry by the directory.</param>
/// <param name="skip">Bytes before the part.</param>
/// <param name="length">Bytes of the part.</param>
internal sealed class InflateStream(Stream inflated, long claimed, long skip, long length)
    : ForwardStream(inflated, length)
{
    private bool _skipped;

    protected override int ReadSome(Span<byte> buffer)
    {
        if (!_skipped)
        {
            SkipBytes(Source, skip);
            _skipped = true;
        }

        int read = Source.Read(buffer);
        if (read == 0)
        {
            throw new InvalidDataException(
                $"a deflated zip entry ends after {skip + Delivered:N0} bytes, it claims {claimed:N0}");
        }

        if (skip + Delivered + read == claimed && Source.ReadByte() >= 0)
        {
            throw new InvalidDataException($"a deflated zip entry holds more than the {claimed:N0} bytes it claims");
        }

        return read;
    }
}
