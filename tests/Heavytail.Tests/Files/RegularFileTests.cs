using Xunit;

namespace Heavytail.Tests.Files;

/// <summary>What is opened as a file and what is not.</summary>
public sealed class RegularFileTests
{
    /// <summary>So programs hand over weights in memory: by a descriptor, or by a link to one.</summary>
    [Fact]
    public void AnOpenFileWithoutANameIsAFile()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "other systems have no /proc");
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            string name = Path.Combine(folder, "named");
            using var stream = new FileStream(name, FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite);
            stream.Write([1, 2, 3]);
            stream.Flush();
            File.Delete(name);
            string descriptor = $"/proc/self/fd/{stream.SafeFileHandle.DangerousGetHandle()}";
            string link = File.CreateSymbolicLink(Path.Combine(folder, "model.npy"), descriptor).FullName;

            foreach (string path in (string[])[descriptor, link])
            {
                Assert.Null(RegularFile.OtherKind(path));
                Assert.False(RegularFile.IsDanglingLink(path));
                using var handle = RegularFile.OpenRead(path);
                byte[] bytes = new byte[4];
                Assert.Equal(3, RandomAccess.Read(handle, bytes, 0));
                Assert.Equal([1, 2, 3, 0], bytes);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void ALinkToAFileThatWasDeletedIsNone()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "links need rights elsewhere");
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            string link = File.CreateSymbolicLink(Path.Combine(folder, "link"), Path.Combine(folder, "gone")).FullName;

            Assert.Equal($"a link to `{folder}/gone`, which does not exist", RegularFile.OtherKind(link));
            Assert.True(RegularFile.IsDanglingLink(link));
            Assert.Contains("does not exist", Assert.ThrowsAny<IOException>(() => RegularFile.OpenRead(link)).Message);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
