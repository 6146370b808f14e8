using Heavytail.Cli.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests;

/// <summary>Wherever a name is unknown, the names that are close to it are asked about, in the same words.</summary>
public sealed class SuggestionTests
{
    private const string Samples = "samples/fashion-mnist";

    [Theory]
    [InlineData("rnus/o.csv", "did you mean `{0}runs`? `mkdir -p {0}rnus` makes it")]
    [InlineData("runs/frist/o.csv", "did you mean `{0}runs/first`? `mkdir -p {0}runs/frist` makes it")]
    [InlineData("elsewhere/o.csv", "make it with `mkdir -p {0}elsewhere`")]
    [InlineData("two words/o.csv", "make it with `mkdir -p '{0}two words'`")]
    public void A_missing_folder_of_an_output_may_be_a_near_one(string output, string hint)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the shell is that of POSIX");
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder.File("runs/first"));
        string model = new SampleFile().Add("a.weight", 20, 30).Write(folder.File("m.safetensors"));
        var result = Tool.Run("analyze", model, "-o", folder.File(output));
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        string expected = hint.Replace("{0}", $"{folder.Path}/", StringComparison.Ordinal);
        Assert.EndsWith($"hint: {expected}\n", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    // commands and options
    [InlineData("anlayze x", "heavytail analyze")]
    [InlineData("corpus lst", "list")]
    [InlineData("help trnd", "trend")]
    [InlineData("help corpus shwo", "show")]
    [InlineData("analyze x --colums alpha", "--columns")]
    [InlineData("analyze x --colums=alpha", "--columns")]
    [InlineData("trend x --scoer y", "--score")]
    [InlineData("corpus show sdm2020 --famly x", "--family")]
    [InlineData("rank x y --refrence z", "--reference")]
    [InlineData("analyze x -json", "--json")]
    [InlineData("analyze x -columns=alpha", "--columns")]
    [InlineData("rank x y -draws 10", "--draws")]
    [InlineData("explain --colour", "--color")]
    // values
    [InlineData("analyze x --format mardkown", "markdown")]
    [InlineData("analyze x --precision singel", "single")]
    [InlineData("analyze x --convention nature2012", "nature2021")]
    [InlineData("analyze x --compat weightwacther", "weightwatcher")]
    [InlineData("analyze x --rnn gate", "gates")]
    [InlineData("trend x --score-direction lowr", "lower")]
    [InlineData("analyze x --color alway", "always")]
    [InlineData("analyze x -o report.jsno", ".json")]
    [InlineData("analyze x --spectra s.parqet", ".parquet")]
    [InlineData("completions bahs", "bash")]
    // columns, metrics, corpora, families, words of reports
    [InlineData("analyze x --columns name,aplha", "alpha")]
    [InlineData("analyze x --sort -stabel_rank", "stable_rank")]
    [InlineData($"trend {Samples}/models.csv --score acuracy", "accuracy")]
    [InlineData($"trend {Samples}/models.csv --by batchsize", "batch_size")]
    [InlineData($"trend {Samples}/models.csv --where epoch=1*", "epochs")]
    [InlineData($"trend {Samples}/models.csv --metric aplha", "alpha")]
    [InlineData($"trend {Samples}/models.csv --family fashion-mnsit-cnn", "fashion-mnist-cnn")]
    [InlineData("trend --corpus nature2021 --family vgg", "VGG")]
    [InlineData("trend --corpus sdm2002", "sdm2020")]
    [InlineData("corpus show sdm2002", "sdm2020")]
    [InlineData("corpus show sdm2020 --family resnet", "ResNet")]
    [InlineData("analyze x --percentile sdm2020/Resnt", "ResNet")]
    [InlineData($"rank {Samples}/batch-0008.safetensors {Samples}/batch-0016.safetensors --metric aplha", "alpha")]
    [InlineData($"rank {Samples}/initial.safetensors {Samples}/batch-0016.safetensors --reference natur", "nature2021")]
    [InlineData($"rank {Samples}/initial.safetensors {Samples}/batch-0016.safetensors --reference sdm2002", "sdm2020")]
    [InlineData("explain under-trianed", "under-trained")]
    [InlineData("explain non-finite-wieghts", "non-finite-weights")]
    [InlineData("explain not-a-martix", "not-a-matrix")]
    [InlineData("analyze x --columns alfa", "alpha")]
    [InlineData("analyze x --sort alfa", "alpha")]
    // files, folders, globs
    [InlineData("analyze Samples/Fashion-MNIST/x", Samples)]
    [InlineData($"analyze {Samples}/bacth-0016.safetensors", $"{Samples}/batch-0016.safetensors")]
    [InlineData($"describe {Samples}/initial.pt", $"{Samples}/initial.safetensors")]
    [InlineData($"analyze {Samples}t/initial.safetensors", $"{Samples}/initial.safetensors")]
    [InlineData($"trend {Samples}/modles.csv", $"{Samples}/models.csv")]
    [InlineData(
        $"rank {Samples}/initial.safetensors {Samples}/Batch-0008.safetensors", $"{Samples}/batch-0008.safetensors")]
    [InlineData("analyze x --rules CONTRIBUTNG.md", "CONTRIBUTING.md")]
    [InlineData($"analyze {Samples}/*.safetensor", $"{Samples}/*.safetensors")]
    [InlineData($"analyze {Samples}/bacth-*.safetensors", $"{Samples}/batch-*.safetensors")]
    [InlineData("analyze samples/fashion-mnits/*.safetensors", $"{Samples}/*.safetensors")]
    [InlineData($"analyze {Samples}/initial.safetensors --layers fc22", "fc2")]
    public void A_near_miss_is_asked_about(string command, string meant)
    {
        var result = Tool.Run(command.Split(' '));
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("\nhint: did you mean ", result.Error, StringComparison.Ordinal);
        Assert.Contains($"`{meant}`", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("describe x --precision single", "hint: `--precision` is an option of `analyze`, `report`, ")]
    [InlineData("analyze docs/*.pt", "hint: its folder holds `accuracy.md`, `adapters.md`, `cache.md` and ")]
    [InlineData($"analyze {Samples}/bach.safetensors", "hint: its folder holds `README.md`, ")]
    [InlineData("analyze x --report", "hint: `heavytail report MODEL -o report.html` writes a page")]
    [InlineData("rank x y --html z", "hint: `-o rank.html` writes a page")]
    [InlineData("describe x --html", "hint: `-o report.md` writes a report as Markdown")]
    [InlineData("report a", "hint: name it: `heavytail report model.safetensors -o report.html`")]
    [InlineData("analyze a -o b.html", "hint: `heavytail report` writes an analysis as a page")]
    [InlineData("explain undertrained", "hint: did you mean `under-trained`?\n")]
    [InlineData("explain under_traned", "hint: did you mean `under_trained`?\n")]
    [InlineData("explain eigenvalued", "hint: `heavytail explain` lists columns and other words")]
    [InlineData(
        $"analyze {Samples}/initial.safetensors --layers fc* conv*",
        "hint: repeat `--layers` for each pattern: `--layers 'fc*' --layers 'conv*'`")]
    [InlineData(
        $"analyze {Samples}/initial.safetensors --layers fc* !fc1 conv?",
        "hint: repeat `--layers` for each pattern: `--layers 'fc*' --layers '!fc1' --layers 'conv?'`")]
    [InlineData(
        $"rank --layers fc1 fc2 {Samples}/initial.safetensors {Samples}/batch-0008.safetensors",
        "hint: repeat `--layers` for each pattern: `--layers 'fc1' --layers 'fc2'`")]
    [InlineData($"analyze --layers fc* {Samples}/*.safetensor", "hint: did you mean `samples/fashion-mnist/*.safe")]
    [InlineData("diff a b", "hint: `heavytail compare` shows what changed between two models")]
    [InlineData("smooth a", "hint: `heavytail surgery smooth` keeps the largest singular values of each layer")]
    [InlineData("lint a", "hint: `heavytail check` checks a network by rules")]
    [InlineData("analyze x --summary-only --json", "hint: use --format jsonl, csv, markdown, parquet or table; `jq ")]
    [InlineData("analyze gpt2", "hint: if it is a model on the Hugging Face Hub, download it with `hf ")]
    [InlineData("analyze x --columns xyzzy", "hint: `heavytail explain` lists columns and other words")]
    [InlineData($"trend {Samples}/models.csv --by xyzzy", "hint: choose one of them with `--by COLUMN`")]
    [InlineData("trend samples", "hint: give a table: ")]
    [InlineData($"trend {Samples}/initial.safetensors", "hint: a table is a CSV file in UTF-8, or")]
    [InlineData($"analyze {Samples}/models.csv", "hint: this is a table, not a weight file; ")]
    [InlineData("analyze README.md", "hint: pass the file that contains the weights")]
    [InlineData("analyze no/such/folder/x.pt", "hint: there is no folder `no`")]
    [InlineData("analyze no/such/*.pt", "hint: there is no folder `no`")]
    public void Where_no_name_is_near_the_hint_says_what_there_is(string command, string hint) =>
        Mistake.Check(command, "error: ", hint);

    [Theory]
    [InlineData("""{ "rules": [ { "mtach": "*", "kind": "dense", "axes": "oi" } ] }""", "`mtach` (did you mean `match`")]
    [InlineData("""{ "rules": [ { "match": "*", "kind": "desne", "axes": "oi" } ] }""", "`desne` (did you mean `dense`")]
    public void A_key_of_a_rule_is_asked_about(string rules, string problem)
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder.File("rules.json"), rules);
        var result = Tool.Run("analyze", "x", "--rules", folder.File("rules.json"));
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(problem, result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ab", "")]
    [InlineData("QP", "")]
    [InlineData("xyzzy-plugh", "")]
    public void What_is_like_nothing_is_not_asked_about(string word, string none) =>
        Assert.DoesNotContain("did you mean", Tool.Run("explain", word + none).Error, StringComparison.Ordinal);
}
