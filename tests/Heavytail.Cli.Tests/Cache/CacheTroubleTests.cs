using System.Diagnostics;
using Heavytail.Cli.Store;
using Heavytail.Cli.Tests.Support;
using Microsoft.Data.Sqlite;
using Xunit;

namespace Heavytail.Cli.Tests.Cache;

/// <summary>Whatever is wrong with a cache costs the cache, and is said once; the result is the same.</summary>
public sealed class CacheTroubleTests
{
    [Theory]
    [InlineData(0, "it is not a SQLite database")]
    [InlineData(100, "it is damaged")]
    public void A_damaged_file_is_set_aside_and_rebuilt(int at, string reason)
    {
        using var model = new CachedModel();
        Assert.Equal(0, model.Analyze().ExitCode);
        byte[] bytes = File.ReadAllBytes(model.Database);
        bytes.AsSpan(at, 1000).Fill(0xA5);
        File.WriteAllBytes(model.Database, bytes);
        Assert.Equal(2, model.Cache("verify").ExitCode);

        AssertWarns(
            model,
            $"the cache `{model.Database}` was unusable: {reason}; it was renamed to `spectra.db.corrupt-");
        string aside = Assert.Single(SetAside.Leftovers(model.Database));
        Assert.Matches(@"spectra\.db\.corrupt-\d{8}-\d{6}$", aside);
        Assert.Equal(bytes, File.ReadAllBytes(aside));
        Assert.Equal(2, model.Count());
        model.AssertSame();
        Assert.Equal(0, model.Cache("verify").ExitCode);
        Assert.Equal(0, model.Cache("clear").ExitCode);
        Assert.Empty(SetAside.Leftovers(model.Database));
    }

    /// <summary>A process that is killed while it makes the file leaves a journal beside it.</summary>
    [Theory]
    [InlineData("verify")]
    [InlineData("list")]
    [InlineData("sql", "SELECT count(*) FROM spectra")]
    public void A_write_that_was_cut_short_is_taken_back_by_who_reads(params string[] verb)
    {
        using var model = new CachedModel();
        Assert.Equal(0, model.Analyze().ExitCode);
        var whole = model.Cache(verb);
        Assert.Equal(0, whole.ExitCode);
        model.Execute("PRAGMA journal_mode = DELETE");
        using (var connection = new SqliteConnection($"Data Source={model.Database};Pooling=False"))
        {
            // More than its memory: pages are written before the end.
            connection.Open();
            connection.Execute("PRAGMA cache_size = 2; BEGIN; UPDATE contents SET content = randomblob(900000)");
            foreach (string file in new[] { "", "-journal" })
            {
                File.Copy(model.Database + file, model.Database + ".kept" + file);
            }
        }

        foreach (string file in new[] { "", "-journal" })
        {
            File.Move(model.Database + ".kept" + file, model.Database + file, overwrite: true);
        }

        var read = model.Cache(verb);
        Assert.Equal((whole.ExitCode, whole.Error), (read.ExitCode, read.Error));
        Assert.Equal(whole.Output.Split('\n').Length, read.Output.Split('\n').Length);
        model.AssertSame();
        Assert.Equal(2, model.Count());
    }

    [Fact]
    public void A_flipped_bit_of_a_spectrum_is_a_miss_and_is_healed()
    {
        using var model = new CachedModel();
        Assert.Equal(0, model.Analyze().ExitCode);
        model.Execute(
            "UPDATE contents SET content = CAST(substr(content, 1, 2000) || x'01' || substr(content, 2002) AS BLOB) "
            + "WHERE id = 1");
        var check = model.Cache("verify");
        Assert.Equal(2, check.ExitCode);
        Assert.Contains("the spectrum is damaged", check.Output, StringComparison.Ordinal);
        model.AssertSame();
        Assert.Equal(2, model.Count());
        Assert.Equal(0, model.Cache("verify").ExitCode);
    }

    [Fact]
    public void A_spectrum_under_the_key_of_another_is_a_miss()
    {
        using var model = new CachedModel();
        Assert.Equal(0, model.Analyze().ExitCode);
        model.Execute(
            "PRAGMA foreign_keys = OFF; UPDATE contents SET id = 9 WHERE id = 1; "
            + "UPDATE contents SET id = 1 WHERE id = 2; UPDATE contents SET id = 2 WHERE id = 9");
        model.AssertSame();
    }

    [Theory]
    [InlineData(
        "PRAGMA user_version = 2",
        "it has the schema of another version of heavytail, 2; this one reads 1; `heavytail cache clear` removes it",
        true)]
    [InlineData("PRAGMA application_id = 7", "it is a database of another program", false)]
    public void A_database_of_another_version_or_program_is_left_alone(string change, string reason, bool isOurs)
    {
        using var model = new CachedModel();
        Assert.Equal(0, model.Analyze().ExitCode);
        model.Execute(change + "; PRAGMA wal_checkpoint(TRUNCATE)");
        byte[] before = File.ReadAllBytes(model.Database);
        AssertWarns(model, $"the cache `{model.Database}` is not used: {reason}\n");
        Assert.Equal(before, File.ReadAllBytes(model.Database));
        foreach (string verb in (string[])["list", "verify"])
        {
            var result = model.Cache(verb);
            Assert.Equal(2, result.ExitCode);
            Assert.EndsWith(
                isOurs ? "hint: `heavytail cache clear` removes it\n" : "hint: `--cache DIR` names another folder\n",
                result.Error,
                StringComparison.Ordinal);
        }

        Assert.Equal(isOurs ? 0 : 2, model.Cache("clear").ExitCode);
        Assert.Equal(!isOurs, File.Exists(model.Database));
        Assert.True(isOurs || before.SequenceEqual(File.ReadAllBytes(model.Database)));
    }

