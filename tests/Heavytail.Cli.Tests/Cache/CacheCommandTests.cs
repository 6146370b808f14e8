using System.Text.Json;
using Heavytail.Cli.Store;
using Heavytail.Cli.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests.Cache;

/// <summary><c>heavytail cache</c> and its commands.</summary>
public sealed class CacheCommandTests
{
    [Fact]
    public void List_shows_what_is_kept()
    {
        using var model = new CachedModel();
        Assert.Equal(0, model.Analyze().ExitCode);
        var list = model.Cache("list");
        Assert.Equal(0, list.ExitCode);
        Assert.Contains(" stored ", list.Output, StringComparison.Ordinal);
        Assert.Contains($" 2 spectra, 0.1 MB, `{model.Database}`\n", list.Output, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(model.Cache("list", "--json").Output);
        var first = json.RootElement.GetProperty("spectra")[0];
        Assert.Equal(CachedModel.Name, first.GetProperty("model").GetString());
        Assert.Equal("a", first.GetProperty("layer").GetString());
        Assert.Equal(1250, first.GetProperty("rows").GetInt32());
        Assert.Equal(1200, first.GetProperty("eigenvalues").GetInt32());
        Assert.Equal(64, first.GetProperty("key").GetString()!.Length);
    }

    [Fact]
    public void Clear_leaves_an_empty_cache()
    {
        using var model = new CachedModel();
        Assert.Equal(0, model.Analyze().ExitCode);
        Assert.StartsWith("removed 2 spectra, ", model.Cache("clear").Output, StringComparison.Ordinal);
        Assert.Equal(0, model.Count());
        Assert.StartsWith("removed 0 spectra, 0.0 MB", model.Cache("clear").Output, StringComparison.Ordinal);
        model.AssertSame();
        Assert.Equal(2, model.Count());
    }

    [Fact]
    public void Sql_answers_in_every_format()
    {
        using var model = new CachedModel();
        Assert.Equal(0, model.Analyze().ExitCode);
        const string Query = "SELECT layer, rows * columns AS n, 0.5 AS half, NULL AS none FROM spectra ORDER BY layer";
        Assert.Equal(
            " layer        n    half  none\n a      1500000  0.5000\n b       850000  0.5000\n",
            model.Cache("sql", Query).Output.Replace(" \n", "\n", StringComparison.Ordinal));
        Assert.Equal("layer,n,half,none\na,1500000,0.5,\nb,850000,0.5,\n", model.Cache("sql", Query, "-fcsv").Output);
        using var json = JsonDocument.Parse(model.Cache("sql", Query, "--json").Output);
        Assert.Equal(850000, json.RootElement.GetProperty("rows")[1].GetProperty("n").GetInt64());
    }

    [Theory]
    [InlineData("DELETE FROM spectra", "only reading the tables is possible")]
    [InlineData("DROP TABLE spectra", "only reading the tables is possible")]
    [InlineData("ATTACH 'other.db' AS other", "only reading the tables is possible")]
    [InlineData("VACUUM INTO 'copy.db'", "only reading the tables is possible")]
    [InlineData("PRAGMA query_only = OFF", "only reading the tables is possible")]
    [InlineData("PRAGMA user_version = 2", "only reading the tables is possible")]
    [InlineData("SELECT * FROM pragma_journal_mode", "only reading the tables is possible")]
    [InlineData("SELECT ?1", "the query has a parameter, `?1`, and nothing gives it a value")]
    [InlineData("SELECT ?", "the query has a parameter, `?`, ")]
    [InlineData("SELECT $layer, :b", "the query has a parameter, `$layer`, ")]
    [InlineData("SELECT 1; SELECT 2", "there are several queries")]
    [InlineData("SELECT 1; DELETE FROM spectra", "there are several queries")]
    [InlineData("; SELECT 1; SELEC", "there are several queries")]
    [InlineData("/* nothing */", "the query gives no columns")]
    [InlineData("SELECT nobody FROM spectra", "no such column: nobody")]
    [InlineData("SELECT * FROM spectrum", "no such table: spectrum")]
    [InlineData("SELEC", "near \"SELEC\": syntax error")]
    [InlineData("SELECT 1 AS a, 2 AS a", "two columns are named `a`")]
    public void Sql_reads_and_does_nothing_else(string query, string problem)
    {
        using var model = new CachedModel();
        Assert.Equal(0, model.Analyze().ExitCode);
        var result = model.Cache("sql", query);
        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith("error: `cache sql`: " + problem, result.Error, StringComparison.Ordinal);
        Assert.Contains("\nhint: ", result.Error, StringComparison.Ordinal);
        Assert.Equal(2, model.Count());
    }

    [Theory]
    [InlineData("SELECT name FROM pragma_table_info('contents')")]
    [InlineData("PRAGMA table_info(contents)")]
    [InlineData("SELECT 'content' AS name; -- and no more")]
    public void Sql_describes_the_tables(string query)
    {
        using var folder = new TempFolder();
        var result = Tool.Run("cache", "sql", query, "--cache", folder.Path);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("content", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Clear_removes_what_is_old()
    {
        using var model = new CachedModel();
        Assert.Equal(0, model.Analyze().ExitCode);
        model.Execute("UPDATE spectra SET used = used - 864000 WHERE layer = 'a'");
        Assert.StartsWith(
            "removed 0 spectra, ", model.Cache("clear", "--older-than", "11d").Output, StringComparison.Ordinal);
        Assert.StartsWith(
            "removed 1 spectrum, ", model.Cache("clear", "--older-than", "9.5 D").Output, StringComparison.Ordinal);
        Assert.Equal(1, model.Count());
        Assert.Equal(0, model.Cache("verify").ExitCode);
        foreach (string text in (string[])["", "d", "5", "-1d", "5y", "1e3h", "999999999999d"])
        {
            Assert.Equal(2, model.Cache("clear", "--older-than", text).ExitCode);
        }

        Assert.Equal(1, model.Count());
    }

    [Theory]
    [InlineData("list")]
    [InlineData("verify")]
    [InlineData("clear")]
    [InlineData("sql", "SELECT * FROM spectra")]
    public void A_cache_that_is_not_there_is_an_empty_one(params string[] args)
    {
        using var folder = new TempFolder();
        var result = Tool.Run(["cache", .. args, "--cache", folder.File("cache")]);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.False(Directory.Exists(folder.File("cache")));
        Assert.Equal(0, Tool.Run(["cache", .. args, "--cache", "none"]).ExitCode);
    }

    [Fact]
    public void A_file_that_was_being_made_is_an_empty_cache()
    {
        using var model = new CachedModel();
        Directory.CreateDirectory(model.Folder);
        File.WriteAllBytes(model.Database, []);
        Assert.Equal(0, model.Cache("verify").ExitCode);
        string list = model.Cache("list").Output;
        Assert.StartsWith(" 0 spectra, ", list, StringComparison.Ordinal);
        Assert.EndsWith("\n not kept: models that decompose within 0.1 s\n", list, StringComparison.Ordinal);
        model.AssertSame();
        Assert.Equal(2, model.Count());
    }

    [Fact]
    public void A_cache_needs_a_command() =>
        Assert.StartsWith(
            "error: `cache` needs a command of its own\n", Tool.Run("cache").Error, StringComparison.Ordinal);

    [Theory]
    [InlineData("/a", "/b", "/x", "/h", "/a/spectra.db")]
    [InlineData(null, "/b", "/x", "/h", "/b/spectra.db")]
    [InlineData(null, null, "/x", "/h", "/x/heavytail/spectra.db")]
    [InlineData(null, null, "relative", "/h", "/h/.cache/heavytail/spectra.db")]
    [InlineData(null, null, null, "/h", "/h/.cache/heavytail/spectra.db")]
    [InlineData(null, null, null, null, null)]
    [InlineData("none", "/b", "/x", "/h", null)]
    [InlineData(null, "none", "/x", "/h", null)]
    public void The_folder_is_the_option_or_the_variable_or_the_platform(
        string? option, string? variable, string? xdg, string? home, string? expected)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "folders of Linux");
        using var state = new ProcessState(Environment.CurrentDirectory, new Dictionary<string, string>
        {
            [CacheLocation.Variable] = variable ?? "",
            ["XDG_CACHE_HOME"] = xdg ?? "",
            ["HOME"] = home ?? "",
        });
        Assert.Equal(expected, CacheLocation.From(option).File);
    }
}
