using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Heavytail.Tests.Formats.NumPy;

/// <summary>Writes .npy and .npz files: honest ones as NumPy writes them, lying ones from any header.</summary>
internal static class TinyNumPy
{
    private const int Alignment = 64;

    /// <summary>
    /// An array; <paramref name="shape"/> is spelled as Python does: <c>(3, 4)</c>, <c>(3,)</c>, <c>()</c>.
    /// </summary>
    public static byte[] Array(string descr, string shape, byte[] data, bool fortran = false, byte version = 1) =>
        WithHeader(
            $"{{'descr': '{descr}', 'fortran_order': {(fortran ? "True" : "False")}, 'shape': {shape}, }}", data,
            version);

    public static byte[] WithHeader(string header, byte[] data, byte version = 1)
    {
        int lengthSize = version == 1 ? sizeof(ushort) : sizeof(uint);
        int start = 8 + lengthSize;
        int textLength = Encoding.UTF8.GetByteCount(header) + 1;
        int padding = (Alignment - ((start + textLength) % Alignment)) % Alignment;
        byte[] text = Encoding.UTF8.GetBytes(header + new string(' ', padding) + "\n");
        byte[] length = new byte[sizeof(uint)];
        BinaryPrimitives.WriteInt32LittleEndian(length, text.Length);
        return [0x93, .. "NUMPY"u8, version, 0, .. length.AsSpan(0, lengthSize), .. text, .. data];
    }

    /// <summary>A zip of entries as given; a name without <c>.npy</c> stays without.</summary>
    public static byte[] Archive(CompressionLevel compression, params (string Name, byte[] Data)[] entries)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, data) in entries)
            {
                using var entry = zip.CreateEntry(name, compression).Open();
                entry.Write(data);
            }
        }

        return bytes.ToArray();
    }
}
