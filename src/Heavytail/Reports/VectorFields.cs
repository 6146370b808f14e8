namespace Heavytail.Reports;

/// <summary>Singular vectors as JSON: an object for each of the largest eigenvalues of a row.</summary>
internal static class VectorFields
{
    /// <summary>The array of a model; nothing where they were not measured.</summary>
    public static Fields Of(ModelAnalysis model) =>
        model.Options.Measures.List.SelectMany(measure => measure.Metrics).Any(metric => metric.Name == "vector_status")
            ? new Fields { { "vectors", Rows(model) } }
            : [];

    /// <summary>The rows of a model, by layer and eigenvalue.</summary>
    public static IEnumerable<Fields> Rows(ModelAnalysis model) => model.Layers.SelectMany(layer =>
        layer.Metrics.Vectors?.Pairs.Select((pair, index) => Row(layer, pair, index)) ?? []);

    private static Fields Row(LayerAnalysis layer, SingularPair pair, int index) => new()
    {
        { "layer_id", layer.Layer.Id },
        { "name", layer.Layer.Name },
        { "slice", pair.Slice },
        { "rank", index + 1 },
        { "eigenvalue", pair.Eigenvalue },
        { "status", pair.Status.Word() },
        { "residual", pair.Residual },
        { "localized", pair.IsLocalized },
        Side("left", pair.Left),
        Side("right", pair.Right),
    };

    private static Fields Side(string name, VectorSpread? spread) => new()
    {
        { $"{name}_participation", spread?.Participation },
        { $"{name}_entropy", spread?.Entropy },
        { $"{name}_largest", spread?.Largest },
        { $"{name}_at", spread?.At },
        { $"{name}_p", spread?.P },
    };
}
