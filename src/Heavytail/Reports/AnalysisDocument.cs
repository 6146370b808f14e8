using Heavytail.Reports;

namespace Heavytail;

/// <summary>What an analysis of some models found; <c>docs/report.schema.json</c> describes its JSON.</summary>
/// <param name="Models">The analyzed models, in the order of the arguments.</param>
/// <param name="Errors">The files that could not be analyzed.</param>
public sealed record AnalysisDocument(IReadOnlyList<ModelAnalysis> Models, IReadOnlyList<ReportError> Errors) : Document
{
    /// <summary>The columns that JSON and CSV have, in their order.</summary>
    public static IReadOnlyList<SheetColumn> Columns { get; } =
        [.. LayerColumns.All.Select(column => new SheetColumn(column.Name, column.Kind))];

    /// <summary>Every column of an analysis, in the order of reports.</summary>
    /// <param name="options">What is measured.</param>
    public static IReadOnlyList<SheetColumn> ColumnsOf(AnalysisOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return [.. LayerColumns.For(options.Metrics).Select(column => new SheetColumn(column.Name, column.Kind))];
    }

    /// <summary>Every column of an analysis with every measure of this library, in the order of reports.</summary>
    public static IReadOnlyList<SheetColumn> KnownColumns =>
        [.. LayerColumns.Known.Select(column => new SheetColumn(column.Name, column.Kind))];

    /// <summary>
    /// What was asked for: the options of the first model, unless given; a document without models needs them given.
    /// Where a model has others, each model has its own in JSON, and the document none.
    /// </summary>
    public AnalysisOptions Options { get; init; } = Models.Count > 0 ? Models[0].Options : new AnalysisOptions();

    /// <summary>
    /// What the models are placed among; null for nothing. Their convention has to be that of the corpus.
    /// </summary>
    public CorpusFamily? Among { get; init; }

    /// <summary>Whether the analysis came to its end; what is there when it was interrupted is whole.</summary>
    public bool IsComplete { get; init; } = true;

    /// <summary>Which layers and columns are written.</summary>
    public LayerView View { get; init; } = new();

    /// <summary>Where a model stands; null where it is not placed, for want of layers too.</summary>
    public Placement? PlacementOf(ModelAnalysis model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Among is null || model.Summary.Layers == 0
            ? null
            : Percentiles.Place(
                SummaryCells.MeansOf(model.Summary), model.Options.Method.Convention.Scaling, Among) with
            {
                LeftOut = model.Layers.Where(layer => layer.Metrics.Status.IsError())
                    .DistinctBy(layer => layer.Name).Count(),
            };
    }

    /// <summary>
    /// The models as people see them: layers in the order of the view, and slices as means of their layer.
    /// </summary>
    public IReadOnlyList<ModelAnalysis> ModelsForPeople() => [.. Models.Select(ForPeople)];

    /// <summary>A model as people see it.</summary>
    public ModelAnalysis ForPeople(ModelAnalysis model) => View.ArrangeForPeople(model);

    /// <summary>The layers of a model, as they stand in it.</summary>
    /// <param name="model">The model.</param>
    /// <param name="columns">The names of the columns.</param>
    /// <exception cref="UnknownNameException">There is no such column.</exception>
    public static Sheet LayersOf(ModelAnalysis model, IEnumerable<string> columns)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Sheet.From(LayerColumns.Select(columns, model.Options.Metrics), RowsOf(model));
    }

    /// <summary>The counts and means of a model, in one row.</summary>
    public static Sheet SummaryOf(ModelAnalysis model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var counts = SummaryCells.CountsOf(model.Summary);
        var means = SummaryCells.MeansOf(model.Summary);
        return new Sheet(
            [
                .. counts.Select(cell => new SheetColumn(cell.Name, ColumnKind.Count)),
                .. means.Select(cell => new SheetColumn(cell.Name, ColumnKind.Real)),
            ],
            [[.. counts.Select(cell => (Cell)cell.Value), .. means.Select(cell => (Cell)cell.Value)]]);
    }

    /// <summary>A row for each model: counts, the verdict and means.</summary>
    public static Sheet ModelsSheet(IReadOnlyList<ModelAnalysis> models) => ModelRows.Sheet(models);

    /// <summary>The models, sorted where the view sorts by something that models have too.</summary>
    public IReadOnlyList<ModelAnalysis> ModelsInOrder() => View.SortModels(Models);

    internal override Fields ToJson()
    {
        bool isShared = SharedFields.HoldsForAll(Options, Models.Select(model => model.Options));
        return new()
        {
            SharedFields.Tool(),
            { "options", SharedFields.OptionsOrNull(isShared ? Options : null) },
            { "complete", IsComplete && Models.All(model => model.IsComplete) },
            { "models", Arranged().Select(model => AnalysisFields.Model(model, PlacementOf(model), !isShared)) },
            { "errors", SharedFields.Errors(Errors) },
        };
    }

    internal override IEnumerable<Fields> ToLines() =>
    [
        .. Arranged().SelectMany(model => AnalysisLines.All(model, PlacementOf(model), View.SummaryOnly)),
        .. SharedFields.ErrorLines(Errors),
    ];

    internal override Sheet ToSheet() => View.SummaryOnly
        ? ModelRows.Sheet(ModelsInOrder())
        : Sheet.From(View.ColumnsOr(Options.Metrics, defaults: null), Arranged().SelectMany(RowsOf));

    internal override IEnumerable<Block> ToBlocks()
    {
        if (View.SummaryOnly)
        {
            return [new Block.Table(ModelRows.Sheet(ModelsInOrder())), .. ReportError.Blocks(Errors)];
        }

        var columns = View.ColumnsOr(Options.Metrics, LayerColumns.DefaultOf(Options));
        return Models
            .SelectMany(model =>
            {
                var shown = ForPeople(model);
                return AnalysisBlocks.Write(
                    shown, Sheet.From(columns, RowsOf(shown)), PlacementOf(shown), ModelVerdict.From(model));
            })
            .Concat(ReportError.Blocks(Errors));
    }

    private static IEnumerable<LayerRow> RowsOf(ModelAnalysis model) =>
        model.Layers.Select(layer => new LayerRow(model, layer));

    private IEnumerable<ModelAnalysis> Arranged() => Models.Select(View.Arrange);
}
