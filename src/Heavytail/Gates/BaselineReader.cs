using System.Globalization;
using System.Text.Json;

namespace Heavytail.Gates;

/// <summary>
/// Reads reports of <c>analyze --json</c>. Nothing in one is trusted: not its size, its depth, its version, nor that
/// names are there once, numbers are finite and intervals are in order.
/// </summary>
internal sealed class BaselineReader
{
    private const long MaxBytes = 256L << 20;
    private const int MaxDepth = 32;
    private const string Make = "make one with `heavytail analyze MODEL -o baseline.json`";

    /// <summary>Columns that rules judge by, or that tell layers apart.</summary>
    private static readonly string[] s_judged =
        [.. BaselineLayer.ShapeColumns, "slice", "alpha", "sigma", "alpha_ci_low", "alpha_ci_high"];

    private readonly string _path;

    private BaselineReader(string path) => _path = path;

    /// <exception cref="BaselineException">It cannot be read, or is not a whole report of this schema.</exception>
    public static Baseline Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var reader = new BaselineReader(path);
        if (RegularFile.IsFolder(path))
        {
            throw reader.Wrong("it is a folder, expected a file", Make);
        }

        try
        {
            using var file = new FileStream(RegularFile.OpenRead(path), FileAccess.Read);
            if (file.Length > MaxBytes)
            {
                throw reader.Wrong(
                    string.Create(CultureInfo.InvariantCulture, $"{file.Length:N0} bytes; the limit is {MaxBytes:N0}"),
                    "a baseline of fewer layers: `heavytail analyze MODEL --layers GLOB -o baseline.json`");
            }

            using var json = JsonDocument.Parse(file, new JsonDocumentOptions { MaxDepth = MaxDepth });
            return new Baseline(path, reader.Models(json.RootElement));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            (string problem, string? hint) = e is FileNotFoundException or DirectoryNotFoundException
                ? MissingFile.Describe(path, isModel: false)
                : (e.Message, null);
            throw reader.Wrong(problem, hint ?? Make);
        }
        catch (JsonException e)
        {
            throw reader.Wrong(
                string.Create(CultureInfo.InvariantCulture, $"it is not JSON at line {(e.LineNumber ?? 0) + 1}"), Make);
        }
        catch (InvalidOperationException)
        {
            throw reader.Wrong("it has text that is not Unicode", Make); // half of a surrogate pair
        }
    }

    /// <summary>The values of an object as JSON, by name; empty for what is not an object.</summary>
    public static Dictionary<string, string> Texts(JsonElement element)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in element.ValueKind == JsonValueKind.Object ? element.EnumerateObject() : default)
        {
            texts[field.Name] = field.Value.GetRawText() is var raw && field.Value.ValueKind is JsonValueKind.Array
                or JsonValueKind.Object ? string.Concat(raw.Where(c => !char.IsWhiteSpace(c))) : raw;
        }

        return texts;
    }

    private List<BaselineModel> Models(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("models", out var models)
            || models.ValueKind != JsonValueKind.Array || !root.TryGetProperty("schema_version", out var version))
        {
            throw Wrong("it is not a report of `heavytail analyze`", Make);
        }

        if (version.ValueKind != JsonValueKind.Number || !version.TryGetInt32(out int number)
            || number != Document.SchemaVersion)
        {
            throw Wrong(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"its schema_version is {version.GetRawText()}, expected {Document.SchemaVersion}"),
                "make a new one with this version: `heavytail analyze MODEL -o baseline.json`");
        }

        if (models.GetArrayLength() == 0)
        {
            throw Wrong("it has no model", Make);
        }

        if (IsFalse(root, "complete"))
        {
            throw Wrong("its analysis was interrupted, or an input of it failed", Make);
        }

        var options = root.TryGetProperty("options", out var shared) ? Texts(shared) : [];
        return [.. models.EnumerateArray().Select(model => Model(model, options))];
    }

    private BaselineModel Model(JsonElement model, Dictionary<string, string> shared)
    {
        string path = Text(model, "path") ?? throw Wrong("a model has no `path`", Make);
        if (!model.TryGetProperty("layers", out var rows) || rows.ValueKind != JsonValueKind.Array)
        {
            throw Wrong($"`{path}` has no `layers`", Make);
        }

        if (IsFalse(model, "complete"))
        {
            throw Wrong($"the analysis of `{path}` was interrupted", Make);
        }

        if (rows.GetArrayLength() == 0)
        {
            throw Wrong($"`{path}` has no layer", Make);
        }

        var layers = new List<BaselineLayer>();
        var seen = new HashSet<(string, int?)>();
        foreach (var row in rows.EnumerateArray())
        {
            var layer = Layer(row, path);
            layers.Add(layer);
            if (!seen.Add((layer.Name, layer.Slice)))
            {
                throw Wrong($"`{path}` has the layer `{layer.Name}` twice", Make);
            }
        }

        var own = model.TryGetProperty("options", out var options) ? Texts(options) : [];
        return own.Count + shared.Count > 0
            ? new BaselineModel(path, layers, own.Count > 0 ? own : shared)
            : throw Wrong("it has no `options`, which say how its numbers were computed", Make);
    }

    private BaselineLayer Layer(JsonElement row, string path)
    {
        string name = Text(row, "name") is { Length: > 0 } text
            ? text
            : throw Wrong($"a layer of `{path}` has no `name`", Make);
        foreach (string column in s_judged)
        {
            if (row.TryGetProperty(column, out var judged)
                && judged.ValueKind is not (JsonValueKind.Number or JsonValueKind.Null))
            {
                throw Wrong($"`{column}` of `{name}` is {judged.GetRawText()}, expected a number", Make);
            }
        }

        var numbers = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var field in row.EnumerateObject().Where(field => field.Value.ValueKind == JsonValueKind.Number))
        {
            double value = field.Value.TryGetDouble(out double parsed) ? parsed : double.NaN;
            if (!double.IsFinite(value))
            {
                throw Wrong($"`{field.Name}` of `{name}` is beyond the range of numbers", Make);
            }

            numbers[field.Name] = value;
        }

        string[] missing = [.. BaselineLayer.ShapeColumns.Where(column => !numbers.ContainsKey(column))];
        if (missing.Length > 0)
        {
            throw Wrong($"the layer `{name}` has no `{missing[0]}`", Make);
        }

        foreach (string column in BaselineLayer.ShapeColumns.Append("slice"))
        {
            int least = column == "slice" ? 0 : 1;
            if (numbers.TryGetValue(column, out double whole) && !(whole >= least && whole == Math.Floor(whole)
                && whole <= int.MaxValue))
            {
                throw Wrong(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"`{column}` of `{name}` is {whole}, expected a whole number from {least} on"),
                    Make);
            }
        }

        int? slice = numbers.TryGetValue("slice", out double index) ? (int)index : null;
        var layer = new BaselineLayer(
            name, slice, Text(row, "label") ?? "", Text(row, "status") == LayerStatus.Success.Word(), numbers);
        return layer.Interval is var (low, high) && low > high
            ? throw Wrong($"the interval of alpha of `{name}` ends before it begins", Make)
            : layer;
    }

    private static bool IsFalse(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.False;

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value)
            && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private BaselineException Wrong(string problem, string? hint) => new(_path, problem, hint);
}
