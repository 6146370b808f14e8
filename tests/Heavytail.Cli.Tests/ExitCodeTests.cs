using Heavytail.Cli.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests;

/// <summary>What each kind of mistake prints, and the code it ends with. Nothing but results is on stdout.</summary>
public sealed class ExitCodeTests
{
    [Theory]
    [InlineData("analise x", "error: unknown command `analise`", "hint: did you mean `heavytail analyze`?")]
    [InlineData("README.md", "error: unknown command `README.md`", "hint: did you mean `heavytail analyze README.md`?")]
    [InlineData(
        "analyze", "error: PATH is missing", "hint: try `heavytail analyze --help`")]
    [InlineData("analyze --min-eval 5 x", "error: unknown option `--min-eval`", "hint: did you mean `--min-evals`?")]
    [InlineData(
        "analyze x --min-evals 0", "error: `--min-evals 0`: expected a positive integer",
        "hint: try `heavytail analyze --help`")]
    [InlineData(
        "analyze x --precision half", "error: `--precision half`: expected double or single",
        "hint: try `heavytail analyze --help`")]
    [InlineData(
        "analyze x --precision single --compat weightwatcher",
        "error: `--precision single` and `--compat weightwatcher` exclude each other",
        "hint: try `heavytail analyze --help`")]
    [InlineData(
        "analyze x --convention nature2021 --compat weightwatcher",
        "error: `--convention nature2021` and `--compat weightwatcher` exclude each other",
        "hint: try `heavytail analyze --help`")]
    [InlineData(
        "describe x --compat weightwatcher --convention sdm2020",
        "error: `--convention sdm2020` and `--compat weightwatcher` exclude each other",
        "hint: try `heavytail describe --help`")]
    [InlineData(
        "analyze x --convention nature",
        "error: `--convention nature`: expected weightwatcher, weightwatcher-0.7.5.5, nature2021 or sdm2020",
        "hint: did you mean `nature2021`?")]
    [InlineData(
        "analyze x --precision single --convention weightwatcher-0.7.5.5",
        "error: `--precision single` and `--convention weightwatcher-0.7.5.5` exclude each other",
        "hint: try `heavytail analyze --help`")]
    [InlineData(
        "trend x --precision single --convention weightwatcher-0.7.5.5",
        "error: `--precision single` and `--convention weightwatcher-0.7.5.5` exclude each other",
        "hint: try `heavytail trend --help`")]
    [InlineData(
        "rank x y --precision single --convention weightwatcher-0.7.5.5",
        "error: `--precision single` and `--convention weightwatcher-0.7.5.5` exclude each other",
        "hint: try `heavytail rank --help`")]
    [InlineData(
        "analyze x --convention weightwatcher-0.7.5.5 --compat none",
        "error: `--convention weightwatcher-0.7.5.5` and `--compat none` exclude each other",
        "hint: try `heavytail analyze --help`")]
    [InlineData(
        "analyze x -o out",
        "error: `--output out`: no extension; it selects the format",
        "hint: extensions are .json")]
    [InlineData("describe x --precision single", "error: unknown option `--precision`", null)]
    [InlineData(
        "analyze x --precision", "error: required argument missing for option: `--precision`",
        "hint: try `heavytail analyze --help`")]
    [InlineData(
        "analyze x --memory 4G", "error: `--memory 4G`: expected a size such as 4GB, 500MiB or a number of bytes",
        "hint: try `heavytail analyze --help`")]
    [InlineData(
        "describe x --memory 0", "error: `--memory 0`: expected a size such as 4GB, 500MiB or a number of bytes",
        "hint: try `heavytail describe --help`")]
    [InlineData(
        "analyze x --top -1", "error: `--top -1`: expected a positive integer", "hint: try `heavytail analyze --help`")]
    [InlineData(
        "analyze x --top many", "error: `--top many`: expected a positive integer",
        "hint: try `heavytail analyze --help`")]
    [InlineData(
        "analyze x --top", "error: required argument missing for option: `--top`",
        "hint: try `heavytail analyze --help`")]
    [InlineData(
        "analyze x --top 1 --top 2", "error: option `--top` expects a single argument but 2 were provided",
        "hint: try `heavytail analyze --help`")]
    [InlineData(
        "analyze x --format jsn", "error: `--format jsn`: expected table, json, jsonl, csv, markdown or parquet",
        "hint: did you mean `json`")]
    [InlineData("analyze x --colr never", "error: unknown option `--colr`", "hint: did you mean `--color`?")]
    [InlineData("analyze @no-such.rsp", "error: `@no-such.rsp`: no such file", null)]
    [InlineData("analyze -", "error: `-`: standard input names no file", null)]
    [InlineData(
        "completions bash zsh", "error: unrecognized command or argument `zsh`",
        "hint: try `heavytail completions --help`\nusage: heavytail completions SHELL [options]")]
    [InlineData(
        "analyze x -j 0", "error: `--threads 0`: expected a positive integer", "hint: try `heavytail analyze --help`")]
    [InlineData(
        "analyze x -q -v", "error: `--quiet` and `--verbose` exclude each other",
        "hint: try `heavytail analyze --help`")]
    [InlineData(
        "analyze x --json --format csv", "error: `--json` and `--format csv` exclude each other",
        "hint: try `heavytail analyze --help`")]
    [InlineData(
        "analyze x --json --format", "error: required argument missing for option: `--format`",
        "hint: try `heavytail analyze --help`")]
    [InlineData(
        "analyze x --columns alhpa", "error: no column or metric is named `alhpa`", "hint: did you mean `alpha`?")]
    [InlineData("analyze x --sort nothing-like-it", "error: no column or metric is named `nothing-like-it`", null)]
    [InlineData(
        "analyze x --columns alpha --json", "error: `--columns` has no effect: JSON holds every column",
        "hint: use --format csv, markdown, parquet or table")]
    [InlineData("analyze x --max-evals 5", "error: --max-evals 5 is below --min-evals 10: no layer could pass", null)]
    [InlineData(
        "analyze x -o out.xml", "error: `--output out.xml`: unknown extension `.xml`; it selects the format",
        "hint: extensions are .json, .jsonl, .csv, .md, .parquet, .txt")]
    [InlineData(
        "analyze x -o no/such/folder/out.csv",
        "error: `--output no/such/folder/out.csv` cannot be written: there is no folder `no/such/folder`",
        "hint: make it with `mkdir -p no/such/folder`")]
    [InlineData(
        "analyze x -f parquet", "error: `--format parquet`: standard output is text",
        "hint: use `--output FILE.parquet`")]
    [InlineData(
        "analyze x --summary-only --json", "error: `--summary-only` has no effect: JSON always has layers",
        "hint: use --format jsonl, csv, markdown, parquet or table; `jq 'del(.models[].layers)'` takes ")]
    [InlineData(
        "analyze x --summary-only --columns alpha",
        "error: `--columns` has no effect: it chooses from layers, which `--summary-only` leaves out",
        "hint: leave out `--columns` or `--summary-only`")]
    [InlineData(
        "analyze x --summary-only --top 3 -f csv",
        "error: `--top` has no effect: it chooses from layers, which `--summary-only` leaves out",
        "hint: leave out `--top` or `--summary-only`")]
    [InlineData(
        "analyze x --sort tail", "error: no column or metric is named `tail`", "hint: did you mean `num_pl_spikes`?")]
    [InlineData("analyze no-such.pt", "error: `no-such.pt`: no such file", null)]
    [InlineData("analyze no-such-*.pt", "error: `no-such-*.pt`: the glob matches no file", null)]
    [InlineData("analyze docs", "error: `docs`: the folder contains no weight file", null)]
    [InlineData(
        "describe README.md", "error: `README.md`: is a script or a text",
        "hint: pass the file that contains the weights")]
    [InlineData(
        "explain alhpa", "error: no column, label, status, reason or term is named `alhpa`",
        "hint: did you mean `alpha`?")]
    [InlineData(
        "analyze x --percentile nature2021/VGG",
        "error: corpus `nature2021` holds metrics by convention nature2021, this analysis uses weightwatcher",
        "hint: add `--convention nature2021`")]
    [InlineData(
        "analyze x --percentile nature", "error: no corpus is named `nature`",
        "hint: did you mean `nature2021` or `nature2021-osmr`?")]
    [InlineData(
        "analyze x --percentile nature2021/VGGG", "error: no family of `nature2021` is named `VGGG`",
        "hint: did you mean `VGG`?")]
    [InlineData(
        "corpus", "error: `corpus` needs a command of its own",
        "hint: try `heavytail corpus list`, or `heavytail help corpus`")]
    [InlineData(
        "corpus show", "error: NAME is missing",
        "hint: try `heavytail corpus show --help`\nusage: heavytail corpus show NAME [options]")]
    [InlineData(
        "corpus show x", "error: no corpus is named `x`",
        "hint: did you mean `sdm2020`, `nature2021` or `nature2021-osmr`?")]
    [InlineData(
        "corpus show nature2021 --family vgg", "error: `--family vgg`: no family of `nature2021` matches",
        "hint: did you mean `VGG`?")]
    [InlineData(
        "corpus list --format jsn", "error: `--format jsn`: expected table, json, jsonl, csv, markdown or parquet",
        "hint: did you mean `json`")]
    [InlineData(
        "completions tcsh", "error: `tcsh`: expected bash, zsh, fish or pwsh",
        "hint: try `heavytail completions --help`")]
    public void A_mistake_ends_with_2_and_says_what_to_do(string arguments, string error, string? hint) =>
        Mistake.Check(arguments, error, hint);

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("--version")]
    [InlineData("-V")]
    [InlineData("help")]
    [InlineData("help corpus show")]
    [InlineData("analyze --help")]
    [InlineData("explain")]
    [InlineData("completions bash")]
    public void Help_is_no_mistake(string arguments)
    {
        var result = Tool.Run(arguments.Split(' '));
        Assert.Equal(0, result.ExitCode);
        Assert.Equal("", result.Error);
        Assert.NotEmpty(result.Output);
    }

    [Theory]
    [InlineData(
        "HEAVYTAIL_KERNELS", "abacus",
        "error: HEAVYTAIL_KERNELS=abacus: known kernels are vector512, vector256, vector128, scalar\n")]
    [InlineData("HEAVYTAIL_THREADS", "many", "error: HEAVYTAIL_THREADS=many: expected a positive integer\n")]
    [InlineData(
        "HEAVYTAIL_MEMORY", "plenty",
        "error: HEAVYTAIL_MEMORY=plenty: expected a size such as 4GB, 500MiB or a number of bytes\n")]
    public void A_mistake_in_the_environment_is_named(string variable, string value, string error)
    {
        var result = new Tool().With(variable, value).StartProcess(
            "analyze", "samples/fashion-mnist/initial.safetensors");
        Assert.True(result == new ToolResult(2, "", error), $"expected {error}found {result}");
    }

    [Theory]
    [InlineData("error: a path is empty\n", "analyze", "")]
    [InlineData("error: the path of the table is empty\n", "trend", "")]
    [InlineData("error: `--output`: the path is empty\n", "analyze", "x", "-o", "")]
    [InlineData("error: `--output`: the path is empty\n", "corpus", "list", "-o", "")]
    [InlineData("error: `--spectra`: the path is empty\n", "analyze", "x", "--spectra", "")]
    [InlineData("error: `--rules`: the path is empty\n", "describe", "x", "--rules", "")]
    [InlineData("error: `--reference`: the path is empty\n", "rank", "x", "y", "--reference", "")]
    public void An_empty_path_is_a_mistake(string error, params string[] command)
    {
        Mistake.Check($"heavytail {string.Join(' ', command)}", Tool.Run(command), error);
    }

    [Fact]
    public void How_things_look_is_said_before_the_command_or_after()
    {
        var before = Tool.Run("--color", "always", "explain", "alpha");
        Assert.Equal(before, Tool.Run("explain", "alpha", "--color", "always"));
        Assert.Contains("\u001b[", before.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_full_disk_is_told_and_no_bug()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "needs /dev/full");
        var start = new System.Diagnostics.ProcessStartInfo(
            "bash", ["-c", $"{Tool.ShellWords} explain > /dev/full; echo $?"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = System.Diagnostics.Process.Start(start)!;
        Assert.Equal("2\n", process.StandardOutput.ReadToEnd());
        string error = process.StandardError.ReadToEnd();
        Assert.True(error.StartsWith("error: standard input or output failed: ", StringComparison.Ordinal), error);
    }

    [Fact]
    public void One_broken_file_does_not_keep_the_others()
    {
        using var folder = new TempFolder();
        string good = new SampleFile().Add("a.weight", 20, 30).Write(folder.File("good.safetensors"));
        string broken = folder.File("broken.pt");
        File.WriteAllText(broken, "no");
        var result = Tool.Run("analyze", broken, good, "--columns", "name,num_evals", "--format", "csv");
        Assert.Equal(2, result.ExitCode);
        Assert.Equal("name,num_evals\na,20\n", result.Output);
        Assert.True(result.Error.StartsWith($"error: `{broken}`: ", StringComparison.Ordinal), result.ToString());
    }

    [Fact]
    public void Weights_that_are_no_numbers_end_with_2_and_are_in_the_table()
    {
        using var folder = new TempFolder();
        string path = new SampleFile().AddConstant("a.weight", float.NaN, 20, 30).Add("b.weight", 20, 30)
            .Write(folder.File("m.safetensors"));
        var result = Tool.Run("analyze", path);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(
            "non-finite-weights  a: 600 NaN and 0 infinite weights, the first at [0, 0]", result.Output,
            StringComparison.Ordinal);
        Assert.Contains("\n b ", result.Output, StringComparison.Ordinal);
    }

    /// <summary>Where nobody sees the table, as in a pipeline, the exit code alone would not say why.</summary>
    [Theory]
    [InlineData("-fcsv")]
    [InlineData("--json")]
    [InlineData("--summary-only")]
    public void Weights_that_are_no_numbers_are_an_error_beside_the_result(string option)
    {
        using var folder = new TempFolder();
        var file = new SampleFile().Add("b.weight", 20, 30);
        foreach (int k in Enumerable.Range(0, 5))
        {
            file.AddConstant($"a{k}.weight", float.PositiveInfinity, 20, 30);
        }

        string path = file.Write(folder.File("m.safetensors"));
        const string Note = "0 NaN and 600 infinite weights, the first at [0, 0]";
        Assert.Equal(
            $"error: `{path}`: no metrics for 5 of 6 layers: a0: {Note}; a1: {Note}; a2: {Note}; and 2 more layers\n",
            Tool.Run("analyze", path, option).Error);
    }

    [Fact]
    public void Twice_quiet_leaves_only_the_exit_code()
    {
        var result = Tool.Run("analyze", "no-such.pt", "-qq");
        Assert.True(result == new ToolResult(2, "", ""), result.ToString());
    }
}
