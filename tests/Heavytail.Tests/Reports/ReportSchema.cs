using System.Text.Json.Nodes;
using Heavytail.Reports;
using static Heavytail.Tests.Reports.SchemaParts;

namespace Heavytail.Tests.Reports;

/// <summary>Builds <c>docs/report.schema.json</c> from the columns and the metric catalog.</summary>
internal static class ReportSchema
{
    private const string LayerId =
        "Position of the layer's tensor, from 0, in the order of the file's graph, or of the file where it has none.";

    public static string Build()
    {
        var root = Object(
            "What `heavytail analyze --format json` writes. Numbers that do not exist, NaN and infinities are null.",
            Version(),
            Tool(),
            OptionsOrNull("What was asked for; null where models have different options, each its own."),
            ("complete", Typed("boolean", "Whether the analysis came to its end; false after an interrupt.")),
            ("models", List("The analyzed models, in the order of the arguments.", Model())),
            ("errors", List("The files that could not be analyzed.", Error())));
        return Document("Heavytail report", root);
    }

    public static JsonObject Options() => Object(
        "What was asked for.",
        ("min_evals", Typed(
            "integer", "Layers with fewer eigenvalues are skipped; 1 where the convention has rules of its own.")),
        ("max_evals", Nullable("integer", "Layers with more eigenvalues are skipped; null for no limit.")),
        ("memory", Nullable(
            "integer", "Most bytes for the layers in work; null for the default, which depends on the machine.")),
        ("layers", List("Globs on names, or ids as #12; a leading ! excludes.", Text(null))),
        ("convention", Convention()),
        ("compat", Compat()),
        ("precision", PrecisionWord()),
        ("eigenvalue_error", Nullable(
            "number",
            "The error of an eigenvalue, as a share of lambda_max; null in double, where it is a few times 2.2e-16.")),
        ("matrices", Words(
            "What the spectrum of a layer is taken of.", Enum.GetValues<MatrixKind>().Select(kind => kind.Word()))),
        ("inverse", Typed("boolean", "Whether the spectrum is that of 1/lambda.")),
        ("image", Nullable("array", "Height and width of the images of the operator; null for other matrices.")),
        ("window", Nullable("array", "The shape of windows; null where the layer decides, and for other matrices.")),
        ("window_count", Nullable(
            "integer", "Windows along each dimension; null where the layer decides, and for other matrices.")),
        ("rnn", Words(
            "How gates of recurrent layers are cut.", Enum.GetValues<RecurrentCut>().Select(cut => cut.Word()))),
        ("rules", Rules()),
        ("measures", List("The measures beside those of the convention, in their order.", Text(null))),
        ("seed", Typed("integer", "The seed of every draw.")));

    private static JsonObject Rules()
    {
        var result = Object(
            "The user's rules for layers; null without.",
            ("sha256", Text("SHA-256 of what the rules say, whatever the layout of their file.")),
            ("names", List("The names of the rules, in their order.", Text(null))));
        result["type"] = new JsonArray("object", "null");
        return result;
    }

    private static JsonObject Model()
    {
        var result = ModelOfDocument();
        (string name, var own) = OptionsOrNull("Its own options; missing where those of the report hold.");
        own["type"] = "object";
        result["properties"]![name] = own;
        return result.Optional([("vectors", List(
            "Singular vectors of the largest eigenvalues; missing where they were not measured.", Pair()))]);
    }

    private static JsonObject Pair() => Object(
        "The left and right singular vector of one eigenvalue.",
        [
            ("layer_id", Minimum(0, Typed("integer", LayerId))),
            ("name", Text("The layer.")),
            ("slice", Minimum(0, Typed("integer", "The slice that has the eigenvalue."))),
            ("rank", Minimum(1, Typed("integer", "1 for the largest eigenvalue of the row."))),
            ("eigenvalue", Nullable("number", "The eigenvalue.")),
            ("status", Words("Whether the vectors were found.", VectorStatuses.Words)),
            ("residual", Nullable("number", "‖WᵀW·v − λ·v‖/λ.")),
            ("localized", Typed("boolean", "Whether either is localized beyond chance, at 1 % for all of the row.")),
            .. Side("left"),
            .. Side("right"),
        ]);

