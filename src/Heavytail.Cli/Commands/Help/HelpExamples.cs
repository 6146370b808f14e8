using System.CommandLine;

namespace Heavytail.Cli.Commands.Help;

/// <summary>A command that people run, and what for.</summary>
internal readonly record struct HelpExample(string Purpose, string Command);

/// <summary>The examples on pages of help; a test runs each of them.</summary>
internal static class HelpExamples
{
    /// <summary>The examples of a command.</summary>
    public static IReadOnlyList<HelpExample> Of(Command command) => UsageMessage.Words(command) switch
    {
        "heavytail" =>
        [
            new("Judge a model", "heavytail analyze model.safetensors"),
            new("A page to look at and to send", "heavytail report model.safetensors -o report.html"),
            new("Do metrics track the accuracy of your models?", "heavytail trend models.csv"),
            new("What does a word of a report mean?", "heavytail explain under-trained"),
        ],
        "heavytail analyze" =>
        [
            new("One file; a folder and a glob work too", "heavytail analyze model.safetensors"),
            new("The ten layers with the highest alpha", "heavytail analyze model.pt --sort -alpha --top 10"),
            new(
                "Only some layers, and two of their columns",
                "heavytail analyze model.pt --layers \"fc*\" --columns name,alpha"),
            new("A report for programs, and a sheet", "heavytail analyze checkpoints/ -o report.json -o layers.csv"),
        ],
        "heavytail report" =>
        [
            new("A page to look at and to send", "heavytail report model.safetensors -o report.html"),
            new("Two checkpoints side by side", "heavytail report runs/a.pt runs/b.pt -o report.html"),
            new("A folder, for a model of thousands of layers", "heavytail report model.pt --report-dir report"),
        ],
        "heavytail describe" =>
        [
            new("What is in a file, without its numbers", "heavytail describe model.pt"),
            new("Every tensor with its reason, for programs", "heavytail describe model.safetensors --json"),
        ],
        "heavytail plot" =>
        [
            new("The density of a layer's eigenvalues, in the terminal", "heavytail plot model.pt --layer fc1"),
            new("Its tail as a figure for a paper", "heavytail plot model.pt --layer fc1 --kind ccdf -o fc1.svg"),
        ],
        "heavytail trend" =>
        [
            new("Weight files with their accuracies", "heavytail trend models.csv"),
            new(
                "Two metrics only, and another score",
                "heavytail trend models.csv --score train_accuracy --metric alpha,log_norm"),
            new("Published figures of one family", "heavytail trend --corpus nature2021 --family VGG"),
        ],
        "heavytail rank" =>
        [
            new("Which of several finished trainings of one architecture may test best", "heavytail rank runs/"),
            new(
                "The same, with scores predicted from models that have one",
                "heavytail rank runs/a.pt runs/b.pt --reference models.csv --family fashion-mnist-cnn"),
        ],
        "heavytail compare" =>
        [
            new("What fine-tuning changed", "heavytail compare runs/a.pt runs/b.pt"),
            new("With the spectra of the differences", "heavytail compare runs/a.pt runs/b.pt --delta"),
            new("Every metric of both, for programs", "heavytail compare runs/a.pt runs/b.pt -o changes.csv"),
        ],
        "heavytail surgery" =>
        [
            new("What would be done to correlation traps", "heavytail surgery traps model.safetensors --dry-run"),
            new(
                "The nearest matrices of rank 32, as a new model",
                "heavytail surgery low-rank model.safetensors --rank 32 -o new.safetensors"),
        ],
        "heavytail surgery smooth" =>
        [
            new("Keep the top of each spectrum", "heavytail surgery smooth model.safetensors -o smooth.safetensors"),
            new(
                "Half of the singular values of some layers, as a trial",
                "heavytail surgery smooth model.safetensors --layers \"fc*\" --percent 50 --dry-run"),
        ],
        "heavytail surgery low-rank" =>
        [
            new("Rank 32", "heavytail surgery low-rank model.safetensors --rank 32 -o rank32.safetensors"),
            new(
                "99 % of the sum of squares, and a report",
                "heavytail surgery low-rank model.safetensors --energy 99 -o low.safetensors -o low.json"),
        ],
        "heavytail surgery traps" =>
        [
            new("Each trap, and what would be done to it", "heavytail surgery traps model.safetensors --dry-run"),
            new("Without them", "heavytail surgery traps model.safetensors -o clean.safetensors"),
        ],
        "heavytail surgery project" =>
        [
            new("One projection", "heavytail surgery project model.safetensors -o projected.safetensors"),
            new("A softer one, as a trial", "heavytail surgery project model.safetensors --hardness 0.2 --dry-run"),
        ],
        "heavytail check" =>
        [
            new("Is anything wrong with this model?", "heavytail check model.safetensors"),
            new("A policy to begin with", "heavytail check --init policy.yaml"),
            new(
                "Limits on the command line",
                "heavytail check model.pt --max alpha=6 --min model.alpha=2 --severity traps=off"),
            new(
                "A checkpoint against an earlier report, for CI",
                "heavytail check model.pt --baseline baseline.json -o junit.xml -o heavytail.sarif"),
        ],
        "heavytail corpus" =>
        [
            new("What there is", "heavytail corpus list"),
            new("The models of a family", "heavytail corpus show nature2021 --family VGG"),
        ],
        "heavytail corpus list" =>
        [
            new("What there is", "heavytail corpus list"),
            new("For programs", "heavytail corpus list --json"),
        ],
        "heavytail corpus show" =>
        [
            new("The models of a family", "heavytail corpus show nature2021 --family VGG"),
            new("Every model with every column", "heavytail corpus show sdm2020 -o sdm2020.csv"),
        ],
        "heavytail cache" =>
        [
            new("What is kept", "heavytail cache list"),
            new("Whether it is sound", "heavytail cache verify"),
            new("Remove it", "heavytail cache clear"),
        ],
        "heavytail cache list" =>
        [
            new("What is kept", "heavytail cache list"),
            new("With every column", "heavytail cache list -f csv"),
        ],
        "heavytail cache clear" =>
        [
            new("The cache of every run", "heavytail cache clear"),
            new("What no run has used for a month", "heavytail cache clear --older-than 30d"),
            new("One in a folder of its own", "heavytail cache clear --cache ./spectra"),
        ],
        "heavytail cache verify" =>
        [
            new("The cache of every run", "heavytail cache verify"),
            new("For programs", "heavytail cache verify --json"),
        ],
        "heavytail cache sql" =>
        [
            new(
                "What takes the room",
                "heavytail cache sql \"SELECT model, sum(bytes) AS bytes FROM spectra GROUP BY model\""),
            new(
                "The largest eigenvalues",
                "heavytail cache sql \"SELECT layer, lambda_max FROM spectra ORDER BY 2 DESC LIMIT 10\" -f csv"),
        ],
        "heavytail plan" =>
        [
            new(
                "A recipe for pruning half of the weights",
                "heavytail plan sparsity model.pt --sparsity 0.5 -o recipe.yaml"),
            new("Why each layer gets how many bits", "heavytail plan bits model.pt --explain"),
        ],
        "heavytail plan sparsity" =>
        [
            new("A recipe for llm-compressor", "heavytail plan sparsity model.pt --sparsity 0.5 -o recipe.yaml"),
            new("A target for each layer, and why", "heavytail plan sparsity model.pt --per module --explain"),
        ],
        "heavytail plan learning-rate" =>
        [
            new("Parameter groups for PyTorch", "heavytail plan learning-rate model.pt --least-evals 10 -o groups.py"),
            new(
                "By rank, the first and the last layer too",
                "heavytail plan learning-rate model.pt --method step --least-evals 10 --include-ends"),
        ],
        "heavytail plan weight-decay" =>
        [
            new("Parameter groups for PyTorch", "heavytail plan weight-decay model.pt --least-evals 10 -o groups.py"),
            new("Why each layer decays as it does", "heavytail plan weight-decay model.pt --least-evals 10 --explain"),
        ],
        "heavytail plan experts" =>
        [
            new("40 experts, as ranks for PEFT", "heavytail plan experts model.pt --total 40 --emit peft"),
            new("Why each block gets how many", "heavytail plan experts model.pt --explain"),
        ],
        "heavytail plan bits" =>
        [
            new("AlphaQ's recipe of 3.5 bits", "heavytail plan bits model.pt --budget 3.5 -o recipe.csv"),
            new("Why each layer gets how many bits", "heavytail plan bits model.pt --bits 2,4,8 --budget 4 --explain"),
        ],
        "heavytail plan unfreeze" =>
        [
            new(
                "Spectrum's list for half of the layers of each type",
                "heavytail plan unfreeze llm.safetensors --percent 50 -o unfrozen.yaml"),
            new("The expression for ms-swift", "heavytail plan unfreeze llm.safetensors --emit ms-swift"),
        ],
        "heavytail plan rank" =>
        [
            new("Ranks without the noise of each layer", "heavytail plan rank model.pt --method rmt"),
            new(
                "Half of the singular values, for programs",
                "heavytail plan rank model.pt --method percent --percent 50 --emit ranks"),
        ],
        "heavytail plan merge" =>
        [
            new("Why each block weighs how much", "heavytail plan merge model.pt --explain"),
            new("The plan for programs", "heavytail plan merge model.pt --json"),
        ],
        "heavytail plan layers" =>
        [
            new("Probabilities by block", "heavytail plan layers model.pt --explain"),
            new("As the file that OwLore reads", "heavytail plan layers model.pt -o weight_norm.txt"),
        ],
        "heavytail explain" =>
        [
            new("A metric", "heavytail explain alpha"),
            new("A label and the reason for a skipped tensor", "heavytail explain under-trained not-a-matrix"),
            new("Everything that can be explained", "heavytail explain"),
        ],
        "heavytail completions" =>
        [
            new("In this shell", "source <(heavytail completions bash)"),
            new("In every new one, as a line of ~/.bashrc", "source <(heavytail completions bash)"),
        ],
        "heavytail help" =>
        [
            new("About a command", "heavytail help analyze"),
            new("About a command of a command", "heavytail help corpus show"),
        ],
        _ => [],
    };
}
