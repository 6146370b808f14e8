using System.IO.Compression;
using Heavytail.Files;
using Heavytail.Files.Zip;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Files.Zip;

public sealed class ZipDirectoryTests
{
    private static readonly byte[] s_content = [.. Enumerable.Range(0, 200).Select(i => (byte)(i % 7))];

    [Theory]
    [InlineData(false, false, "")]
    [InlineData(true, false, "")]
    [InlineData(false, true, "")]
    [InlineData(true, true, "a comment that holds PK")]
    public void Entries_are_read(bool deflate, bool zip64, string comment)
    {
        byte[] zip = new TinyZip { Zip64 = zip64, Comment = comment }
            .Add("a/first", s_content, deflate).Add("a/empty", [], deflate).ToArray();

        Check(zip, "a/first", "a/empty");
    }

    /// <summary>The framework's own writer, to a stream that cannot seek: sizes follow the data.</summary>
    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Optimal)]
    public void What_dotnet_writes_is_read(CompressionLevel level)
    {
        var written = new MemoryStream();
        using (var archive = new ZipArchive(written, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = archive.CreateEntry("a/first", level).Open();
            entry.Write(s_content);
        }

        Check(written.ToArray(), "a/first");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_part_of_an_entry_is_read(bool deflate)
    {
        using var folder = new TempFolder();
        using var file = new DiskSource(folder.Write("a.zip", new TinyZip().Add("a", s_content, deflate).ToArray()));
        var zip = ZipDirectory.Read(file);

        using var stream = zip.OpenRead(zip.Entries[0], 50, 30);

        Assert.Equal(s_content[50..80], ReadAll(stream));
        Assert.Throws<InvalidCheckpointException>(() => zip.OpenRead(zip.Entries[0], 180, 30));
    }

    private static void Check(byte[] bytes, params string[] names)
    {
        using var folder = new TempFolder();
        using var file = new DiskSource(folder.Write("a.zip", bytes));

        var zip = ZipDirectory.Read(file);

        Assert.Equal(names, zip.Entries.Select(entry => entry.Name));
        Assert.Equal(names, ZipDirectory.PeekNames(file));
        using var stream = zip.OpenRead(zip.Find(names[0])!);
        Assert.Equal(s_content, ReadAll(stream));
    }

    private static byte[] ReadAll(Stream stream)
    {
        var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
