using System.Text.Json;
using Heavytail.Figures;
using Heavytail.Pages;
using Heavytail.Reports;

namespace Heavytail;

/// <summary>The data of a page with a result about many models: sentences, figures, one table.</summary>
public sealed class TablePage
{
    private readonly string _title;
    private readonly IReadOnlyList<string> _answers;
    private readonly IReadOnlyList<string> _notes;
    private readonly IReadOnlyList<Figure> _figures;
    private readonly Sheet _table;
    private readonly AnalysisOptions? _options;

    private TablePage(
        string title,
        IReadOnlyList<string> answers,
        IReadOnlyList<string> notes,
        IReadOnlyList<Figure> figures,
        Sheet table,
        AnalysisOptions? options) =>
        (_title, _answers, _notes, _figures, _table, _options) = (title, answers, notes, figures, table, options);

    /// <summary>The title of the page.</summary>
    public string Title => _title;

    /// <summary>A page of trends.</summary>
    public static TablePage From(TrendDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var analysis = document.Analysis;
        return new TablePage(
            $"{Path.GetFileName(analysis.Data.Source)}: do metrics track {analysis.Data.Score}?",
            [analysis.Answer, .. analysis.Families.Count > 1
                ? analysis.Families.Select(family => $"{family.Family}: {family.Sentence}") : []],
            [.. analysis.Warnings, .. analysis.Data.Notes.Select(note => note.Message)],
            TrendFigures.All(analysis),
            TrendDocument.SheetOf(TrendRow.From(analysis)),
            document.Options);
    }

    /// <summary>A page of a ranking.</summary>
    public static TablePage From(RankingDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var ranking = document.Ranking;
        string folder = CommonFolder.Of([.. ranking.Models.Select(model => model.Path)]);
        string Short(string text) =>
            folder.Length == 0 ? text : text.Replace($"`{folder}", "`", StringComparison.Ordinal);
        return new TablePage(
            $"Which of {Phrases.Count(ranking.Models.Count, "model")} is best?",
            [
                Short(ranking.Sentence),
                .. document.ReferenceSentence is string sentence ? [sentence] : Array.Empty<string>(),
            ],
            [.. document.Notes.Select(Short), .. document.Errors.Select(error => $"{error.Path}: {error.Message}")],
            RankingFigures.All(ranking),
            document.ToSheet(),
            document.Options);
    }

    /// <summary>A page of models beside a base.</summary>
    public static TablePage From(ComparisonDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var names = OwnNames.OfModels([document.Base, .. document.Comparisons.Select(one => one.Other.Path)]);
        bool isOne = document.Comparisons.Count == 1;
        return new TablePage(
            isOne ? $"What changed from {names[0]} to {names[1]}?" : $"What changed from {names[0]}?",
            [
                .. document.Comparisons.SelectMany((comparison, k) => ComparisonSentences.Of(comparison)
                    .Select(sentence => isOne ? $"{sentence}." : $"{names[k + 1]}: {sentence}."))
                    .DefaultIfEmpty("No model could be compared."),
            ],
            [.. document.Errors.Select(error => $"{error.Path}: {error.Message}")],
            [
                .. document.Comparisons.SelectMany((comparison, k) =>
                    ComparisonFigures.Of(comparison, isOne ? "" : $": {names[k + 1]}")),
            ],
            document.ToPageSheet(),
            document.Options);
    }

    /// <summary>
    /// Writes the data as one JSON object that may stand inside of a script element: characters that end one are
    /// escaped.
    /// </summary>
    /// <param name="destination">Where to; it stays open.</param>
    public void Write(Stream destination)
    {
        using var json = new Utf8JsonWriter(destination); // escapes <, > and &
        new Fields
        {
            SharedFields.Tool(),
            { "options", SharedFields.OptionsOrNull(_options) },
            { "title", VisibleText.Escape(_title) },
            { "answers", _answers.Select(VisibleText.Escape) },
            { "notes", _notes.Select(VisibleText.Escape) },
            { "figures", WriteFigures },
            { "columns", _table.Columns.Select(column => column.Name) },
            { "numeric", _table.Columns.Where(column => column.Kind is ColumnKind.Real or ColumnKind.Count)
                .Select(column => column.Name) },
            { "rows", WriteRows },
        }.Write(json);
    }

    private void WriteFigures(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (var figure in _figures)
        {
            FigureJson.Write(figure, json);
        }

        json.WriteEndArray();
    }

    private void WriteRows(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (var row in _table.Rows)
        {
            PageFields.WriteRow(row, json);
        }

        json.WriteEndArray();
    }
}
