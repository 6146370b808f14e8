using Heavytail.Files;
using Heavytail.Files.Hdf5;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.Hdf5;

/// <summary>Groups with many members, which the newest version keeps in heaps.</summary>
public sealed class Hdf5DenseTests
{
    [Theory]
    [InlineData(9, false, false)]
    [InlineData(30, true, false)]
    [InlineData(30, true, true)]
    public void LinksAreSortedByName(int count, bool indirect, bool twoLevels)
    {
        using var folder = new TempFolder();
        using var checkpoint = Checkpoint.Open(folder.Write("w.h5", TinyHdf5Dense.File(count, indirect, twoLevels)));
        Assert.Equal(
            Enumerable.Range(0, count).Select(i => $"w{i}").Order(StringComparer.Ordinal),
            checkpoint.Tensors.Select(tensor => tensor.Name));
        Assert.Equal([count - 1.0], checkpoint.Read($"w{count - 1}"));
    }

    [Fact]
    public void LinksKeepTheOrderInWhichTheyWereMade()
    {
        using var folder = new TempFolder();
        using var checkpoint = Checkpoint.Open(folder.Write("w.h5", TinyHdf5Dense.File(12, byOrder: true)));
        Assert.Equal(
            Enumerable.Range(0, 12).Select(i => $"w{11 - i}"), checkpoint.Tensors.Select(tensor => tensor.Name));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AttributesAreFound(bool twoLevels)
    {
        using var folder = new TempFolder();
        using var file = new DiskSource(folder.Write("w.h5", TinyHdf5Dense.File(20, indirect: true, twoLevels)));
        var tree = Hdf5Tree.Read(file);
        Assert.All(Enumerable.Range(0, 20), i => Assert.Equal("x", tree.Root.Text($"a{i}")));
        Assert.Null(tree.Root.Text("a20"));
    }
}
