namespace Heavytail.Reports;

/// <summary>An analyzed model as JSON.</summary>
internal static class AnalysisFields
{
    /// <summary>A model in a document.</summary>
    /// <param name="model">The model.</param>
    /// <param name="placement">Where it stands; null where it is not placed.</param>
    /// <param name="hasOptions">Whether its options are its own, and not those of the document.</param>
    public static Fields Model(ModelAnalysis model, Placement? placement, bool hasOptions) => new()
    {
        { "path", model.Path },
        { "format", model.Format },
        { "complete", model.IsComplete },
        { "joined", model.Joined },
        SharedFields.OwnOptions(model.Options, hasOptions),
        SharedFields.Convention(model.Options),
        { "files", model.Files.Select(File) },
        { "summary", Summary(model.Summary) },
        { "verdict", Verdict(model) },
        { "percentiles", PlacementTable.ToJson(placement) },
        { "layers", Layers(model) },
        VectorFields.Of(model),
        { "skipped", model.Skipped.Select(Skipped) },
        { "errors", SharedFields.Errors(model.Errors.Select(ReportError.From)) },
    };

    private static IEnumerable<Fields> Layers(ModelAnalysis model)
    {
        var columns = LayerColumns.For(model.Options.Metrics);
        return model.Layers.Select(layer => Fields.From(columns, new LayerRow(model, layer)));
    }

    private static Fields File(AnalyzedFile file) => new()
    {
        { "path", file.Path },
        { "size", file.Size },
        { "sha256", file.Sha256 },
    };

    /// <summary>The counts and means of a model.</summary>
    public static Fields Summary(ModelSummary summary)
    {
        var fields = new Fields();
        foreach (var (name, value) in SummaryCells.From(summary))
        {
            fields.Add(name, Cell.From(value));
        }

        return fields;
    }

    /// <summary>What alpha and its uncertainty allow to say.</summary>
    public static Fields Verdict(ModelAnalysis model)
    {
        var verdict = ModelVerdict.From(model);
        return new()
        {
            { "inside", verdict.Inside },
            { "over_trained", verdict.OverTrained },
            { "under_trained", verdict.UnderTrained },
            { "uncertain", verdict.Uncertain },
            { "random_like", verdict.RandomLike },
            { "without_alpha", verdict.WithoutAlpha },
            { "looking_random", verdict.LookingRandom },
            { "beyond_noise", verdict.BeyondNoise },
            { "worst", verdict.Worst.Select(Worst) },
        };
    }

    private static Fields Worst(LayerVerdict row) => new()
    {
        { "layer_id", row.Row.Layer.Id },
        { "name", row.Row.Name },
        { "slice", row.Row.Slice },
        { "label", row.Label.Word() },
        { "alpha", row.Alpha },
        { "sigma", row.Sigma },
        { "alpha_ci_low", row.Interval?.Low },
        { "alpha_ci_high", row.Interval?.High },
        { "reason", VerdictSentences.Reason(row) },
    };

    private static Fields Skipped(SkippedTensor tensor) => new()
    {
        { "tensor_id", tensor.Tensor.Index },
        { "name", tensor.Name },
        { "layer_type", tensor.Layer?.Kind.Word() },
        { "dtype", tensor.Tensor.Encoding },
        { "shape", tensor.Tensor.Shape },
        { "reason", tensor.Reason.Word() },
        { "explanation", tensor.Explanation },
    };
}
