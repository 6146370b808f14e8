namespace Heavytail.Files.Hdf5;

/// <summary>
/// Bounds-checked access by HDF5 addresses, which count from the superblock. What is read as metadata is charged to a
/// budget, so that structures which overlap or refer to each other in a circle cannot make work that the file's
/// bytes do not pay for.
/// </summary>
internal sealed class Hdf5Bytes(ByteSource file, long start)
{
    /// <summary>Metadata are read once, some twice.</summary>
    private const int BudgetPerByte = 4;
    private const long FreeBudget = 1 << 20;
    private const long MaxBudget = 256 << 20;

    private readonly HashSet<long> _visited = [];
    private long _budget = Math.Min(MaxBudget, FreeBudget + (Math.Min(MaxBudget, file.Length) * BudgetPerByte));

    /// <summary>Bytes of an address: 2, 4 or 8.</summary>
    public int OffsetSize { get; init; } = 8;

    /// <summary>Bytes of a length: 2, 4 or 8.</summary>
    public int LengthSize { get; init; } = 8;

    /// <summary>Bytes from the superblock to the end of the file.</summary>
    public long Length => file.Length - start;

    public string Path => file.Path;

    public bool Holds(long address, long count) =>
        address >= 0 && count >= 0 && count <= Length && address <= Length - count;

    /// <summary>Reads metadata.</summary>
    /// <param name="address">Address.</param>
    /// <param name="count">Length in bytes.</param>
    /// <param name="what">Description of the structure, for errors.</param>
    /// <exception cref="InvalidCheckpointException">It leaves the file, or more is read than the file can
    /// hold.</exception>
    public byte[] Read(long address, long count, string what)
    {
        if (!Holds(address, count))
        {
            throw Truncated($"{what} needs {count:N0} bytes at address {address:N0}, the file has {Length:N0}");
        }

        Charge(count);
        byte[] bytes = new byte[count];
        file.ReadExactly(start + address, bytes);
        return bytes;
    }

    /// <summary>Takes bytes off the budget without reading them.</summary>
    public void Charge(long count)
    {
        _budget -= count;
        if (_budget < 0)
        {
            throw Invalid("the headers of its objects overlap or repeat: they describe more than the file can hold");
        }
    }

    /// <summary>A structure may be entered once: what comes back to it goes in a circle.</summary>
    public void Enter(long address, string what)
    {
        if (!_visited.Add(address))
        {
            throw Invalid($"{what} at address {address:N0} is reached twice");
        }
    }

    /// <summary>The bytes of a dataset, which are not metadata.</summary>
    public Stream OpenRegion(long address, long count) => file.OpenRegion(start + address, count);

    public void ReadData(long address, Span<byte> destination) => file.ReadExactly(start + address, destination);

    public InvalidCheckpointException Invalid(string problem, string? hint = null) => file.Invalid(problem, hint);

    public InvalidCheckpointException Truncated(string problem, string? tensor = null) =>
        file.Truncated(problem, tensor);

    public InvalidCheckpointException InvalidTensor(string tensor, string problem, string? hint = null) =>
        file.InvalidTensor(tensor, problem, hint);
}
