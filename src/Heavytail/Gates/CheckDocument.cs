using Heavytail.Gates;
using Heavytail.Reports;

namespace Heavytail;

/// <summary>What a check found; <c>docs/check.schema.json</c> describes its JSON.</summary>
/// <param name="Result">The findings.</param>
/// <param name="Errors">The files and tensors that could not be read.</param>
public sealed record CheckDocument(GateResult Result, IReadOnlyList<ReportError> Errors) : Document
{
    private static readonly Column<GateFinding>[] s_columns =
    [
        new("level", ColumnKind.Text, finding => finding.Level.Word()),
        new("rule", ColumnKind.Text, finding => finding.Rule.Id),
        new("kind", ColumnKind.Text, finding => finding.Rule.Definition.Id),
        new("model", ColumnKind.Text, finding => finding.Model),
        new("layer", ColumnKind.Text, finding => finding.Layer),
        new("slice", ColumnKind.Count, finding => finding.Slice),
        new("metric", ColumnKind.Text, finding => finding.Metric),
        new("value", ColumnKind.Real, finding => finding.Value),
        new("low", ColumnKind.Real, finding => finding.Interval?.Low),
        new("high", ColumnKind.Real, finding => finding.Interval?.High),
        new("limit", ColumnKind.Real, finding => finding.Limit),
        new("before", ColumnKind.Real, finding => finding.Before),
        new("message", ColumnKind.Text, finding => finding.Message),
    ];

    private static readonly Column<GateFinding>[] s_forPeople =
    [
        s_columns[0],
        s_columns[1],
        new("layer", ColumnKind.Text, finding => finding.Place),
        s_columns[^1],
    ];

    private static readonly Column<RuleTally>[] s_tallies =
    [
        new("rule", ColumnKind.Text, tally => tally.Rule.Id),
        new("kind", ColumnKind.Text, tally => tally.Rule.Definition.Id),
        new("level", ColumnKind.Text, tally => tally.Rule.Level.Word()),
        new("judged", ColumnKind.Count, tally => tally.Judged),
        new("findings", ColumnKind.Count, tally => tally.Findings.Count),
    ];

    /// <summary>The options of the analyses; null where they are not known.</summary>
    public AnalysisOptions? Options { get; init; }

    /// <summary>Whether several models were checked.</summary>
    public bool HasSeveralModels => Result.Tallies.DistinctBy(tally => tally.Model).Count() > 1;

    /// <summary>Whether every file could be read, and no finding fails.</summary>
    public bool Passes => Errors.Count == 0 && !Result.Fails;

    /// <summary>The whole in one line: <c>fails: 1 error, 2 warnings</c>.</summary>
    public string Sentence => CheckSentences.InShort(this);

    /// <summary>What was not checked, and why: rules that had nothing to judge.</summary>
    public IReadOnlyList<string> Notes => [.. Result.Idle.Select(CheckSentences.Idle)];

    /// <summary>The findings as the rows of a table.</summary>
    /// <param name="withModel">Whether there are several models.</param>
    public Sheet FindingsForPeople(bool withModel) => Sheet.From(
        withModel ? [.. s_forPeople[..2], s_columns[3], .. s_forPeople[2..]] : s_forPeople, Result.Findings);

    /// <summary>Writes the findings for another tool.</summary>
    /// <param name="format">The format.</param>
    /// <param name="destination">The destination, in UTF-8.</param>
    public void Write(FindingFormat format, TextWriter destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        switch (format)
        {
            case FindingFormat.JUnit:
                JUnitWriter.Write(this, destination);
                break;
            case FindingFormat.Sarif:
                SarifWriter.Write(this, destination);
                break;
            case FindingFormat.GitHub:
                GitHubWriter.Write(this, destination);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(format), format, "not a format of findings");
        }
    }

    internal override Fields ToJson() => new()
    {
        Head(),
        { "findings", Result.Findings.Select(ToFields) },
        { "models", Result.Tallies.GroupBy(tally => tally.Model).Select(ModelOf) },
        { "errors", SharedFields.Errors(Errors) },
    };

    internal override IEnumerable<Fields> ToLines() =>
    [
        new Fields { { "record", "check" }, Head(), { "errors", SharedFields.Errors(Errors) } },
        .. Result.Findings.Select(finding => new Fields { { "record", "finding" }, ToFields(finding) }),
        .. Result.Tallies.Select(tally => new Fields
        {
            { "record", "rule" }, { "model", tally.Model }, Fields.From(s_tallies, tally),
        }),
    ];

    internal override Sheet ToSheet() => Sheet.From(s_columns, Result.Findings);

    internal override IEnumerable<Block> ToBlocks() =>
    [
        new Block.Heading(Block.Heading.Main, $"Check {Sentence}"),
        .. Result.Findings.Count > 0
            ? [new Block.Table(FindingsForPeople(HasSeveralModels))]
            : Array.Empty<Block>(),
        .. Notes.Count > 0 ? [new Block.Bullets([.. Notes.Select(MarkdownWriter.Escape)])] : Array.Empty<Block>(),
        .. ReportError.Blocks(Errors),
    ];

    private static Fields ModelOf(IGrouping<string, RuleTally> model) => new()
    {
        { "path", model.Key },
        { "rules", model.Select(tally => Fields.From(s_tallies, tally)) },
    };

    private Fields ToFields(GateFinding finding) => new()
    {
        Fields.From(s_columns, finding),
        { "fails", Result.IsFailure(finding) },
    };

    private Fields Head() => new()
    {
        SharedFields.Tool(),
        { "options", SharedFields.OptionsOrNull(Options) },
        { "passes", Passes },
        { "sentence", Sentence },
        { "fail_on", Result.Policy.FailOn?.Word() },
        { "baseline", Result.Baseline },
        { "error_count", Result.Count(FindingLevel.Error) },
        { "warning_count", Result.Count(FindingLevel.Warning) },
        { "note_count", Result.Count(FindingLevel.Note) },
        { "notes", Notes },
    };
}
