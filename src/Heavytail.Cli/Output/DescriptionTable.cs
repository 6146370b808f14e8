using System.Globalization;
using Heavytail.Reports;

namespace Heavytail.Cli.Output;

/// <summary>Descriptions for people: every tensor, and what an analysis would do with it.</summary>
internal static class DescriptionTable
{
    private static readonly (string Name, int Priority)[] s_columns =
    [
        ("longname", 0), ("dtype", 2), ("shape", 1), ("layer_type", 3), ("bytes", 10), ("rule", 9), ("M", 7), ("N", 8), ("num_evals", 5), ("note", 6),
    ];

    public static void Write(DescriptionReport report, Terminal terminal)
    {
        foreach (var model in report.Models)
        {
            WriteModel(model, terminal);
        }
    }

    private static void WriteModel(Description model, Terminal terminal)
    {
        Heading.Write(model.Path, model.Format, terminal);
        terminal.WriteLine();
        if (model.Tensors.Count > 0)
        {
            WriteTensors(model, terminal);
            terminal.WriteLine();
        }

        terminal.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $" {MarkdownParts.Count(model.Tensors.Count, "tensor")}, {model.Parameters:N0} parameters, {model.Files.Sum(file => file.Size):N0} bytes in {MarkdownParts.Count(model.Files.Count, "file")}"));
        if (model.Tensors.Count > 0)
        {
            Flow.Write(terminal, " stored as", DescriptionParts.Encodings(model));
        }

        terminal.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $" {MarkdownParts.Count(model.Plan.Layers.Count, "layer")} to analyze with {model.AnalyzedParameters:N0} parameters, {MarkdownParts.Count(model.Plan.Skipped.Count, "tensor")} to skip{MarkdownParts.Historical(model.Options.Method.Convention)}"));
        if (model.Plan.Layers.Count > 0)
        {
            terminal.WriteLine($" analyze: {DescriptionParts.Estimate(model)}");
        }

        foreach (var (key, value) in model.Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            string line = $" {Printable.Text(key)}: {Printable.Text(value)}";
            terminal.WriteLine(line.Length > terminal.Width ? line[..(terminal.Width - 1)] + "…" : line, Tone.Dim);
        }

        terminal.WriteLine();
    }

    /// <summary>The stored name, and which of its matrices.</summary>
    private static string NameOf(DescribedTensor tensor) =>
        tensor.Layer is { Part: string part } ? $"{tensor.Tensor.Name}[{part}]" : tensor.Tensor.Name;

    private static void WriteTensors(Description model, Terminal terminal)
    {
        var columns = s_columns.Select(wanted => (
            Column: DescriptionColumn.All.First(column => column.Name == wanted.Name), wanted.Priority)).ToArray();
        var table = new TextTable(
            [.. columns.Select(pair => new TextColumn(
                pair.Column.Name == "longname" ? "tensor" : pair.Column.Name,
                pair.Column.Kind,
                pair.Priority,
                ShortenTo: pair.Column.Name is "longname" or "note" ? TextColumn.LayerName : null)
            {
                StaysDistinct = pair.Column.Name == "longname",
            })],
            [.. model.Tensors.Select(tensor => columns.Select(pair => new TextCell(
                Printable.Text(pair.Column.Name == "longname" ? NameOf(tensor) : CellText.Rounded(pair.Column.Value(model, tensor))),
                tensor.Skipped is null ? Tone.Plain : Tone.Dim)).ToArray())]);
        HiddenColumns.Write(table.Write(terminal, fit: true), HiddenColumns.WiderOrCsv, terminal);
    }
}
