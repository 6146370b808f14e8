using System.Globalization;
using Heavytail.Cli.Output;

namespace Heavytail.Cli.Commands.Analyze;

/// <summary>The layers of one model as a table that fits.</summary>
internal static class LayerTable
{
    private const string AlphaAndInterval = "alpha (95 %)";

    /// <summary>What people see unless they ask for more: in the order of reading, with the priority of each.</summary>
    private static readonly ShownColumn[] s_default =
    [
        Name("layer_id", 20), Name("name", 0), Name("layer_type", 16), Name("M", 3), Name("N", 4), Name("rf", 12),
        Name("num_evals", 11), Name("alpha", 1) with { Heading = AlphaAndInterval },
        Name("num_pl_spikes", 6) with { Heading = "tail" }, Name("num_spikes", 5) with { Heading = "spikes" },
        Name("num_traps", 7) with { Heading = "traps" }, Name("D", 13), Name("alpha_weighted", 8),
        Name("log_norm", 9), Name("log_spectral_norm", 17), Name("stable_rank", 10), Name("entropy", 19),
        Name("label", 2),
    ];

    /// <summary>The same where each slice has a row.</summary>
    private static readonly ShownColumn[] s_ofSlices =
        [.. s_default.Take(2), Name("slice", 0), .. s_default.Skip(2).Where(column => column.Name != "rf")];

    /// <summary>The same where there is no noise to compare with.</summary>
    private static readonly ShownColumn[] s_withoutNoise = WithoutNoise(s_default);

    /// <summary>The same for windows.</summary>
    private static readonly ShownColumn[] s_ofWindows =
    [
        .. s_withoutNoise.Select(column =>
            column.Name == "rf" ? Name("rf", 5) with { Heading = "windows" } : column),
    ];

    /// <summary>The same for products, whose names are two.</summary>
    private static readonly ShownColumn[] s_ofProducts =
    [
        .. s_withoutNoise.Select(column =>
            column.Name == "name" ? column with { ShortenTo = TextColumn.ModelName } : column),
    ];

    /// <param name="model">The model, its layers in the order of the table.</param>
    /// <param name="view">The columns and the order that were asked for.</param>
    /// <param name="terminal">The terminal.</param>
    public static void Write(ModelAnalysis model, LayerView view, Terminal terminal)
    {
        if (view.Columns is { } chosen)
        {
            // Columns that were asked for by name are never dropped, and have every name whole.
            ShownColumn[] columns = [.. chosen.Select((name, k) => Name(name, k))];
            var sheet = AnalysisDocument.LayersOf(model, chosen);
            DecimalColumns.Align(SheetTable.From(sheet, columns)).Write(terminal, fit: false);
            return;
        }

        string prefix = NamePrefix.Of(model.AllLayers);
        if (prefix.Length > 0)
        {
            terminal.WriteLine($" all names begin with {Printable.Text(prefix)}", Tone.Dim);
            terminal.WriteLine();
        }

        var hidden = Default(model, view.SortBy, prefix.Length).Write(terminal, fit: true);
        HiddenColumns.Write(hidden, "--columns chooses", terminal);
    }

    private static ShownColumn[] WithoutNoise(ShownColumn[] columns) =>
        [.. columns.Where(column => column.Name is not "num_spikes" and not "num_traps")];

    private static ShownColumn[] ColumnsOf(MatrixOptions matrices) => matrices switch
    {
        { Kind: MatrixKind.Slices, Inverse: false } => s_ofSlices,
        { Kind: MatrixKind.Slices } => WithoutNoise(s_ofSlices),
        { Kind: MatrixKind.Windows } => s_ofWindows,
        { Kind: MatrixKind.Products } => s_ofProducts,
        { Kind: MatrixKind.Stacked } or { Inverse: true } => s_withoutNoise,
        _ => s_default,
    };

    private static TextTable Default(ModelAnalysis model, string? sortBy, int prefix)
    {
        bool isShown = AnalysisDocument.Columns.Any(column => column.Name == sortBy);
        var columns = ShownColumn.Keep(ColumnsOf(model.Options.Method.Matrices), isShown ? sortBy : null);
        var sheet = AnalysisDocument.LayersOf(model, columns.Select(column => column.Name));
        var table = DecimalColumns.Align(SheetTable.From(sheet, columns));
        int name = sheet.IndexOf("name");
        int label = sheet.IndexOf("label");
        int alpha = sheet.IndexOf("alpha");
        int distance = sheet.IndexOf("D");
        string[] fits = AlphasOf(model);
        return table.Map((row, column, cell) =>
            column == name ? cell with { Text = Printable.Text(model.Layers[row].Name[prefix..]) }
            : column == alpha ? cell with { Text = fits[row] }
            : column == distance && model.Layers[row].Metrics["D"] is double d ? cell with { Text = Decimals(d) }
            : column == label && cell.Text.Length == 0 ? WithoutLabel(model.Layers[row])
            : cell);
    }

    /// <summary>A distance is between 0 and 1; further decimals say nothing.</summary>
    private static string Decimals(double distance) => distance.ToString("F3", CultureInfo.InvariantCulture);

    /// <summary>Alpha and its interval with their decimals in line.</summary>
    private static string[] AlphasOf(ModelAnalysis model)
    {
        string[] lows = [.. model.Layers.Select(row => Limit(row.Metrics["alpha_ci_low"]))];
        string[] highs = [.. model.Layers.Select(row => Limit(row.Metrics["alpha_ci_high"]))];
        (int low, int high) = (Widest(lows), Widest(highs));
        return
        [
            .. model.Layers.Select((row, k) => (row.Metrics["alpha"], lows[k]) switch
            {
                (null, _) => "",
                (double alpha, "") => VerdictSentences.TwoDecimals(alpha)
                    + new string(' ', low + high == 0 ? 0 : low + high + 2),
                (double alpha, _) =>
                    $"{VerdictSentences.TwoDecimals(alpha)} {lows[k].PadLeft(low)}–{highs[k].PadRight(high)}",
            }),
        ];
    }

    private static string Limit(double? limit) =>
        limit is double value ? value.ToString("F1", CultureInfo.InvariantCulture) : "";

    private static int Widest(string[] texts) => texts.Length == 0 ? 0 : texts.Max(text => text.Length);

    /// <summary>Why there is no label: the notes below the table say more.</summary>
    private static TextCell WithoutLabel(LayerAnalysis row) => row.Metrics.Status switch
    {
        LayerStatus.Success => new TextCell(""),
        LayerStatus.TooSmall => new TextCell(row.Metrics.Status.Word(), Tone.Dim),
        var status => new TextCell("no alpha", status.IsError() ? Tone.Error : Tone.Warning),
    };

    private static ShownColumn Name(string name, int priority) => new(name, priority)
    {
        ShortenTo = name is "name" or "longname" or "model" ? TextColumn.LayerName : null,
        StaysDistinct = name == "name",
    };
}