    [Theory]
    [InlineData("list")]
    [InlineData("verify")]
    [InlineData("clear")]
    public void What_is_in_the_place_of_a_cache_is_named(string verb)
    {
        using var model = new CachedModel();
        Directory.CreateDirectory(model.Database);
        Check("there is a folder in its place");
        Directory.Delete(model.Folder, recursive: true);
        File.WriteAllText(model.Folder, "a file");
        Check($"`{model.Folder}` is a file and no folder");

        void Check(string reason)
        {
            Mistake.Check(
                verb, model.Cache(verb), $"error: the cache `{model.Database}` cannot be used: {reason}\n");
            AssertWarns(model, $"the cache `{model.Database}` is not used: {reason}\n");
        }
    }

    [Theory]
    [InlineData("list")]
    [InlineData("verify")]
    [InlineData("clear")]
    public void A_folder_of_another_user_is_named(string verb)
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && File.Exists("/usr/bin/setpriv"),
            "needs root and setpriv");
        using var model = new CachedModel();
        Assert.Equal(0, model.Analyze().ExitCode);
        using var process = model.Tool.LaunchInterruptible(
            ["setpriv", "--reuid", "65534", "--clear-groups"], "cache", verb, "--cache", model.Folder);
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(
            (2, $"error: the cache `{model.Database}` cannot be used: access to its folder is denied\n"),
            (process.ExitCode, error));
    }

    [Fact]
    public void Clear_needs_no_room()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs a POSIX shell and ulimit");
        using var model = new CachedModel();
        Assert.Equal(0, model.Analyze().ExitCode);
        Assert.Equal((0, ""), Limited(0, $"cache clear --cache '{model.Folder}'", model, out string output));
        Assert.StartsWith("removed ", output, StringComparison.Ordinal);
        Assert.True(!File.Exists(model.Database) || model.Count() == 0, output);
    }

    [Fact]
    public void A_locked_file_is_waited_for_and_then_left()
    {
        using var model = new CachedModel();
        Assert.Equal(0, model.Analyze().ExitCode);
        using var other = model.Connect();
        other.Execute("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; DELETE FROM spectra");
        AssertWarns(model, $"the cache `{model.Database}` is not used: another program keeps it locked\n");
        other.Execute("ROLLBACK");
    }

    [Fact]
    public void Only_a_folder_that_was_chosen_is_warned_of()
    {
        using var model = new CachedModel();
        File.WriteAllText(model.Folder, "a file");
        AssertWarns(model, $"the cache `{model.Database}` is not used: ");
        var home = model.Tool.With("XDG_CACHE_HOME", model.Folder).With(CacheLocation.Variable, "");
        string[] args = ["analyze", CachedModel.Name, "--json"];
        Assert.Equal(model.Plain(), home.StartProcess(args));
        string all = home.StartProcess([.. args, "-v"]).Error;
        Assert.Contains(
            $"note: the cache `{model.Folder}/heavytail/spectra.db` is not used: ", all, StringComparison.Ordinal);
        Assert.Equal(
            model.Plain(),
            model.Tool.With("XDG_CACHE_HOME", "").With(CacheLocation.Variable, "").With("HOME", "").StartProcess(args));
    }

    [Fact]
    public void A_file_that_may_not_grow_costs_the_cache()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs a POSIX shell and ulimit");
        using var model = new CachedModel();
        string expected = model.Plain().Output;
        foreach (int kilobytes in (int[])[1, 8, 24, 40])
        {
            var (code, error) = Limited(
                kilobytes,
                $"analyze {CachedModel.Name} --json --cache '{model.Folder}'",
                model,
                out string output);
            Assert.Equal((0, expected), (code, output));
            Assert.Matches("^(warning: the cache [^\n]* is not used: [^\n]*\n)?$", error);
            Assert.Equal(0, model.Cache("clear").ExitCode);
        }

        model.AssertSame();
        Assert.Equal(2, model.Count());
    }

    [Fact]
    public void A_size_that_is_none_is_an_error()
    {
        using var model = new CachedModel();
        var result = model.Tool.With("HEAVYTAIL_CACHE_SIZE", "much").StartProcess("analyze", CachedModel.Name);
        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith(
            "error: HEAVYTAIL_CACHE_SIZE=much: expected a size", result.Error, StringComparison.Ordinal);
        Assert.Equal(2, Tool.Run("analyze", CachedModel.Name, "--cache", "").ExitCode);
    }

    /// <summary>Runs the tool where no file may be larger than a limit.</summary>
    private static (int Code, string Error) Limited(
        int kilobytes, string command, CachedModel model, out string output)
    {
        var start = new ProcessStartInfo(
            "bash", ["-c", FormattableString.Invariant($"ulimit -f {kilobytes}; {Tool.ShellWords} {command}")])
        {
            WorkingDirectory = Path.GetDirectoryName(model.Folder),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // Two views of its own code are a file to the runtime, which would not start under the limit.
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        using var process = Process.Start(start)!;
        output = process.StandardOutput.ReadToEnd();
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, error);
    }

    /// <summary>The result of a run without a cache, and one warning.</summary>
    private static void AssertWarns(CachedModel model, string warning)
    {
        var plain = model.Plain();
        var result = model.Analyze();
        Assert.Equal((plain.ExitCode, plain.Output), (result.ExitCode, result.Output));
        string said = result.Error;
        Assert.StartsWith("warning: " + warning, said, StringComparison.Ordinal);
        Assert.Single(said.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