    private static IEnumerable<(string Name, JsonObject Schema)> Side(string side) =>
    [
        ($"{side}_participation", Nullable("number", "Its participation ratio.")),
        ($"{side}_entropy", Nullable("number", "Its effective share of components, by entropy.")),
        ($"{side}_largest", Nullable("number", "Its largest component.")),
        ($"{side}_at", Minimum(0, Nullable("integer", "The index of that component."))),
        ($"{side}_p", Nullable("number", "How often a vector of random direction is as uneven.")),
    ];

    private static JsonObject ModelOfDocument() => Object(
        "A model: every tensor, and every layer of one, is in layers or in skipped.",
        ("path", Text("Its path, as it was given.")),
        ("format", Text("The name of its format.")),
        ("complete", Typed("boolean", "Whether all its layers were analyzed; false after an interrupt.")),
        ("joined", Nullable("string", "From how many files it is joined; null where one has it all.")),
        ("convention", Convention()),
        ("compat", Compat()),
        ("precision", PrecisionWord()),
        ("files", List("Its files.", Object(
            null,
            ("path", Text("The path.")),
            ("size", Minimum(0, Typed("integer", "Bytes."))),
            ("sha256", Sha256())))),
        ("summary", Summary()),
        ("verdict", Verdict()),
        ("percentiles", Percentiles()),
        ("layers", List(
            "The analyzed layers, in file order; slice by slice where the convention keeps slices apart.", Layer())),
        ("skipped", List("The other tensors, and layers that are left out, in file order.", Skipped())),
        ("errors", List("What went wrong while numbers were read.", Error())));

    private static JsonObject Summary() => Object(
        "Counts, and means over the layers, or slices, that have a finite value.",
        [
            .. SummaryCells.CountsOf(s_empty).Select(cell => (
                cell.Name, Minimum(0, cell.Value is null
                    ? Nullable("integer", MetricCatalog.Find(cell.Name).Definition)
                    : Typed("integer", MetricCatalog.Find(cell.Name).Definition)))),
            .. SummaryCells.MeansOf(s_empty).Select(cell => (
                cell.Name, Nullable("number", $"Mean over layers, or slices: {MetricCatalog.Find(cell.Name).Title}."))),
        ]).Optional(
            MeasureCatalog.Metrics.Means.Where(mean => !MetricTable.BuiltIn.Contains(mean.Name)).Select(mean => (
                mean.Name,
                Nullable("number", $"Mean over layers, or slices: {MetricCatalog.Find(mean.Name).Title}."))));

    private static JsonObject Verdict() => Object(
        "What alpha and its uncertainty allow to say: see the column label. Rows are layers, or slices.",
        ("inside", Minimum(0, Typed("integer", "Rows inside 2 to 6."))),
        ("over_trained", Minimum(0, Typed("integer", "Rows below 2."))),
        ("under_trained", Minimum(0, Typed("integer", "Rows above 6."))),
        ("uncertain", Minimum(0, Typed("integer", "Rows too uncertain to say."))),
        ("random_like", Minimum(0, Typed("integer", "Rows whose alpha is that of random weights."))),
        ("without_alpha", Minimum(0, Typed("integer", "Rows without alpha."))),
        ("looking_random", Minimum(0, Typed(
            "integer", "Rows with no eigenvalue, and no entropy, that random weights of their shape would not have."))),
        ("beyond_noise", Minimum(0, Typed(
            "integer", "Rows whose spectrum is beyond that of random weights of their shape."))),
        ("worst", List("Up to five rows with alpha outside 2 to 6, certain ones first, the furthest first.", Object(
            null,
            ("layer_id", Minimum(0, Typed("integer", LayerId))),
            ("name", Text("The layer.")),
            ("slice", Minimum(0, Nullable("integer", "Its slice, where slices are kept apart."))),
            ("label", Words("Its label.", Enum.GetValues<LayerLabel>().Select(value => value.Word()))),
            ("alpha", Typed("number", "The exponent.")),
            ("sigma", Nullable("number", "Its standard error.")),
            ("alpha_ci_low", Nullable("number", "The lower limit of its interval.")),
            ("alpha_ci_high", Nullable("number", "The upper limit of its interval.")),
            ("reason", Text("What the label rests on, for people."))))));

