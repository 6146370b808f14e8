using System.Text.Json;
using Heavytail.Cli.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests;

/// <summary>
/// What <c>heavytail surgery</c> refuses to write over, what it copies beside weights, and damaged models.
/// </summary>
public sealed class SurgerySafetyTests
{
    private const string First = "model-00001-of-00002.safetensors";
    private const string Second = "model-00002-of-00002.safetensors";
    private const string Index = "model.safetensors.index.json";

    [Theory]
    [InlineData(First, Second)]
    [InlineData(Second, First)]
    public void Another_shard_of_the_model_is_never_written_over(string input, string output)
    {
        using var folder = new TempFolder();
        string shards = Shards(folder);
        var before = Contents(shards);
        var refused = Tool.Run(
            "surgery", "low-rank", Path.Combine(shards, input), "--rank", "3", "--force", "-o",
            Path.Combine(shards, output));
        Assert.Equal((2, ""), (refused.ExitCode, refused.Output));
        Assert.Contains(
            $"is an input, `{Path.Combine(shards, output)}`, and would be overwritten", refused.Error,
            StringComparison.Ordinal);
        Assert.Equal(before, Contents(shards));
    }

    [Theory]
    [InlineData("surgery low-rank M --rank 3 --dry-run", Index)]
    [InlineData("surgery low-rank M --rank 3 --dry-run", "tokenizer.json")]
    [InlineData("analyze M", Index)]
    public void A_report_does_not_replace_a_file_of_the_model(string command, string report)
    {
        using var folder = new TempFolder();
        string shards = Shards(folder);
        File.WriteAllText(Path.Combine(shards, "tokenizer.json"), "{}");
        var before = Contents(shards);
        string[] words = [.. command.Split(' ').Select(word => word == "M" ? Path.Combine(shards, First) : word)];
        var refused = Tool.Run([.. words, "-o", Path.Combine(shards, report)]);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("would be overwritten", refused.Error, StringComparison.Ordinal);
        Assert.Equal(before, Contents(shards));
    }

