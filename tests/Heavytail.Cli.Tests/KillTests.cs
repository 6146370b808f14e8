using Heavytail.Cli.Tests.Kills;
using Heavytail.Cli.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests;

/// <summary>Small sizes of <c>-- kills</c> and <c>-- cachekills</c>.</summary>
public sealed class KillTests
{
    [Fact]
    public void A_signal_at_any_moment_leaves_no_half_file()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs POSIX signals");
        using var log = new StringWriter();
        Assert.True(KillCommand.Run([.. Tool.Program], 8, new Random(1), log) == 0, log.ToString());
    }

    [Fact]
    public void A_kill_at_any_moment_leaves_a_sound_cache()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs POSIX signals");
        using var log = new StringWriter();
        Assert.True(CacheKillCommand.Run([.. Tool.Program], 6, new Random(1), log) == 0, log.ToString());
    }

    [Theory]
    [InlineData("o.json", "{\"a\": 1}", true)]
    [InlineData("o.json", "{\"a\": 1", false)]
    [InlineData("o.jsonl", "{}\n{}\n", true)]
    [InlineData("o.jsonl", "{}\n{", false)]
    [InlineData("o.csv", "a,b\n1,2\n", true)]
    [InlineData("o.csv", "a,b\n1", false)]
    [InlineData("s.parquet", "PAR1 PAR1", true)]
    [InlineData("s.parquet", "PAR1 PAR", false)]
    [InlineData("s.npz", "PK", false)]
    public void Half_files_are_recognized(string name, string content, bool isWhole)
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder.File(name), content);
        Assert.Equal(isWhole, OutputCheck.Problem(folder.File(name)) is null);
    }
}
