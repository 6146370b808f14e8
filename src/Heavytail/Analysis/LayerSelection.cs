using Heavytail.Layers;

namespace Heavytail;

/// <summary>Which layers are analyzed.</summary>
public sealed record LayerSelection
{
    private const int ShownNames = 5;

    /// <summary>
    /// Globs on names of layers and tensors, with or without what all of them begin with, or ids as <c>#12</c>; a
    /// leading <c>!</c> excludes. Empty: all.
    /// </summary>
    public IReadOnlyList<string> Layers { get; init; } = [];

    /// <summary>Layers with fewer eigenvalues are skipped; null for the default of the convention.</summary>
    public int? MinEvals { get; init; }

    /// <summary>Layers with more eigenvalues are skipped; null for the default of the convention.</summary>
    public int? MaxEvals { get; init; }

    /// <summary>
    /// How gates of recurrent layers are cut; null for one matrix a gate, and for all gates together where the
    /// convention
    /// takes tensors whole.
    /// </summary>
    public RecurrentCut? Recurrent { get; init; }

    /// <summary>The user's own rules for layers.</summary>
    public IReadOnlyList<UserRule> Rules { get; init; } = [];

    /// <summary>The patterns of <see cref="Layers"/> that include and match no layer of any model.</summary>
    /// <param name="models">Analyses with this selection.</param>
    /// <returns>An error for each, with names that are close to it.</returns>
    public IReadOnlyList<UnknownNameException> Unmatched(IEnumerable<ModelAnalysis> models)
    {
        ArgumentNullException.ThrowIfNull(models);
        return Unmatched([.. models.Select(model => LayersOf(model).SelectMany(WithSources).ToArray())]);
    }

    /// <summary>The patterns of <see cref="Layers"/> that include and match no layer of any model.</summary>
    /// <param name="models">Inventories with this selection.</param>
    /// <returns>An error for each, with names that are close to it.</returns>
    public IReadOnlyList<UnknownNameException> Unmatched(IEnumerable<LayerInventory> models)
    {
        ArgumentNullException.ThrowIfNull(models);
        return Unmatched(
        [
            .. models.Select(model => model.Layers.Concat(
                model.Skipped.Select(tensor => tensor.Layer).OfType<Layer>()).SelectMany(WithSources).ToArray()),
        ]);
    }

    /// <summary>A layer and those that it is computed from, whose names patterns have.</summary>
    private static IEnumerable<Layer> WithSources(Layer layer) => [layer, .. layer.Sources];

    /// <summary>Where there is no layer at all, the patterns are not to blame.</summary>
    private UnknownNameException[] Unmatched(Layer[][] models) => models.All(layers => layers.Length == 0)
        ? []
        :
        [
            .. Layers.Where(LayerFilter.Includes)
                .Where(pattern => !models.Any(layers => MatchesAny(pattern, layers)))
                .Select(pattern => Unknown(pattern, [.. models.SelectMany(layers => layers)])),
        ];

    private static UnknownNameException Unknown(string pattern, Layer[] layers)
    {
        if (pattern.StartsWith('#'))
        {
            string[] numbers =
                [.. layers.Select(layer => FormattableString.Invariant($"`#{layer.Id}` {layer.Name}")).Distinct()];
            return new UnknownNameException(pattern, [], "layer", $"layers are {Some(numbers)}");
        }

        string[] names = [.. layers.Select(layer => $"`{layer.Name}`").Distinct(StringComparer.Ordinal)];
        return new UnknownNameException(
            pattern,
            Spelling.Closest(pattern.Trim('*'), NamesOf(layers)),
            "layer",
            $"layers are {Some(names)}");
    }

    private static string Some(string[] names) =>
        string.Join(", ", names.Take(ShownNames)) + (names.Length > ShownNames ? ", …" : "");

    private static bool MatchesAny(string pattern, Layer[] layers)
    {
        string prefix = NamePrefix.Of(layers);
        return layers.Any(layer => LayerFilter.Matches(pattern, layer, prefix));
    }

    /// <summary>The layers of a model, those that are left out too.</summary>
    internal static IEnumerable<Layer> LayersOf(ModelAnalysis model) =>
        model.Layers.Select(row => row.Layer).Concat(model.Skipped.Select(tensor => tensor.Layer).OfType<Layer>());

    /// <summary>What patterns can name, whole names first.</summary>
    internal static IEnumerable<string> NamesOf(IEnumerable<Layer> layers)
    {
        Layer[] all = [.. layers];
        int prefix = NamePrefix.Of(all).Length;
        return all.SelectMany(layer => new[] { layer.Name, layer.TensorName })
            .Concat(all.Select(layer => layer.Name[prefix..])).Distinct(StringComparer.Ordinal);
    }

    /// <summary><see cref="MinEvals"/>, or its default.</summary>
    internal int MinEvalsOf(Convention convention) => MinEvals ?? convention.DefaultMinEvals;

    /// <summary><see cref="Recurrent"/>, or its default.</summary>
    internal RecurrentCut RecurrentOf(Convention convention) =>
        Recurrent ?? (convention.TakesTensorsWhole ? RecurrentCut.Stacked : RecurrentCut.Gates);

    /// <summary>The filter that these options make, with the convention's own limits.</summary>
    /// <param name="convention">The convention.</param>
    /// <param name="prefix">What all names of layers begin with.</param>
    internal LayerFilter Filter(Convention convention, string prefix = "") =>
        new(Layers, MinEvalsOf(convention), MaxEvals ?? convention.DefaultMaxEvals, convention.MaxN)
        {
            Prefix = prefix,
        };

    /// <summary>How tensors become layers.</summary>
    /// <param name="convention">The convention.</param>
    /// <param name="matrices">What the matrices of a layer are.</param>
    internal LayerOptions Cut(Convention convention, MatrixOptions matrices) => new()
    {
        Matrices = matrices,
        WholeTensors = convention.TakesTensorsWhole,
        Recurrent = RecurrentOf(convention),
        Rules = Rules,
    };
}
