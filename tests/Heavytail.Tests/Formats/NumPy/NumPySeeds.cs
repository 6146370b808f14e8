using System.IO.Compression;
using Heavytail.Tests.Formats.PyTorch;
using Heavytail.Tests.Hostile;

namespace Heavytail.Tests.Formats.NumPy;

/// <summary>Honest NumPy arrays and archives to be damaged.</summary>
internal static class NumPySeeds
{
    public static IReadOnlyList<FuzzSeed> All { get; } =
    [
        FuzzSeed.Plain("NumPy array", "x.npy", TinyNumPy.Array("<f4", "(3, 4)", TinyTorch.Counting(12))),
        FuzzSeed.Plain(
            "NumPy array", "x.npy", TinyNumPy.Array(">f8", "(2, 3)", new byte[48], fortran: true, version: 3)),
        Archive(CompressionLevel.NoCompression),
        Archive(CompressionLevel.Optimal),
    ];

    private static FuzzSeed Archive(CompressionLevel compression) => new(
        "NumPy archive",
        "x.npz",
        [
            TinyNumPy.Array("<f4", "(2, 3)", TinyTorch.Counting(6)),
            TinyNumPy.Array(">i2", "(2, 2)", new byte[8], fortran: true),
            TinyNumPy.Array("<U2", "()", new byte[8]),
        ],
        parts => TinyNumPy.Archive(compression, ("a.npy", parts[0]), ("b.npy", parts[1]), ("c.npy", parts[2])));
}
