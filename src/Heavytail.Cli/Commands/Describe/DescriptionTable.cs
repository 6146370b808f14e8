using System.Globalization;
using Heavytail.Cli.Output;

namespace Heavytail.Cli.Commands.Describe;

/// <summary>Descriptions for people: every tensor, and what an analysis would do with it.</summary>
internal static class DescriptionTable
{
    private static readonly ShownColumn[] s_columns =
    [
        new("longname", 0) { Heading = "tensor", ShortenTo = TextColumn.LayerName, StaysDistinct = true },
        new("dtype", 3), new("shape", 1), new("bytes", 10), new("rule", 9), new("M", 7), new("N", 8),
        new("note", 0) { Heading = "analyzed as, or why not", ShortenTo = TextColumn.ModelName },
    ];

    public static void Write(DescriptionDocument document, Terminal terminal)
    {
        foreach (var model in document.Models)
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

        WriteTotals(model, terminal);
        if (model.Metadata.Count > 0)
        {
            terminal.WriteLine(" metadata of the file:", Tone.Dim);
        }

        foreach (var (key, value) in model.Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            string line = $"   {Printable.Text(key)}: {Printable.Text(value)}";
            terminal.WriteLine(line.Length > terminal.Width ? line[..(terminal.Width - 1)] + "…" : line, Tone.Dim);
        }

        terminal.WriteLine();
    }

    private static void WriteTotals(Description model, Terminal terminal)
    {
        string tensors = Phrases.Count(model.Plan.Decisions.Count, "tensor");
        string files = Phrases.Count(model.Files.Count, "file");
        long bytes = model.Files.Sum(file => file.Size);
        terminal.WriteLine(Invariant($" {tensors}, {model.Parameters:N0} parameters, {bytes:N0} bytes in {files}"));
        if (model.Tensors.Count > 0)
        {
            WrappedList.Write(terminal, " stored:", model.Storage.Select(Printable.Text));
            long others = model.Encodings.Sum(share => share.Elements) - model.Parameters;
            if (others > 0)
            {
                terminal.WriteLine(
                    Invariant($" {others:N0} stored elements are no parameters: statistics, buffers, copies"));
            }
        }

        string layers = Phrases.Count(model.Plan.Layers.Count, "layer");
        string skipped = Phrases.Count(model.Plan.SkippedTensors.Count, "tensor");
        int leftOut = model.Plan.LayersLeftOut.Count;
        string layersLeftOut = leftOut == 0 ? "" : $", {Phrases.Count(leftOut, "layer")} to leave out";
        Paragraph.Write(
            terminal, " ", Invariant($"{layers} to analyze with {model.AnalyzedParameters:N0} parameters, ")
            + $"{skipped} to skip{layersLeftOut}"
            + Phrases.Historical(model.Options.Method.Convention) + Phrases.OfMatrices(model.Options),
            Tone.Plain);
        if (model.Plan.Layers.Count > 0)
        {
            terminal.WriteLine($" analyze: {DescriptionDocument.EstimateOf(model)}");
        }
    }

    private static void WriteTensors(Description model, Terminal terminal)
    {
        string prefix = NamePrefix.Of(model.Tensors.Select(tensor => tensor.Tensor.Name));
        if (prefix.Length > 0)
        {
            terminal.WriteLine($" all names begin with {Printable.Text(prefix)}", Tone.Dim);
            terminal.WriteLine();
        }

        var sheet = DescriptionDocument.TensorsOf(model);
        int name = sheet.IndexOf("longname");
        int note = sheet.IndexOf("note");
        Cell[][] rows = [.. sheet.Rows.Select(row => row.ToArray())];
        foreach (var (row, tensor) in rows.Zip(model.Tensors))
        {
            row[name] = NameOf(tensor)[prefix.Length..];
            row[note] = tensor.Skipped is null
                ? DecisionOf(row[sheet.IndexOf("layer_type")], row[sheet.IndexOf("num_evals")], row[note])
                : row[note];
        }

        var table = SheetTable.From(
            sheet with { Rows = rows }, s_columns, row => model.Tensors[row].Skipped is null ? Tone.Plain : Tone.Dim);
        HiddenColumns.Write(table.Write(terminal, fit: true), HiddenColumns.WiderOrCsv, terminal);
    }

    /// <summary><c>conv2d, 144 eigenvalues</c>, and what is remarkable about it.</summary>
    private static string DecisionOf(Cell kind, Cell eigenvalues, Cell remark) =>
        $"{kind.Exact}, {Phrases.Count(eigenvalues.Whole ?? 0, "eigenvalue")}"
        + (remark.Kind == CellKind.None ? "" : $": {remark.Exact}");

    /// <summary>The stored name, and which of its matrices.</summary>
    private static string NameOf(DescribedTensor tensor) =>
        tensor.Layer is { Part: string part } ? $"{tensor.Tensor.Name}[{part}]" : tensor.Tensor.Name;

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
