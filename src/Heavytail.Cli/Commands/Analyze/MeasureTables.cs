using Heavytail.Cli.Output;

namespace Heavytail.Cli.Commands.Analyze;

/// <summary>A table for each measure that was asked for, below the layers.</summary>
internal static class MeasureTables
{
    /// <summary>What is said of each measure, by the first word of its name, and read first of it.</summary>
    private static readonly Dictionary<string, (string Caption, string[] First)> s_known = new()
    {
        ["intervals"] = (
            "alpha (95 %) above, and its label, by 500 resampled spectra; here by leaving out blocks of rows",
            ["alpha_ci_matrix_low", "alpha_ci_matrix_high", "gof_p"]),
        ["randomize"] = ("each layer against itself in random order",
            ["alpha_null", "alpha_null_sd", "rand_p", "rand_num_spikes", "rand_cause", "rand_distance_js", "w1_null"]),
        ["tails"] = ("rivals of the power law, and other estimates of alpha",
            ["best_tail", "best_tail_p", "alpha_hill", "alpha_moments", "estimates_differ", "alpha_plateau",
                "alpha_clipped", "alpha_median"]),
        ["erg"] = ("the determinant condition", ["detX_num", "ERG_gap", "delta_lambda_min", "trace_log_per_eval"]),
        ["vectors"] = ("singular vectors of the largest eigenvalue; JSON has those of the others",
            ["left_participation", "left_p", "left_at", "right_participation", "right_p", "right_at", "vector_status"]),
        ["htmp"] = ("the high-temperature Marchenko-Pastur law of all nonzero eigenvalues",
            ["htmp_form", "htmp_D", "htmp_gain", "htmp_kappa", "htmp_alpha", "htmp_gamma"]),
        ["adapter"] = ("how much of its rank an adapter uses",
            ["adapter_rank", "energy_rank_90", "energy_rank_99", "dead_dims",
                "intruder_dims", "intruder_vectors"]),
        ["phase"] = ("where training has come to", ["phase", "phase_sure", "class_mu", "class_setol", "mu"]),
    };

    /// <param name="model">The model, its layers in the order of the table.</param>
    /// <param name="terminal">The terminal.</param>
    public static void Write(ModelAnalysis model, Terminal terminal)
    {
        var everywhere = MeasureCatalog.Default.SelectMany(measure => measure.Metrics).Select(metric => metric.Name)
            .ToHashSet(StringComparer.Ordinal);
        foreach (var measure in model.Options.Measures.List.ExceptBy(
            MeasureCatalog.Default.Select(known => known.Name), measure => measure.Name))
        {
            var (caption, first) = s_known.GetValueOrDefault(measure.Name.Split(' ')[0], ("", []));
            string[] added = [.. measure.Metrics.Select(metric => metric.Name).Except(everywhere)];
            Write(model, measure.Name, caption, [.. first.Union(added)], terminal);
        }
    }

    private static void Write(
        ModelAnalysis model, string measure, string caption, string[] names, Terminal terminal)
    {
        int prefix = NamePrefix.Of(model.AllLayers).Length;
        var sheet = AnalysisDocument.LayersOf(model, names.Prepend("name"));
        string[] filled = [.. names.Where(name => IsFilled(sheet, sheet.IndexOf(name)))];
        ShownColumn[] columns =
        [
            new("name", 0) { ShortenTo = TextColumn.LayerName, StaysDistinct = true },
            .. filled.Select((name, k) => new ShownColumn(name, k + 1)),
        ];
        var table = DecimalColumns.Align(SheetTable.From(sheet, columns)).Map((row, column, cell) =>
            column == 0 ? cell with { Text = Printable.Text(model.Layers[row].Name[prefix..]) } : cell);
        terminal.WriteLine();
        Paragraph.Write(terminal, $" {measure}: ", caption, Tone.Strong);
        terminal.WriteLine();
        if (filled.Length == 0)
        {
            terminal.WriteLine(" no value: what it takes for granted does not hold here", Tone.Dim);
            return;
        }

        HiddenColumns.Write(table.Write(terminal, fit: true), "--columns chooses", terminal);
    }

    private static bool IsFilled(Sheet sheet, int column) =>
        sheet.Rows.Any(row => row[column].Kind != CellKind.None);
}
