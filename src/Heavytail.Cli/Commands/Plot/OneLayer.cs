using System.Globalization;

namespace Heavytail.Cli.Commands.Plot;

/// <summary>The one layer, or slice of it, that is asked for.</summary>
internal static class OneLayer
{
    private const int ShownNames = 5;

    /// <summary>The error of several layers.</summary>
    public static UsageException Ambiguous(IReadOnlyList<Layer> layers, LayerSelection selection)
    {
        // Two layers of one name have different numbers.
        string[] names =
        [
            .. layers.Take(ShownNames).Select(layer => layers.Count(other => other.Name == layer.Name) == 1
                ? $"`{layer.Name}`"
                : string.Create(CultureInfo.InvariantCulture, $"`#{layer.Id}` {layer.Name}")),
        ];
        string some = string.Join(", ", names) + (layers.Count > ShownNames ? ", …" : "");
        return selection.Layers.Count == 0
            ? new UsageException(
                $"the model has {Phrases.Count(layers.Count, "layer")}; which one?", $"`--layer NAME`: {some}")
            : new UsageException(
                $"`--layer {string.Join(' ', selection.Layers)}` matches {Phrases.Count(layers.Count, "layer")}",
                $"name one of {some}");
    }

    /// <summary>The row of a layer.</summary>
    /// <param name="rows">Its rows: one, or one for each slice.</param>
    /// <param name="slice">The slice that is asked for.</param>
    /// <exception cref="UsageException">There is no such slice, or none is asked for.</exception>
    public static LayerAnalysis Row(IReadOnlyList<LayerAnalysis> rows, int? slice)
    {
        bool hasSlices = rows.Any(row => row.Slice is not null);
        return (hasSlices, slice) switch
        {
            (false, null) => rows[0],
            (false, _) => throw new UsageException(
                "`--slice`: the slices of the layer make one spectrum", "`--matrices slices` keeps them apart"),
            (true, null) when rows.Count == 1 => rows[0],
            (true, null) => throw new UsageException(
                $"each of the {rows.Count} slices of `{rows[0].Name}` has a spectrum of its own; which one?",
                $"`--slice 0` to `--slice {rows[^1].Slice}`"),
            _ => rows.FirstOrDefault(row => row.Slice == slice) ?? throw new UsageException(
                $"`--slice {slice}`: `{rows[0].Name}` has slices 0 to {rows[^1].Slice}"),
        };
    }
}
