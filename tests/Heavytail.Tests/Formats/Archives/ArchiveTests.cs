using System.Text;
using Heavytail.Tests.Files.Zip;
using Heavytail.Tests.Formats.NumPy;
using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.Archives;

/// <summary>Models in archives: stored, packed, in several files, with names of every kind.</summary>
public sealed class ArchiveTests
{
    private static readonly byte[] s_model = TinySafeTensors.Floats(("w", [2, 2], [1, 2, 3, 4]));
    private static readonly byte[] s_text = "some words"u8.ToArray();

    private static readonly byte[] s_index =
        """{"weight_map": {"a": "1.safetensors", "b": "2.safetensors"}}"""u8.ToArray();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Zip(bool deflate)
    {
        byte[] zip = new TinyZip().Add("m/readme.md", s_text, deflate).Add(
            "m/model.safetensors", s_model, deflate).ToArray();
        using var folder = new TempFolder();
        string path = folder.Write("x.zip", zip);
        using var checkpoint = Checkpoint.Open(path);

        Assert.Equal("safetensors in zip", checkpoint.Format);
        Assert.Equal([1, 2, 3, 4], checkpoint.Read("w"));
        Assert.Equal($"{path}!m/model.safetensors", checkpoint.Tensors[0].File);
        Assert.Equal(path, Assert.Single(checkpoint.Files).Path);
        Assert.Equal(zip.Length, checkpoint.Files[0].Size);
    }

    [Theory]
    [InlineData("ustar\0")]
    [InlineData("ustar ")]
    [InlineData("")]
    public void Tar(string magic)
    {
        byte[] tar = new TinyTar().Add("m/", [], '5', magic: magic).Add(
            "./m/x.safetensors", s_model, magic: magic).ToArray();
        using var folder = new TempFolder();
        string path = folder.Write("x.tar", tar);
        using var checkpoint = Checkpoint.Open(path);

        Assert.Equal("safetensors in tar", checkpoint.Format);
        Assert.Equal($"{path}!m/x.safetensors", checkpoint.Tensors[0].File);
        using var stream = checkpoint.OpenRead(checkpoint.Tensors[0]);
        Assert.True(stream.CanSeek);
        Assert.Equal([1, 2, 3, 4], checkpoint.Read("w"));
    }

    [Fact]
    public void TarWithoutAnEnd() => AssertReads(new TinyTar().Add("a.safetensors", s_model).ToArray(hasEnd: false));

    [Fact]
    public void NamesOverAHundredBytes()
    {
        string name = new string('d', 120) + "/a.safetensors";
        string pax = $" path={name}\n";
        byte[] extension = Encoding.UTF8.GetBytes($"{pax.Length + 3}{pax}");

        AssertReads(
            new TinyTar().Add("././@LongLink", Encoding.UTF8.GetBytes(name + "\0"), 'L').Add("d", s_model).ToArray(),
            name);
        AssertReads(new TinyTar().Add("pax", extension, 'x').Add("d", s_model).ToArray(), name);
        AssertReads(new TinyTar().Add("a.safetensors", s_model, prefix: new string('d', 120)).ToArray(), name);
    }

    [Fact]
    public void SizeInThePaxExtension()
    {
        byte[] extension = Encoding.ASCII.GetBytes($"12 size={s_model.Length}\n");
        AssertReads(
            new TinyTar().Add("pax", extension, 'x').Add("a.safetensors", s_model, size: "00000000000").ToArray());
    }

    [Fact]
    public void SizeInBinary()
    {
        string size = "\u0080\0\0\0\0\0\0\0\0\0\0" + (char)s_model.Length;
        AssertReads(new TinyTar().Add("a.safetensors", s_model, size: size).ToArray());
    }

    [Theory]
    [InlineData("x.tar.gz")]
    [InlineData("x.tgz")]
    public void TarInGzip(string name)
    {
        byte[] tar = new TinyTar().Add("m/x.safetensors", s_model).Add("m/readme", s_text).ToArray();
        using var folder = new TempFolder();
        string path = folder.Write(name, TinyTar.Gzip(tar));
        using var checkpoint = Checkpoint.Open(path);

        Assert.Equal("safetensors in tar.gz", checkpoint.Format);
        Assert.Equal($"{path}!m/x.safetensors", checkpoint.Tensors[0].File);
        Assert.Equal([1, 2, 3, 4], checkpoint.Read("w"));
        Assert.Single(checkpoint.Files);
    }

