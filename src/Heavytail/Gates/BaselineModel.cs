using System.Globalization;
using System.Text.Json;
using Heavytail.Reports;

namespace Heavytail.Gates;

/// <summary>A model of a baseline.</summary>
/// <param name="Path">Its path in the report.</param>
/// <param name="Layers">Its layers, or their slices.</param>
/// <param name="Options">The options of its analysis: the text of each, by name.</param>
internal sealed record BaselineModel(
    string Path, IReadOnlyList<BaselineLayer> Layers, IReadOnlyDictionary<string, string> Options)
{
    /// <summary>
    /// Options that do not change a metric: which layers there are, what is measured beside, and the seed of draws.
    /// </summary>
    private static readonly string[] s_harmless = ["min_evals", "max_evals", "memory", "layers", "measures", "seed"];

    private readonly Dictionary<(string, int?), BaselineLayer> _byName =
        Layers.ToDictionary(layer => (layer.Name, layer.Slice));

    /// <summary>The row of a name and a slice; null where there is none.</summary>
    public BaselineLayer? Find(string name, int? slice) => _byName.GetValueOrDefault((name, slice));

    /// <summary>Refuses a baseline whose metrics were computed in another way.</summary>
    /// <exception cref="BaselineException">An option differs that changes metrics.</exception>
    public void CheckOptions(string baseline, AnalysisOptions options)
    {
        var now = Read(options);
        foreach (var (name, before) in Options)
        {
            if (!s_harmless.Contains(name) && now.TryGetValue(name, out string? value) && value != before)
            {
                throw new BaselineException(
                    baseline,
                    $"it was made with {name} {before}, and this check uses {value}: the metrics are not comparable",
                    "use the options of the baseline, or make a new one with those of this check");
            }
        }
    }

    private static Dictionary<string, string> Read(AnalysisOptions options)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            SharedFields.Options(options)(json);
        }

        using var document = JsonDocument.Parse(stream.ToArray());
        return BaselineReader.Texts(document.RootElement);
    }
}

/// <summary>A layer of a baseline, or a slice of one.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Slice">The slice; null for the layer as a whole.</param>
/// <param name="Label">Its label; empty for none.</param>
/// <param name="Succeeded">Whether it was fitted.</param>
/// <param name="Numbers">Its columns that are numbers.</param>
internal sealed record BaselineLayer(
    string Name, int? Slice, string Label, bool Succeeded, IReadOnlyDictionary<string, double> Numbers)
{
    /// <summary>The columns that make the shape.</summary>
    public static readonly string[] ShapeColumns = ["N", "M", "num_evals"];

    /// <summary>The exponent; null where the fit failed.</summary>
    public double? Alpha => Succeeded ? Number("alpha") : null;

    /// <summary>
    /// The interval of the exponent; where none was measured, the exponent ± 3 standard errors, as in
    /// <see cref="LayerVerdict.Interval"/>.
    /// </summary>
    public (double Low, double High)? Interval =>
        Number("alpha_ci_low") is double low && Number("alpha_ci_high") is double high ? (low, high)
        : Alpha is double alpha && Number("sigma") is double sigma and > 0
            ? (alpha - (LayerLabels.Sigmas * sigma), alpha + (LayerLabels.Sigmas * sigma))
            : null;

    /// <summary>The shape, for people.</summary>
    public string Shape => Text(Number("N"), Number("M"), Number("num_evals"));

    /// <summary>A number by the name of its column; null where there is none.</summary>
    public double? Number(string column) => Numbers.TryGetValue(column, out double value) ? value : null;

    /// <summary>A shape for people: <c>512 × 256</c>, with the eigenvalues where there are several slices.</summary>
    public static string Text(double? n, double? m, double? eigenvalues)
    {
        string text = string.Create(CultureInfo.InvariantCulture, $"{n} × {m}");
        return eigenvalues == m ? text
            : string.Create(CultureInfo.InvariantCulture, $"{text} with {eigenvalues} eigenvalues");
    }
}
