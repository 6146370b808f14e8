using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Heavytail.Tests.Formats.Archives;

/// <summary>Writes tars, header by header.</summary>
internal sealed class TinyTar
{
    private readonly List<byte> _tar = [];

    /// <summary>A header with true numbers, and what follows it.</summary>
    /// <param name="name">At most 100 bytes.</param>
    /// <param name="content">What follows.</param>
    /// <param name="kind">0 a plain file, 2 a symbolic link, L a long name, x a pax extension.</param>
    /// <param name="size">As claimed; true without it.</param>
    /// <param name="magic">Of ustar.</param>
    /// <param name="prefix">What comes before the name.</param>
    public TinyTar Add(
        string name, byte[] content, char kind = '0', string? size = null, string magic = "ustar\0", string prefix = "")
    {
        byte[] header = new byte[512];
        void Put(int at, string text) => Encoding.Latin1.GetBytes(text).CopyTo(header, at);
        Put(0, name);
        Put(100, "0000644\0");
        Put(124, size ?? Octal(content.Length, 11));
        header[156] = (byte)kind;
        Put(257, magic);
        Put(345, prefix);
        Put(148, "        ");
        Put(148, Octal(header.Sum(value => value), 6) + "\0 ");
        _tar.AddRange(header);
        _tar.AddRange(content);
        _tar.AddRange(new byte[(512 - (content.Length % 512)) % 512]);
        return this;
    }

    public byte[] ToArray(bool hasEnd = true) => hasEnd ? [.. _tar, .. new byte[1024]] : [.. _tar];

    public static byte[] Gzip(byte[] bytes)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }

    private static string Octal(int value, int digits) =>
        Convert.ToString(value, 8).PadLeft(digits, '0').ToString(CultureInfo.InvariantCulture);
}