    [Fact]
    public void ModelInGzip()
    {
        using var folder = new TempFolder();
        string path = folder.Write(
            "m.npy.gz", TinyTar.Gzip(TinyNumPy.Array("<f4", "(2,)", TinySafeTensors.Bytes(5, 6))));
        using var checkpoint = Checkpoint.Open(path);

        Assert.Equal("NumPy array in gzip", checkpoint.Format);
        Assert.Equal($"{path}!m.npy", checkpoint.Tensors[0].File);
        Assert.Equal([5, 6], checkpoint.Read(checkpoint.Tensors[0]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ShardsAndTheirIndex(bool deflate)
    {
        var zip = new TinyZip()
            .Add("m/2.safetensors", TinySafeTensors.Floats(("b", [1], [2])), deflate)
            .Add("m/x.safetensors.index.json", s_index, deflate)
            .Add("m/1.safetensors", TinySafeTensors.Floats(("a", [1], [1])), deflate)
            .Add("optimizer.pt", s_model, deflate)
            .Add("__MACOSX/m/._1.safetensors", s_model, deflate);
        using var folder = new TempFolder();
        using var checkpoint = Checkpoint.Open(folder.Write("x.zip", zip.ToArray()));

        Assert.Equal("safetensors (sharded) in zip", checkpoint.Format);
        Assert.Equal(["a", "b"], checkpoint.Tensors.Select(tensor => tensor.Name));
        Assert.Equal([2], checkpoint.Read("b"));
        Assert.Single(checkpoint.Files);
    }

    [Fact]
    public void FormatsThatAreZipsComeFirst()
    {
        using var folder = new TempFolder();
        byte[] npz = TinyNumPy.Archive(
            System.IO.Compression.CompressionLevel.Optimal,
            ("a.npy", TinyNumPy.Array("<f4", "(1,)", TinySafeTensors.Bytes(1))));
        using (var checkpoint = Checkpoint.Open(folder.Write("x.zip", npz)))
        {
            Assert.Equal("NumPy archive", checkpoint.Format);
        }

        using (var checkpoint = Checkpoint.Open(
            folder.Write("y.zip", new TinyZip().Add("m.npz", npz, deflate: true).ToArray())))
        {
            Assert.Equal("NumPy archive in zip", checkpoint.Format);
            Assert.Equal([1], checkpoint.Read("a"));
        }
    }

    [Fact]
    public void FoldersListArchivesThatHoldModels()
    {
        using var folder = new TempFolder();
        folder.Write("a.zip", new TinyZip().Add("x.safetensors", s_model, deflate: true).ToArray());
        folder.Write("b.tar", new TinyTar().Add("x.safetensors", s_model).ToArray());
        folder.Write("c.tar.gz", TinyTar.Gzip(new TinyTar().Add("x.safetensors", new byte[4 << 20]).ToArray()));
        folder.Write("d.gz", TinyTar.Gzip(s_model));
        folder.Write("photos.zip", new TinyZip().Add("x.png", s_text).ToArray());
        folder.Write("photos.tar", new TinyTar().Add("x.png", s_text).ToArray());
        folder.Write("photos.tar.gz", TinyTar.Gzip(new TinyTar().Add("x.png", s_text).ToArray()));
        folder.Write("log.gz", TinyTar.Gzip(s_text));
        folder.Write("damaged.gz", TinyTar.Gzip(s_model).AsSpan(0, 11));

        Assert.Equal(
            ["a.zip", "b.tar", "c.tar.gz", "d.gz"],
            CheckpointFinder.Find(folder.Path).Select(path => Path.GetFileName(path)));
    }

    [Fact]
    public void TemporaryFilesAreDeleted()
    {
        string[] Spooled() => Directory.GetFiles(Path.GetTempPath(), "heavytail-????????????????????????????????");
        using var folder = new TempFolder();
        string path = folder.Write("x.gz", TinyTar.Gzip(TinySafeTensors.Floats(("unique", [1], [1]))));
        var before = Spooled().ToHashSet();
        using (var checkpoint = Checkpoint.Open(path))
        {
            // Unlinked once open: what ends the process leaves no file behind.
            Assert.True(OperatingSystem.IsWindows() || !Spooled().Any(file => !before.Contains(file)
                && new FileInfo(file).Length == new FileInfo(path).Length));
            Assert.Single(checkpoint.Tensors);
        }

        Assert.DoesNotContain(
            Spooled(), file => !before.Contains(file) && new FileInfo(file).Length == new FileInfo(path).Length);
    }

    private static void AssertReads(byte[] tar, string name = "a.safetensors")
    {
        using var folder = new TempFolder();
        using var checkpoint = Checkpoint.Open(folder.Write("x.tar", tar));
        Assert.EndsWith("!" + name, checkpoint.Tensors[0].File, StringComparison.Ordinal);
        Assert.Equal([1, 2, 3, 4], checkpoint.Read("w"));
    }
}
