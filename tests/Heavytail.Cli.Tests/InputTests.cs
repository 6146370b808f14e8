using Heavytail.Cli.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests;

/// <summary>The ways to name weight files.</summary>
public sealed class InputTests
{
    [Fact]
    public void Files_folders_globs_and_standard_input_name_files_once_in_the_order_given()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder.File("runs/deep"));
        foreach (string name in new[] { "z.safetensors", "a.safetensors", "runs/b.safetensors", "runs/deep/c.safetensors" })
        {
            new SampleFile().Add("a.weight", 20, 30).Write(folder.File(name));
        }

        File.WriteAllText(folder.File("notes.txt"), "not a model");
        Assert.Equal(
            ["z.safetensors", "a.safetensors"], Models(folder, "z.safetensors", "a.safetensors", "z.safetensors"));
        Assert.Equal(["runs/b.safetensors", "runs/deep/c.safetensors"], Models(folder, "runs"));
        Assert.Equal(["a.safetensors", "z.safetensors"], Models(folder, "*.safetensors"));
        Assert.Equal(["runs/b.safetensors", "runs/deep/c.safetensors"], Models(folder, "runs/**/*.safetensors"));
        Assert.Equal(["runs/b.safetensors"], Lines(new Tool { Folder = folder.Path, Input = "\nruns/b.safetensors\n" }
            .Start("analyze", "-", "--columns", "model", "-fcsv")));
    }

    [Fact]
    public void An_index_stands_for_its_shards()
    {
        using var folder = new TempFolder();
        new SampleFile().Add("a.weight", 20, 30).Write(folder.File("model-00001-of-00002.safetensors"));
        new SampleFile().Add("b.weight", 20, 31).Write(folder.File("model-00002-of-00002.safetensors"));
        File.WriteAllText(
            folder.File("model.safetensors.index.json"),
            """{"metadata":{},"weight_map":{"b.weight":"model-00002-of-00002.safetensors","a.weight":"model-00001-of-00002.safetensors"}}""");
        var result = new Tool { Folder = folder.Path }.Start("analyze", ".", "--columns", "layer_id,name", "-fcsv");
        Assert.Equal("layer_id,name\n0,a\n1,b\n", result.Output);
    }

    [Theory]
    [InlineData(2, "0,a\n1,b\n", "")]
    [InlineData(3, "0,a\n0,b\n", "file 1 of the 3 of a model; its shard `model-00003-of-00003.safetensors` is not")]
    public void Shards_without_an_index(int count, string layers, string note)
    {
        using var folder = new TempFolder();
        new SampleFile().Add("a.weight", 20, 30).Write(folder.File($"model-00001-of-0000{count}.safetensors"));
        new SampleFile().Add("b.weight", 24, 30).Write(folder.File($"model-00002-of-0000{count}.safetensors"));
        var result = new Tool { Folder = folder.Path }.Start("analyze", ".", "--columns", "layer_id,name", "-fcsv");
        Assert.Equal((0, "layer_id,name\n" + layers), (result.ExitCode, result.Output));
        Assert.Contains(note, result.Error, StringComparison.Ordinal);
        Assert.Equal(note.Length == 0, result.Error.Length == 0);
    }

    /// <summary>A glob names all files of a model; it is read once, however they are given.</summary>
    [Theory]
    [InlineData("model-*.safetensors", "model-00001-of-00002.safetensors",
        "`model-00002-of-00002.safetensors` belongs to the model of `model-00001-of-00002.safetensors`, which is read "
        + "once")]
    [InlineData("model-00002-of-00002.safetensors model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors",
        "`model-00001-of-00002.safetensors` belongs to the model of `model-00002-of-00002.safetensors`")]
    [InlineData("whole.safetensors ./whole.safetensors link.safetensors", "whole.safetensors",
        "2 of 3 paths are other names of files that are read once, such as `./whole.safetensors` of "
        + "`whole.safetensors`")]
    [InlineData("whole.safetensors copy.safetensors", "whole.safetensors copy.safetensors", "")]
    public void Files_of_one_model_are_read_once(string arguments, string models, string note)
    {
        using var folder = new TempFolder();
        foreach (string name in new[] { "whole", "copy", "model-00001-of-00002", "model-00002-of-00002" })
        {
            new SampleFile().Add($"{name}.weight", 20, 30).Write(folder.File($"{name}.safetensors"));
        }

        File.CreateSymbolicLink(folder.File("link.safetensors"), folder.File("whole.safetensors"));
        var result = new Tool { Folder = folder.Path }.Start(
            ["analyze", .. arguments.Split(' '), "--columns", "model", "-fcsv"]);
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(models.Split(' '), Lines(result).Distinct());
        Assert.Contains(note, result.Error, StringComparison.Ordinal);
        Assert.Equal(note.Length == 0, result.Error.Length == 0);
    }

    [Fact]
    public void An_index_given_with_its_shards_stands_for_them()
    {
        using var folder = new TempFolder();
        new SampleFile().Add("a.weight", 20, 30).Write(folder.File("model-00001-of-00001.safetensors"));
        File.WriteAllText(
            folder.File("model.safetensors.index.json"),
            """{"metadata":{},"weight_map":{"a.weight":"model-00001-of-00001.safetensors"}}""");
        var result = new Tool { Folder = folder.Path }.Start("analyze", "model*", "--columns", "model", "-fcsv");
        Assert.Equal(["model.safetensors.index.json"], Lines(result));
        var ranked = new Tool { Folder = folder.Path }.Start("rank", "model*");
        Assert.Contains("needs two networks or more; 1 could be read", ranked.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_joined_is_said()
    {
        using var folder = new TempFolder();
        new SampleFile().Add("a.weight", 20, 30).Write(folder.File("m-00001-of-00002.safetensors"));
        new SampleFile().Add("b.weight", 20, 30).Write(folder.File("m-00002-of-00002.safetensors"));
        string path = folder.File("m-00001-of-00002.safetensors");
        Assert.Contains(", joined from 2 files\n", Tool.Run("analyze", path).Output, StringComparison.Ordinal);
        Assert.Contains(
            "\"joined\": \"joined from 2 files\"", Tool.Run("analyze", path, "--json").Output,
            StringComparison.Ordinal);
        Assert.Contains(
            ", joined from 2 files, convention", Tool.Run("analyze", path, "-fmarkdown").Output,
            StringComparison.Ordinal);
    }

    /// <summary>A folder of alike files gives its advice once; every file has its error.</summary>
    [Fact]
    public void A_hint_is_given_once()
    {
        using var folder = new TempFolder();
        foreach (string name in new[] { "a", "b", "c" })
        {
            new SampleFile().Add("fc.weight", 2, 30).Write(folder.File(name + ".safetensors"));
        }

        var result = new Tool { Folder = folder.Path }.Start("analyze", ".");
        Assert.Equal(2, result.ExitCode);
        Assert.Equal(3, result.Error.Split("nothing to analyze").Length - 1);
        Assert.Equal(1, result.Error.Split("hint:").Length - 1);
    }

    [Fact]
    public void Layers_are_chosen_by_globs()
    {
        using var folder = new TempFolder();
        string path = new SampleFile().Add("enc.0.weight", 20, 30).Add("enc.1.weight", 20, 30).Add(
            "dec.0.weight", 20, 30)
            .Write(folder.File("m.safetensors"));
        Assert.Equal(["enc.0", "enc.1"], Names(path, "--layers", "enc.*"));
        Assert.Equal(["enc.0"], Names(path, "--layers", "enc.*", "--layers", "!*.1.*"));
        Assert.Equal(["enc.1", "dec.0"], Names(path, "--layers", "!enc.0.*"));
        Assert.Equal(["dec.0"], Names(path, "--layers", "d?c.0.weight"));
    }

    [Fact]
    public void Layers_are_sorted_and_cut()
    {
        using var folder = new TempFolder();
        string path = new SampleFile().Add("a.weight", 20, 30).Add("b.weight", 40, 50).Add("c.weight", 30, 31)
            .AddConstant("zero.weight", 0, 20, 20).Write(folder.File("m.safetensors"));
        Assert.Equal(["b", "c", "a", "zero"], Names(path, "--sort", "-num_evals"));
        Assert.Equal(["b", "c"], Names(path, "--sort", "-num_evals", "--top", "2"));
        Assert.Equal("zero", Names(path, "--sort", "alpha")[^1]);
        Assert.Equal("zero", Names(path, "--sort", "-alpha")[^1]);
    }

    private static string[] Models(TempFolder folder, params string[] paths) =>
        Lines(new Tool { Folder = folder.Path }.Start(["analyze", .. paths, "--columns", "model", "-fcsv"]));

    private static string[] Names(string path, params string[] options) =>
        Lines(Tool.Run(["analyze", path, "--columns", "name", "-fcsv", .. options]));

    private static string[] Lines(ToolResult result)
    {
        Assert.True(result.ExitCode == 0, result.Error);
        return [.. result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)];
    }
}
