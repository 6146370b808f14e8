using Heavytail.Cli.Output;
using Heavytail.Cli.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests;

/// <summary>A folder that replaces another one is whole or not there, and the other is there until then.</summary>
public sealed class AtomicFolderTests
{
    [Fact]
    public void A_new_folder_takes_the_place_of_the_old_one()
    {
        using var folder = new TempFolder();
        string path = Old(folder);
        using (var made = AtomicFolder.Create(path, ["new"]))
        {
            made.Streams[0].WriteByte(1);
            made.Rename();
        }

        Assert.Equal(["new"], Names(path));
        Assert.Equal(["model"], Names(folder.Path));
    }

    [Fact]
    public void The_old_folder_comes_back_where_the_new_one_cannot_be_renamed()
    {
        using var folder = new TempFolder();
        string path = Old(folder);
        using (var made = AtomicFolder.Create(path, ["new"]))
        {
            made.Streams[0].WriteByte(1);
            Directory.Delete(made.TemporaryPath, recursive: true); // so that it cannot get its name
            Assert.ThrowsAny<IOException>(made.Rename);
        }

        Assert.Equal("mine", File.ReadAllText(Path.Combine(path, "old")));
        Assert.Equal(["model"], Names(folder.Path));
    }

    [Fact]
    public void A_folder_that_is_not_renamed_leaves_nothing()
    {
        using var folder = new TempFolder();
        string path = Old(folder);
        AtomicFolder.Create(path, ["new"]).Dispose();
        Assert.Equal(["old"], Names(path));
        Assert.Equal(["model"], Names(folder.Path));
    }

    private static string Old(TempFolder folder)
    {
        string path = Directory.CreateDirectory(folder.File("model")).FullName;
        File.WriteAllText(Path.Combine(path, "old"), "mine");
        return path;
    }

    private static string[] Names(string folder) =>
        [.. Directory.GetFileSystemEntries(folder).Select(path => Path.GetFileName(path)!)];
}
