using Heavytail.Cli.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests;

/// <summary>A path that cannot be used costs what it names; the other models are analyzed.</summary>
public sealed class PathTroubleTests
{
    private static readonly string[] s_columns = ["--columns", "name,num_evals", "-fcsv"];

    private const string Good = "name,num_evals\na,20\n";

    [Theory]
    [InlineData("\u0090\u0001\0\0\0\0\0\0{\"a.weight\":{}}\nmore\n")]
    [InlineData("PK\u0003\u0004\u0014\0\0\0\0\0\u0008\n")]
    [InlineData("\ufffdHDF\r\n\u001a\n\0\0\0\0\0\u0008\u0008\0\n")]
    [InlineData("GGUF\u0003\0\0\0\n\n")]
    public void A_weight_file_in_the_place_of_its_path_is_one_error(string bytes)
    {
        foreach (string command in new[] { "analyze", "describe" })
        {
            var result = new Tool { Input = bytes }.Start(command, "-");
            Assert.Equal(
                new ToolResult(
                    2,
                    "",
                    "error: standard input holds binary data: `-` reads paths, one a line\n"
                    + "hint: give the path of the weight file instead of its bytes\n"),
                result);
        }
    }

    [Fact]
    public void A_path_with_NUL_costs_itself()
    {
        using var folder = new TempFolder();
        string good = Model(folder, "good.safetensors");
        var result = new Tool { Input = $"x\0y.pt\n{good}\n" }.Start(["analyze", "-", .. s_columns]);
        Assert.Equal(
            new ToolResult(2, Good, "error: `x\\u0000y.pt`: no file has a NUL character in its name\n"), result);
    }

    [Fact]
    public void A_file_that_takes_more_memory_than_there_is_costs_itself()
    {
        using var folder = new TempFolder();
        string good = Model(folder, "good.safetensors");
        string large = folder.File("large.safetensors");
        byte[] header = new byte[90 << 20];
        Array.Fill(header, (byte)' ');
        "{}"u8.CopyTo(header);
        File.WriteAllBytes(large, [.. BitConverter.GetBytes((ulong)header.Length), .. header]);
        var result = new Tool().With("DOTNET_GCHeapHardLimit", "0x4000000")
            .StartProcess(["analyze", large, good, .. s_columns]);
        Assert.Equal((2, Good), (result.ExitCode, result.Output));
        Assert.StartsWith(
            $"error: `{large}`: needs more memory than there is\n", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(" lead.safetensors", " lead.safetensors")]
    [InlineData("trail.safetensors ", "trail.safetensors ")]
    [InlineData("plain.safetensors", "  plain.safetensors ")]
    public void Spaces_around_a_listed_path_belong_to_it_where_such_a_file_is(string name, string line)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no names that end in a space");
        using var folder = new TempFolder();
        Model(folder, name);
        var tool = new Tool { Folder = folder.Path, Input = $"{line}\n\n" };
        Assert.Equal(new ToolResult(0, Good, ""), tool.Start(["analyze", "-", .. s_columns]));
    }

    [Theory]
    [InlineData(" lead.safetensors,61", " lead.safetensors")]
    [InlineData("trail.safetensors ,61", "trail.safetensors ")]
    [InlineData("\" quoted.safetensors \",61", " quoted.safetensors ")]
    [InlineData("  plain.safetensors ,61", "plain.safetensors")]
    [InlineData("  \"layout.safetensors\" , 61", "layout.safetensors")]
    public void Spaces_around_a_path_in_a_table_belong_to_it_where_such_a_file_is(string row, string name)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no names that end in a space");
        using var folder = new TempFolder();
        Model(folder, name);
        File.WriteAllText(folder.File("t.csv"), $"model,accuracy\n{row}\n");
        var result = Tool.Run("trend", folder.File("t.csv"), "--per-model", "-fcsv");
        Assert.DoesNotContain("no such file", result.Error, StringComparison.Ordinal);
        Assert.Contains($"\n{name},all models,", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Spaces_make_two_files_of_one_table_differ()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no names that end in a space");
        using var folder = new TempFolder();
        Model(folder, "a.safetensors");
        new SampleFile().Add("b.weight", 30, 40).Write(folder.File(" a.safetensors"));
        File.WriteAllText(folder.File("t.csv"), "model,accuracy\n a.safetensors,61\na.safetensors,61\n");
        string output = Tool.Run("trend", folder.File("t.csv"), "--per-model", "-fcsv").Output;
        Assert.Contains("\n a.safetensors,", output, StringComparison.Ordinal);
        Assert.Contains("\na.safetensors,", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(" l*")]
    [InlineData("* ")]
    public void Spaces_in_globs_are_those_of_names(string glob)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no names that end in a space");
        using var folder = new TempFolder();
        Model(folder, " l.safetensors ");
        Model(folder, "l.safetensors");
        var tool = new Tool { Folder = folder.Path };
        Assert.Equal(
            new ToolResult(0, "model\n l.safetensors \n", ""),
            tool.Start("analyze", glob, "--columns", "model", "-fcsv"));
    }

    [Fact]
    public void Spaces_around_the_names_of_shards_are_theirs()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no names that end in a space");
        using var folder = new TempFolder();
        Model(folder, " shard.safetensors ");
        string index = folder.File("model.safetensors.index.json");
        File.WriteAllText(index, """{"weight_map": {"a.weight": " shard.safetensors "}}""");
        Assert.Equal(new ToolResult(0, Good, ""), Tool.Run(["analyze", index, .. s_columns]));
    }

    [Fact]
    public void A_folder_below_that_cannot_be_listed_is_an_error_and_the_rest_is_analyzed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs POSIX permissions");
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "root may list every folder");
        using var folder = new TempFolder();
        Model(folder, "good.safetensors");
        string locked = Directory.CreateDirectory(folder.File("locked")).FullName;
        SetMode(locked, UnixFileMode.None);
        var result = Tool.Run(["analyze", folder.Path, .. s_columns]);
        SetMode(locked, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Assert.Equal((2, Good), (result.ExitCode, result.Output));
        Assert.StartsWith(
            $"error: `{locked}`: the folder cannot be listed: ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_with_an_at_sign_is_a_file()
    {
        using var folder = new TempFolder();
        Model(folder, "@m.safetensors");
        var tool = new Tool { Folder = folder.Path };
        Assert.Equal(new ToolResult(0, Good, ""), tool.Start(["analyze", "@m.safetensors", .. s_columns]));
    }

    private static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode);
        }
    }

    private static string Model(TempFolder folder, string name) =>
        new SampleFile().Add("a.weight", 20, 30).Write(folder.File(name));
}
