using System.CommandLine;

namespace Heavytail.Cli.Commands.Help;

/// <summary>The groups of options on a page of help, in its order.</summary>
internal enum HelpGroup
{
    /// <summary>Which files or figures are read.</summary>
    Input,

    /// <summary>Which tensors of a file are layers, and which layers are analyzed.</summary>
    Layers,

    /// <summary>What is computed of them.</summary>
    Measured,

    /// <summary>How a plan follows from scores.</summary>
    Plan,

    /// <summary>How weights are changed.</summary>
    Surgery,

    /// <summary>Which rules a check has, and what fails.</summary>
    Rules,

    /// <summary>Where results go, and what they show.</summary>
    Output,

    /// <summary>What computing may take.</summary>
    Computing,

    /// <summary>What every command has.</summary>
    General,

    /// <summary>What is in no other group.</summary>
    Other,
}

/// <summary>The group of each option.</summary>
internal static class HelpGroups
{
    /// <summary>The heading of a group.</summary>
    public static string Heading(this HelpGroup group) => group switch
    {
        HelpGroup.Input => "Input",
        HelpGroup.Layers => "Which layers",
        HelpGroup.Measured => "What is measured",
        HelpGroup.Plan => "The plan",
        HelpGroup.Surgery => "The surgery",
        HelpGroup.Rules => "What fails",
        HelpGroup.Output => "Output",
        HelpGroup.Computing => "Computing",
        HelpGroup.General => "General",
        _ => "Options",
    };

    /// <summary>The group of an option; a test has every option in one.</summary>
    public static HelpGroup Of(Option option) => option.Name switch
    {
        "--method" or "--percent" when IsOfSurgery(option) => HelpGroup.Surgery,
        "--remove-top" or "--rank" or "--energy" or "--threshold" or "--pairs" or "--hardness" or "--eta" or "--blend"
            or "--target-alpha" => HelpGroup.Surgery,
        "--force" when IsOfSurgery(option) => HelpGroup.Output,
        "--dry-run" => HelpGroup.Output,
        "--policy" or "--map" or "--baseline" or "--init" or "--older-than" or "--corpus" or "--family" or "--where"
            or "--reference" or "--score" or "--score-direction" or "--lower-is-better" or "--by" or "--score-column"
            => HelpGroup.Input,
        "--fail-on" or "--severity" or "--min" or "--max" or "--uncertain" => HelpGroup.Rules,
        "--layers" or "--layer" or "--slice" or "--min-evals" or "--max-evals" or "--rnn" or "--rules"
            or "--explain-layers" or "--base" => HelpGroup.Layers,
        "--matrices" or "--image" or "--farms" or "--window" or "--windows" or "--inverse" => HelpGroup.Measured,
        "--convention" or "--compat" or "--measure" or "--randomize" or "--replicates" or "--vectors"
            or "--metric" or "--percentile" or "--delta"
            or "--draws" or "--seed" or "--force" or "--keep-untrained" =>
            HelpGroup.Measured,
        "--sparsity" or "--epsilon" or "--per" or "--max-sparsity" or "--modifier" or "--method" or "--low" or "--high"
            or "--least-evals" or "--include-ends" or "--temperature" or "--scale-above" or "--scale-below"
            or "--total" or "--beta" or "--repair" or "--lora-rank" or "--lora-alpha" or "--budget" or "--bits"
            or "--gamma" or "--solver" or "--percent" or "--model-name" or "--with" => HelpGroup.Plan,
        "--emit" or "--explain" => HelpGroup.Output,
        "--format" or "--json" or "--output" or "--spectra" or "--columns" or "--sort" or "--top"
            or "--kind" or "--size" or "--font-size" or "--plots" or "--plots-format" or "--report-dir"
            or "--summary-only" or "--per-model" or "--csv-safe" => HelpGroup.Output,
        "--memory" or "--threads" or "--precision" or "--cache" => HelpGroup.Computing,
        "--quiet" or "--verbose" or "--color" or "--no-progress" or "--help" or "--version" => HelpGroup.General,
        _ => HelpGroup.Other,
    };
    /// <summary>Kinds of surgery have options whose names other commands have too.</summary>
    private static bool IsOfSurgery(Option option) => option.Parents.OfType<Command>()
        .Any(command => command.Parents.Any(above => above.Name == "surgery"));
}
