using System.Globalization;
using Heavytail.Cli.Output;

namespace Heavytail.Cli.Commands.Analyze;

/// <summary>How each tensor was classified, and why: <c>--explain-layers</c>.</summary>
internal static class DecisionTable
{
    private const int MostParts = 4;

    private static readonly TextColumn[] s_columns =
    [
        new("tensor", ColumnKind.Text, 0, ShortenTo: TextColumn.LayerName) { StaysDistinct = true },
        new("dtype", ColumnKind.Text, 4),
        new("shape", ColumnKind.Text, 3),
        new("rule", ColumnKind.Text, 2),
        new("classified as", ColumnKind.Text, 1),
    ];

    public static void Write(string path, LayerInventory plan, Terminal terminal)
    {
        var skipped = plan.Skipped.ToLookup(entry => entry.Tensor.Index);
        string[] reasons = [.. plan.Decisions.Select(
            decision => Why(decision, [.. skipped[decision.Tensor.Index]]))];
        TextCell[][] rows = [.. plan.Decisions.Select(
            (decision, index) => Row(decision, [.. skipped[decision.Tensor.Index]], reasons[index]))];
        terminal.WriteLine($" {Printable.Text(path)}: how each tensor was classified", Tone.Strong);

        // Reasons are what was asked for: where the window is too narrow, each stands whole below its row.
        var whole = new TextTable([.. s_columns, new("why", ColumnKind.Text, 0)], rows);
        var hidden = whole.NaturalWidth() <= terminal.Width
            ? whole.Write(terminal, fit: true)
            : new TextTable(s_columns, rows).Write(terminal, fit: true, index => reasons[index]);
        HiddenColumns.Write(hidden, HiddenColumns.Wider, terminal);
        terminal.WriteLine();
    }

    private static TextCell[] Row(LayerDecision decision, SkippedTensor[] skipped, string why)
    {
        var tone = decision.Layers.Count > skipped.Count(entry => entry.Layer is not null) ? Tone.Plain : Tone.Dim;
        return
        [
            new(Printable.Text(decision.Tensor.Name), tone),
            new(Printable.Text(decision.Tensor.Encoding), tone),
            TextCell.From(decision.Tensor.Shape, tone),
            new(Printable.Text(decision.Rule), tone),
            new(Printable.Text(ClassOf(decision)), tone),
            new(Printable.Text(why), tone),
        ];
    }

    /// <summary><c>lstm: i, f, g, o of 128 × 64</c>, <c>conv2d 64 × 3 × 49</c>, or nothing.</summary>
    private static string ClassOf(LayerDecision decision)
    {
        if (decision.Layers.Count == 0)
        {
            return "no layer";
        }

        string dimensions = string.Join(" or ", decision.Layers.Select(Dimensions).Distinct());
        var names = decision.Layers.Select(layer => layer.Part).OfType<string>().ToArray();
        string parts = names.Length switch
        {
            0 => "",
            <= MostParts => $": {string.Join(", ", names)} of",
            _ => $": {names[0]} … {names[^1]} of",
        };
        return $"{decision.Layers[0].Kind.Word()}{parts} {dimensions}";
    }

    private static string Dimensions(Layer layer) => string.Create(
        CultureInfo.InvariantCulture, $"{layer.Rows} × {layer.Columns}{(layer.Rf > 1 ? $" × {layer.Rf}" : "")}");

    private static string Why(LayerDecision decision, SkippedTensor[] skipped)
    {
        var reasons = skipped.Where(entry => entry.Layer is not null).GroupBy(entry => entry.Explanation).ToArray();
        return reasons.Length == 0
            ? decision.Why
            : $"{decision.Why}; left out: {string.Join("; ", reasons.Select(group => group.Key))}";
    }
}