    [Theory]
    [InlineData("new")]
    [InlineData("new.safetensors")]
    [InlineData("deep/er/new")]
    public void An_output_in_the_folder_of_the_model_is_refused(string output)
    {
        using var folder = new TempFolder();
        string model = Directory.CreateDirectory(folder.File("model")).FullName;
        new SampleFile().Add("a.weight", 60, 50).Write(Path.Combine(model, "model.safetensors"));
        var before = Contents(model);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(model, output))!);
        var refused = Tool.Run("surgery", "low-rank", model, "--rank", "3", "-o", Path.Combine(model, output));
        Assert.Equal((2, ""), (refused.ExitCode, refused.Output));
        Assert.Contains("lies in a folder of the model", refused.Error, StringComparison.Ordinal);
        Assert.Contains("hint: choose a path beside the model", refused.Error, StringComparison.Ordinal);
        Assert.Equal(before, Contents(model));
    }

    [Fact]
    public void A_folder_beside_the_file_that_is_given_is_no_part_of_the_next_run()
    {
        using var folder = new TempFolder();
        string shards = Shards(folder);
        string index = Path.Combine(shards, Index);
        Succeed("surgery", "low-rank", index, "--rank", "3", "-o", Path.Combine(shards, "one"));
        var first = Contents(Path.Combine(shards, "one"));
        Succeed("surgery", "low-rank", index, "--rank", "3", "-o", Path.Combine(shards, "two"));
        Assert.Equal(first, Contents(Path.Combine(shards, "two")));
    }

    [Fact]
    public void A_tensor_that_no_shard_has_is_an_error_and_nothing_is_written()
    {
        using var folder = new TempFolder();
        string shards = Shards(folder, "model.c.weight");
        foreach (string path in new[] { shards, Path.Combine(shards, Index) })
        {
            var refused = Tool.Run("surgery", "low-rank", path, "--rank", "3", "-o", folder.File("new"));
            Assert.Equal((2, ""), (refused.ExitCode, refused.Output));
            Assert.Contains(
                $"error: `{Path.Combine(shards, Index)}`: tensor `model.c.weight`: is not in its shard `{Second}`",
                refused.Error, StringComparison.Ordinal);
            Assert.False(Path.Exists(folder.File("new")));
            var analyzed = Tool.Run("analyze", path, "-f", "csv", "--columns", "name");
            Assert.Equal((2, "name\nmodel.a\nmodel.b\n"), (analyzed.ExitCode, analyzed.Output));
            Assert.Contains("tensor `model.c.weight`", analyzed.Error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("{", "the text ends before its object is closed")]
    [InlineData("""{"weight_map": {"model.a.weight": 1}}""", "found a number where a string was expected")]
    public void A_broken_index_is_named_where_its_folder_is_given(string json, string problem)
    {
        using var folder = new TempFolder();
        string shards = Shards(folder);
        string index = Path.Combine(shards, Index);
        File.WriteAllText(index, json);
        foreach (string[] command in new string[][] { ["analyze", shards], ["surgery", "traps", shards, "--dry-run"] })
        {
            var refused = Tool.Run(command);
            Assert.Equal(2, refused.ExitCode);
            Assert.StartsWith($"error: `{index}`: ", refused.Error, StringComparison.Ordinal);
            Assert.Contains(problem, refused.Error, StringComparison.Ordinal);
            Assert.Equal(1, refused.Error.Split("error:").Length - 1);
        }
    }

    [Fact]
    public void Companions_in_subfolders_are_copied_and_links_and_other_models_are_not()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs links");
        using var folder = new TempFolder();
        string shards = Shards(folder);
        string outside = Directory.CreateDirectory(folder.File("outside")).FullName;
        File.WriteAllText(Path.Combine(outside, "tokenizer.json"), "secret");
        Put("1_Pooling/config.json");
        Put("tokenizer/tokenizer.json");
        Put("code/deep/layers.py");
        Put("code/notes.docx");
        Put("checkpoint-10/config.json");
        File.Copy(Path.Combine(shards, First), Path.Combine(shards, "checkpoint-10", "model.safetensors"));
        Put(".git/config.json");
        Directory.CreateSymbolicLink(Path.Combine(shards, "linked"), outside);
        File.CreateSymbolicLink(
            Path.Combine(shards, "tokenizer", "vocab.json"), Path.Combine(outside, "tokenizer.json"));
        string output = folder.File("new");
        string[] command =
            ["surgery", "low-rank", Path.Combine(shards, Index), "--rank", "3", "-o", output, "--force"];
        Succeed(command);
        Assert.Equal(
            ["1_Pooling/config.json", "code/deep/layers.py", First, Second, Index, "tokenizer/tokenizer.json"],
            Names(output));

        // Again by force; but not where a subfolder has something else.
        Succeed(command);
        File.WriteAllText(Path.Combine(output, "code", "mine.py"), "");
        var refused = Tool.Run(command);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("such as `code`", refused.Error, StringComparison.Ordinal);

        void Put(string name)
        {
            string path = Path.Combine(shards, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, "{}");
        }
    }

    [Fact]
    public void A_subfolder_that_is_too_large_is_not_copied_and_a_note_says_it()
    {
        using var folder = new TempFolder();
        string shards = Shards(folder);
        File.WriteAllText(Path.Combine(shards, "config.json"), "{}");
        string large = Directory.CreateDirectory(Path.Combine(shards, "venv")).FullName;
        for (int k = 0; k <= 1000; k++)
        {
            File.WriteAllText(Path.Combine(large, $"{k}.py"), "");
        }

        var result = Tool.Run("surgery", "low-rank", shards, "--rank", "3", "-o", folder.File("new"));
        Assert.Equal(0, result.ExitCode);
        Assert.Contains(
            $"note: `{large}` is not copied: it has more than 1000 files", result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.File("new/venv")));
    }

    [Fact]
    public void An_emptied_layer_has_a_note()
    {
        using var folder = new TempFolder();
        string model = new SampleFile().AddConstant("a.weight", 0.25f, 60, 50).Add("b.weight", 60, 50)
            .Write(folder.File("m.safetensors"));
        string text = Succeed(
            "surgery", "smooth", model, "--method", "percent", "--percent", "50", "--remove-top", "--dry-run");
        Assert.Contains("a: nothing is left of it, all its weights are 0 now", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "low-rank M --rank 999999999999",
        "error: `--rank 999999999999`: expected a positive integer up to 2,147,483,647")]
    [InlineData("low-rank M --rank 0", "error: `--rank 0`: expected a positive integer\n")]
    [InlineData(
        "project M --eta 0 --target-alpha 1.01", "hint: give a `--target-alpha` nearer to the alpha of the layer")]
    public void A_number_that_is_out_of_range_is_refused_in_plain_words(string command, string message)
    {
        using var folder = new TempFolder();
        string model = new SampleFile().Add("a.weight", 90, 80).Write(folder.File("m.safetensors"));
        string[] words = ["surgery", .. command.Split(' ').Select(word => word == "M" ? model : word), "--dry-run"];
        var refused = Tool.Run(words);
        Assert.Equal((2, ""), (refused.ExitCode, refused.Output));
        Assert.Contains(message, refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Traps_are_shown_in_80_columns()
    {
        string text = Succeed("surgery", "traps", "samples/fashion-mnist/batch-0016.safetensors", "--dry-run");
        Assert.Matches("(?m)^ layer .*alpha .*traps", text);
    }

    private static string Succeed(params string[] command)
    {
        var result = Tool.Run(command);
        Assert.True(result.ExitCode == 0, result.ToString());
        return result.Output;
    }

    private static string Shards(TempFolder folder, params string[] missing)
    {
        string shards = Directory.CreateDirectory(folder.File("shards")).FullName;
        new SampleFile().Add("model.a.weight", 60, 50).Write(Path.Combine(shards, First));
        new SampleFile().Add("model.b.weight", 60, 70).Write(Path.Combine(shards, Second));
        var map = new Dictionary<string, string> { ["model.a.weight"] = First, ["model.b.weight"] = Second };
        foreach (string name in missing)
        {
            map.Add(name, Second);
        }

        File.WriteAllText(Path.Combine(shards, Index), JsonSerializer.Serialize(new { weight_map = map }));
        return shards;
    }

    private static string[] Names(string folder) =>
    [
        .. Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(folder, path)).Order(StringComparer.Ordinal),
    ];

    private static string[] Contents(string folder) =>
    [
        .. Names(folder).Select(
            name => name + Convert.ToHexString(File.ReadAllBytes(Path.Combine(folder, name)))),
    ];
}
