
using Heavytail.Analysis;
using Heavytail.Metrics;
using Heavytail.Reports;

namespace Heavytail.Cli.Output;

/// <summary>The layers of one model as a table that fits.</summary>
internal static class LayerTable
{
    /// <summary>What people see unless they ask for more: in the order of reading, with the priority of each.</summary>
    private static readonly (string Name, int Priority)[] s_default =
    [
        ("layer_id", 13), ("name", 0), ("layer_type", 8), ("M", 5), ("N", 4), ("rf", 12), ("num_evals", 11),
        ("alpha", 1), ("sigma", 14), ("D", 7), ("num_pl_spikes", 15), ("alpha_weighted", 6), ("log_norm", 9),
        ("log_spectral_norm", 16), ("stable_rank", 10), ("entropy", 17), ("status", 3), ("warning", 2),
    ];

    public static void Write(ModelAnalysis model, TableView view, Terminal terminal)
    {
        bool allWell = model.Layers.All(layer => layer.Metrics.Status == LayerStatus.Success);
        var columns = view.Columns
            ?? ReportColumns.Select(s_default.Select(column => column.Name).Where(name => name != "status" || !allWell));
        var table = new TextTable(
            [.. columns.Select(column => new TextColumn(
                column.Name, column.Kind, PriorityOf(column.Name), ShortenTo: column.Name is "name" or "longname" or "model" ? TextColumn.LayerName : null)
            {
                StaysDistinct = column.Name == "name",
            })],
            [.. model.Layers.Select(layer => columns.Select(column => Cell(column, model, layer)).ToArray())]);

        // Columns that were asked for by name are never dropped.
        var hidden = table.Write(terminal, fit: view.Columns is null);
        HiddenColumns.Write(hidden, "--columns chooses", terminal);
    }

    private static TextCell Cell(ReportColumn column, ModelAnalysis model, LayerAnalysis layer) =>
        new(Printable.Text(CellText.Rounded(column.Value(model, layer))), column.Name switch
        {
            "alpha" or "warning" => ToneOf(layer.Metrics.Warning),
            "status" when layer.Metrics.Status != LayerStatus.Success => Tone.Warning,
            _ => Tone.Plain,
        });

    private static Tone ToneOf(TrainingWarning warning) => warning switch
    {
        TrainingWarning.OverTrained => Tone.Error,
        TrainingWarning.UnderTrained => Tone.Warning,
        _ => Tone.Plain,
    };

    private static int PriorityOf(string name) =>
        s_default.FirstOrDefault(column => column.Name == name) is (string, int priority) && name != s_default[0].Name
            ? priority
            : int.MaxValue;
}
