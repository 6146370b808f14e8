using System.Diagnostics.CodeAnalysis;

namespace Heavytail.Cli;

/// <summary>Messages of the library name its options; here these get their names on the command line.</summary>
internal static class Flags
{
    /// <summary>The longer of two texts of which one begins with the other comes first.</summary>
    private static readonly (string Library, string Tool)[] s_texts =
    [
        ("`Memory` = ", "--memory "),
        ("`Memory`", "--memory"),
        ("`MinEvals` = ", "--min-evals "),
        ("`MinEvals`", "--min-evals"),
        ("`MaxEvals` = ", "--max-evals "),
        ("`MaxEvals`", "--max-evals"),
        ("`LeastEigenvalues`", "`--least-evals`"),
        ("`IncludesEnds`", "`--include-ends`"),
        ("`Most`", "`--max-sparsity`"),
        ("`Sparsity`", "`--sparsity`"),
        ("`Layers`", "--layers"),
        ("`Kind` = ", "--matrices "),
        ("`Image` = ", "--image "),
        ("`Image`", "--image"),
        ("`WindowCount`", "--windows"),
        ("`Window` = ", "--window "),
        ("`Window`", "--window"),
        ("`Inverse`", "--inverse"),
        ("`TargetAlpha`", "`--target-alpha`"),
        ("`Blend`", "`--blend`"),
        ("`Eta`", "`--eta`"),
        ("`Rules`", "--rules"),
        ("with `Score`", "with `--score COLUMN`"),
        ("`Score`", "`--score`"),
        ("`KeepUntrained` counts", "`--keep-untrained` counts"),
        ("`LowerIsBetter` sets", "`--score-direction higher|lower` sets"),
        ("`By` = `convention`", "`--by convention`"),
        ("`By`", "`--by`"),
        ("`Families` and `Where`", "--family and --where"),
        ("`Where`", "`--where`"),
        ("with `family`", "with `--family GLOB`"),
        ("an analysis of this file lists them", "`heavytail analyze` with this file lists them"),
    ];

    /// <summary>A text of the library in the words of the tool.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? In(string? text) => text is null
        ? null
        : s_texts.Aggregate(text, (result, pair) => result.Replace(pair.Library, pair.Tool, StringComparison.Ordinal));

    /// <summary>An analysis whose reasons are in the words of the tool.</summary>
    public static ModelAnalysis In(ModelAnalysis model) => model with { Skipped = [.. model.Skipped.Select(In)] };

    /// <summary>A comparison whose notes are in the words of the tool.</summary>
    public static ModelComparison In(ModelComparison comparison) => comparison with
    {
        Layers = [.. comparison.Layers.Select(layer => layer with { Note = In(layer.Note) })],
    };

    /// <summary>A result of surgery whose notes are in the words of the tool.</summary>
    public static SurgeryResult In(SurgeryResult result) => result with
    {
        Notes = [.. result.Notes.Select(note => In(note))],
        Layers = [.. result.Layers.Select(layer => layer with { Note = In(layer.Note) })],
    };

    /// <summary>An inventory whose reasons are in the words of the tool.</summary>
    public static LayerInventory In(LayerInventory inventory) =>
        inventory with
        {
            Skipped = [.. inventory.Skipped.Select(In)],
            Decisions = [.. inventory.Decisions.Select(decision => decision with { Why = In(decision.Why) })],
        };

    /// <summary>A description whose reasons are in the words of the tool.</summary>
    public static Description In(Description model) => model with
    {
        Tensors =
        [
            .. model.Tensors.Select(tensor =>
                tensor with { Why = In(tensor.Why), Skipped = tensor.Skipped is { } skipped ? In(skipped) : null }),
        ],
    };

    /// <summary>An error of a report in the words of the tool.</summary>
    public static ReportError In(ReportError error) =>
        error with { Message = In(error.Message), Hint = In(error.Hint) };

    /// <summary>Models whose notes are in the words of the tool.</summary>
    public static TrendData In(TrendData data) => data with
    {
        Notes = [.. data.Notes.Select(note => note with { Message = In(note.Message), Hint = In(note.Hint) })],
    };

    private static SkippedTensor In(SkippedTensor tensor) => tensor with { Explanation = In(tensor.Explanation) };
}
