namespace Heavytail;

/// <summary>
/// Whether models consist of the same kinds and shapes of layers, in any number. Metrics of different layers differ for
/// reasons that have nothing to do with training.
/// </summary>
public static class Comparability
{
    /// <summary>The layers that not all models have; empty where the models are comparable.</summary>
    public static IReadOnlyList<string> Differences(IReadOnlyList<ModelAnalysis> models)
    {
        ArgumentNullException.ThrowIfNull(models);
        var parts = models.Select(model => model.Layers
            .GroupBy(PartOf).ToDictionary(part => part.Key, part => part.First().Name)).ToArray();
        string[] common = [.. parts.Length == 0 ? [] : parts.Skip(1).Aggregate(
            parts[0].Keys.AsEnumerable(), (shared, other) => shared.Intersect(other.Keys))];
        return
        [
            .. models.Zip(parts).SelectMany(pair => pair.Second
                .Where(part => !common.Contains(part.Key))
                .Select(part => $"{pair.First.Path}: {part.Value} ({part.Key})")),
        ];
    }

    /// <summary>Whether the models have the same layers one by one, so that one draw of layers serves all.</summary>
    internal static bool SameLayers(IReadOnlyList<ModelAnalysis> models) => models.Skip(1).All(model =>
        model.Layers.Select(Identity).SequenceEqual(models[0].Layers.Select(Identity)));

    private static (string, string) Identity(LayerAnalysis layer) => (layer.Name, PartOf(layer));

    private static string PartOf(LayerAnalysis layer) =>
        $"{layer.Layer.Kind.Word()} {layer.Layer.Tensor.Shape}";
}
