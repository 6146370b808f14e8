using System.Numerics;

namespace Heavytail.Files.Hdf5;

/// <summary>The heap that keeps links and attributes of objects with many of them.</summary>
internal sealed class Hdf5FractalHeap
{
    private const string What = "a fractal heap";
    private const int MaxDepth = 16;

    private readonly Hdf5Bytes _bytes;
    private readonly int _idBytes;
    private readonly int _offsetBytes;
    private readonly int _lengthBytes;
    private readonly int _width;
    private readonly long _startBlock;
    private readonly int _directRows;
    private readonly long? _root;
    private readonly int _rootRows;

    private Hdf5FractalHeap(ref Hdf5Cursor cursor)
    {
        _bytes = cursor.Bytes;
        cursor.Signature("FRHP"u8);
        cursor.Version(0, 0);
        _idBytes = cursor.U16();
        IsFiltered = cursor.U16() != 0;
        cursor.Skip(1);
        long maxObject = cursor.U32();
        cursor.Skip((10 * _bytes.LengthSize) + (2 * _bytes.OffsetSize));
        _width = cursor.U16();
        _startBlock = cursor.Length();
        long maxDirect = cursor.Length();
        int maxBits = cursor.U16();
        cursor.Skip(2);
        _root = cursor.Address();
        _rootRows = cursor.U16();
        if (_width == 0 || maxBits is 0 or > 64 || !BitOperations.IsPow2(_startBlock)
            || !BitOperations.IsPow2(maxDirect)
            || maxDirect < _startBlock || !BitOperations.IsPow2(_width) || _rootRows > 64 || maxObject == 0)
        {
            throw _bytes.Invalid(
                $"{What} has blocks from {_startBlock:N0} to {maxDirect:N0} bytes, {_width} a row, {_rootRows} rows, "
                + $"{maxBits} bits");
        }

        _offsetBytes = (maxBits + 7) / 8;
        _lengthBytes = Math.Min(
            (BitOperations.Log2((ulong)maxDirect) + 7) / 8, (BitOperations.Log2((ulong)maxObject) / 8) + 1);
        _directRows = BitOperations.Log2((ulong)maxDirect) - BitOperations.Log2((ulong)_startBlock) + 2;
    }

    /// <summary>Whether its blocks are compressed, which is not read.</summary>
    public bool IsFiltered { get; }

    public static Hdf5FractalHeap Read(Hdf5Bytes bytes, long address)
    {
        int length = 22 + (12 * bytes.LengthSize) + (3 * bytes.OffsetSize);
        var cursor = new Hdf5Cursor(bytes, bytes.Read(address, length, What), What);
        return new Hdf5FractalHeap(ref cursor);
    }

    /// <summary>
    /// The object of an id; null of one that lies outside the heap's blocks, as very long attributes do.
    /// </summary>
    public byte[]? Find(ReadOnlySpan<byte> id)
    {
        const int Managed = 0;
        const int Tiny = 2;
        var cursor = new Hdf5Cursor(_bytes, id, "an id in a fractal heap");
        byte head = cursor.U8();
        int kind = (head >> 4) & 3;
        if (kind == Tiny && _idBytes <= 18)
        {
            return cursor.Take((head & 15) + 1).ToArray();
        }

        if (kind != Managed || IsFiltered || _root is null)
        {
            return null;
        }

        long offset = cursor.Number(_offsetBytes);
        long length = cursor.Number(_lengthBytes);
        long address = _rootRows == 0 ? _root.Value + offset : Locate(_root.Value, _rootRows, offset, 0);
        return _bytes.Read(address, length, "an object in a fractal heap");
    }

    /// <summary>
    /// Rows of blocks: two of the smallest size, each further one of twice the size of the one before.
    /// </summary>
    private long Locate(long block, int rows, long offset, int depth)
    {
        int prefix = 5 + _bytes.OffsetSize + _offsetBytes;
        long before = 0;
        for (int row = 0; row < rows && depth < MaxDepth; row++)
        {
            Int128 size = (Int128)_startBlock << Math.Max(0, row - 1);
            if (offset - before >= size * _width)
            {
                before = (long)Int128.Min(long.MaxValue, before + (size * _width));
                continue;
            }

            long column = (offset - before) / (long)size;
            long entry = ((long)row * _width) + column;
            var cursor = new Hdf5Cursor(
                _bytes, _bytes.Read(block + prefix + (entry * _bytes.OffsetSize), _bytes.OffsetSize, What), What);
            long child = cursor.DefinedAddress();
            long within = offset - before - (column * (long)size);
            int childRows =
                BitOperations.Log2(
                    (ulong)size) - BitOperations.Log2((ulong)_startBlock) - BitOperations.Log2((ulong)_width) + 1;
            return row < _directRows ? child + within : Locate(child, childRows, within, depth + 1);
        }

        throw _bytes.Invalid($"{What} has no block for offset {offset:N0}");
    }
}
