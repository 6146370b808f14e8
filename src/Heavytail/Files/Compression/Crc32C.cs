using System.Numerics;

namespace Heavytail.Files.Compression;

/// <summary>The checksum of LevelDB's and TensorFlow's files.</summary>
internal static class Crc32C
{
    /// <summary>
    /// The checksum as it is stored: turned and shifted, so that bytes with their checksum have another one.
    /// </summary>
    public static uint Masked(ReadOnlySpan<byte> bytes, byte after)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        crc = ~BitOperations.Crc32C(crc, after);
        return BitOperations.RotateRight(crc, 15) + 0xA282EAD8;
    }
}
