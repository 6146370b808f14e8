namespace Heavytail.Tests.Hostile;

/// <summary>
/// An honest file to be damaged. Its parts can be damaged one by one and joined again with true lengths and sizes, so
/// that damage gets past the container.
/// </summary>
/// <param name="Format">The name of its format.</param>
/// <param name="FileName">What the damaged files are called.</param>
/// <param name="Parts">Headers, pickles, data.</param>
/// <param name="Join">Parts → the file.</param>
internal sealed record FuzzSeed(string Format, string FileName, byte[][] Parts, Func<byte[][], byte[]> Join)
{
    /// <summary>Files beside it, which are left whole.</summary>
    public IReadOnlyList<(string Name, byte[] Bytes)> Companions { get; init; } = [];

    public byte[] Bytes => Join(Parts);

    /// <summary>
    /// At least one for every format that Heavytail reads: the property <c>All</c> of every class whose name ends with
    /// <c>Seeds</c>.
    /// </summary>
    public static IReadOnlyList<FuzzSeed> All { get; } =
    [
        .. typeof(FuzzSeed).Assembly.GetTypes()
            .Where(type => type.Name.EndsWith("Seeds", StringComparison.Ordinal))
            .OrderBy(type => type.FullName, StringComparer.Ordinal)
            .SelectMany(type => (IEnumerable<FuzzSeed>)type.GetProperty(nameof(All))!.GetValue(null)!),
    ];

    /// <summary>A file in one part.</summary>
    public static FuzzSeed Plain(string format, string fileName, byte[] bytes) =>
        new(format, fileName, [bytes], parts => parts[0]);
}
