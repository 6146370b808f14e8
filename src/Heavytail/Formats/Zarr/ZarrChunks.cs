using Heavytail.Files;
using Heavytail.Files.Compression;

namespace Heavytail.Formats.Zarr;

/// <summary>Which chunks of an array are there, and the way to their elements.</summary>
internal sealed class ZarrChunks
{
    /// <summary>What may be unpacked or filled in, whatever the bytes that are there.</summary>
    private const long MaxFreeBytes = 64 << 20;

    /// <summary>Beyond that, the most for each byte that is there; deflate cannot do much better.</summary>
    private const int MaxInflation = 1000;

    private readonly ByteSource _file;
    private readonly string _path;
    private readonly HashSet<long> _present = [];

    /// <param name="file">The root's metadata.</param>
    /// <param name="path">The array's folder relative to it.</param>
    /// <param name="name">The array.</param>
    /// <param name="array">Description of the array.</param>
    /// <exception cref="InvalidCheckpointException">Far more is claimed than is there.</exception>
    public ZarrChunks(ByteSource file, string path, string name, ZarrArray array)
    {
        (_file, _path, Array) = (file, path, array);
        int depth = array.Keys.Separator == '/' ? array.Shape.Rank : 0;
        foreach (var (found, length) in array.Shape.ElementCount == 0 ? [] : ZarrFolders.AllBelow(file, path, depth))
        {
            if (array.Keys.Number(array, path.Length == 0 ? found : found[(path.Length + 1)..]) is { } number
                && _present.Add(number))
            {
                StoredBytes += length;
            }
        }

        if (array.ByteCount > Most(StoredBytes))
        {
            throw file.InvalidTensor(
                name,
                $"shape {array.Shape} takes {array.ByteCount:N0} bytes, its {_present.Count:N0} chunks that are there "
                + $"hold {StoredBytes:N0}",
                "chunks look to be missing; compare the folder with its source");
        }
    }

    public ZarrArray Array { get; }

    /// <summary>Bytes of all chunks that are there.</summary>
    public long StoredBytes { get; }

    /// <summary>Chunks that are not there, and stand for fill values.</summary>
    public long Missing => Array.Shape.ElementCount == 0 ? 0 : (Array.Bands * Array.ChunksPerBand) - _present.Count;

    /// <summary>Elements of those, padding aside where a chunk is the only one of its array.</summary>
    public Int128 FilledElements =>
        Int128.Min(Array.Shape.ElementCount, (Int128)Missing * (Array.ChunkBytes / Array.ElementBytes));

    public bool Contains(long number) => _present.Contains(number);

    /// <summary>The elements of a chunk, row by row as its order has them.</summary>
    /// <exception cref="InvalidDataException">It cannot be unpacked.</exception>
    public ZarrChunkReader Open(ReadOnlySpan<long> places)
    {
        string key = ZarrFolders.Join(_path, Array.Keys.Name(places));
        using var opened = new Opened<ByteSource>();
        var file = opened.Add(_file.OpenBeside(key)
            ?? throw _file.Invalid($"its chunk `{key}` disappeared after the file was opened"));
        if (Array.ChunkBytes > Most(file.Length))
        {
            throw new InvalidDataException(
                $"the chunk `{key}` claims {Array.ChunkBytes:N0} bytes from {file.Length:N0}");
        }

        var elements = Array.Codecs.Unpack(file.OpenRegion(0, file.Length), file.Length, (int)Array.ChunkBytes);
        opened.Release();
        return new ZarrChunkReader(file, elements, Array.ChunkBytes, key);
    }

    private static Int128 Most(long stored) => MaxFreeBytes + ((Int128)stored * MaxInflation);
}

/// <summary>The elements of one chunk, from front to back.</summary>
/// <param name="file">Closed with this, as <paramref name="elements"/> are.</param>
/// <param name="elements">Unpacked.</param>
/// <param name="length">Expected length in bytes.</param>
/// <param name="name">Name in errors.</param>
internal sealed class ZarrChunkReader(ByteSource file, Stream elements, long length, string name) : IDisposable
{
    private const int BufferBytes = 1 << 16;

    private readonly byte[] _buffer = new byte[(int)Math.Min(BufferBytes, length)];
    private long _read;
    private int _start;
    private int _end;

    /// <summary>The next bytes, at most as many as asked for; good until the next call.</summary>
    /// <exception cref="InvalidDataException">The chunk has fewer.</exception>
    public ReadOnlySpan<byte> Next(int most)
    {
        if (_start == _end)
        {
            (_start, _end) = (0, (int)Math.Min(_buffer.Length, length - _read));
            int read = elements.ReadAtLeast(_buffer.AsSpan(0, _end), _end, throwOnEndOfStream: false);
            if (read < _end || _end == 0)
            {
                throw new InvalidDataException(
                    $"the chunk `{name}` has {_read + read:N0} bytes, {length:N0} are expected");
            }

            _read += read;
        }

        var next = _buffer.AsSpan(_start, Math.Min(most, _end - _start));
        _start += next.Length;
        return next;
    }

    /// <summary>Passes over bytes.</summary>
    public void Skip(long count)
    {
        while (count > 0)
        {
            count -= Next((int)Math.Min(count, BufferBytes)).Length;
        }
    }

    /// <summary>Passes over what is left, and looks that no more follows.</summary>
    /// <exception cref="InvalidDataException">The chunk has more bytes than it should.</exception>
    public void Finish()
    {
        Skip(length - _read + _end - _start);
        bool hasMore = elements is ZstdFrameStream frames ? frames.HasMore() : elements.ReadByte() >= 0;
        if (hasMore)
        {
            throw new InvalidDataException($"the chunk `{name}` has more than its {length:N0} bytes");
        }
    }

    public void Dispose()
    {
        elements.Dispose();
        file.Dispose();
    }
}