    private static JsonObject Percentiles()
    {
        var result = Object(
            "Where its means stand among those of a corpus; null where that was not asked for.",
            ("corpus", Text("The corpus.")),
            ("family", Nullable("string", "Its family; null for all.")),
            ("models", Minimum(1, Typed("integer", "How many models that are."))),
            ("metrics", List("The means that both have.", Object(
                null,
                ("metric", Text("Its name.")),
                ("value", Typed("number", "The model's mean.")),
                ("percentile", Minimum(0, Typed(
                    "number", "The share of the others with a smaller value, in percent; equal ones count half."))),
                ("n", Minimum(1, Typed("integer", "How many others have a finite value."))),
                ("min", Typed("number", "The least of them.")),
                ("max", Typed("number", "The largest of them.")),
                ("better", Text("Which percentiles theory expects of better models: lower, or neither end."))))));
        result["type"] = new JsonArray("object", "null");
        return result;
    }

    private static readonly ModelSummary s_empty = ModelSummary.Compute(
        [], MetricTable.BuiltIn, new ModelCounts(0, 0, 0));

    private static JsonObject Layer() =>
        Object("A layer, or a slice of one.", [.. LayerColumns.All.Select(column => (column.Name, Column(column)))])
            .Optional(LayerColumns.Known.Where(column => !LayerColumns.All.Any(own => own.Name == column.Name))
                .Select(column => (column.Name, Column(column))));

    private static JsonObject Column(Column<LayerRow> column)
    {
        string description = MetricCatalog.Find(column.Name).Definition;
        return column.Name switch
        {
            "status" => Words(description, Enum.GetValues<LayerStatus>().Select(value => value.Word())),
            "warning" => Words(description, Enum.GetValues<TrainingWarning>().Select(value => value.Word())),
            "label" => Words(description, Enum.GetValues<LayerLabel>().Select(value => value.Word())),
            "layer_type" => Words(description, Enum.GetValues<LayerKind>().Select(value => value.Word())),
            "shape" => Shape(description),
            "convention" => Convention(),
            "slice" => Minimum(0, Nullable("integer", description)),
            "note" or "trap_at" => Nullable("string", description),
            _ when MeasureCatalog.Metrics.Contains(column.Name)
                && MeasureCatalog.Metrics.Find(column.Name) is { Kind: MetricKind.Word } metric =>
                WordsOrNull(description, metric.Words),
            "layer_id" => Minimum(0, Typed("integer", description)),
            "M" or "N" or "rf" or "num_evals" => Minimum(1, Typed("integer", description)),
            "Q" => Minimum(0, Typed("number", description)),
            _ => column.Kind switch
            {
                ColumnKind.Text => Text(description),
                ColumnKind.Count => Nullable("integer", description),
                _ => Nullable("number", description),
            },
        };
    }

    private static JsonObject Skipped() => Object(
        "A tensor that is not a layer, or a layer that is left out.",
        ("tensor_id", Minimum(0, Typed("integer", "Its position among the tensors, counted from 0."))),
        ("name", Text("Its name, as it is stored.")),
        ("layer_type", Nullable("string", "What kind of layer is left out; null for a tensor that is not a layer.")),
        ("dtype", Text("The type of its elements, or the scheme of quantized ones.")),
        ("shape", Shape("Its dimensions, outermost first.")),
        ("reason", Words("Why, for programs.", Enum.GetValues<SkipReason>().Select(value => value.Word()))),
        ("explanation", Text("Why, for people.")));

    private static JsonObject Compat() => Words(
        "Whose quirks were reproduced.", Heavytail.Convention.All.Select(value => value.Compatibility).Distinct());

    private static JsonObject PrecisionWord() => Words(
        "The arithmetic of the costliest stage for large layers.",
        Enum.GetValues<Precision>().Select(value => value.Word()));

    private static JsonObject Sha256()
    {
        var result = Nullable("string", "The SHA-256 of its bytes; null where it was not asked for.");
        result["pattern"] = "^[0-9a-f]{64}$";
        return result;
    }

    private static JsonObject Shape(string description) => List(description, Minimum(0, Typed("integer", null)));
}
