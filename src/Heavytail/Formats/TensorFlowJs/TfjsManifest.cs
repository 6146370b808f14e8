// Specification: https://github.com/tensorflow/tfjs/blob/master/tfjs-core/src/io/types.ts (WeightsManifestConfig)
using System.Text.Json;
using Heavytail.Files;
using Heavytail.Files.Json;
using Heavytail.Formats.TensorFlow;

namespace Heavytail.Formats.TensorFlowJs;

/// <summary>
/// The JSON of a model of TensorFlow.js: a manifest of weights alone (<c>weights_manifest.json</c>), or in a
/// <c>model.json</c> beside the layers or the graph.
/// </summary>
internal sealed class TfjsManifest : IDisposable
{
    /// <summary>Descriptions of the largest models have a few megabytes.</summary>
    public const int MaxBytes = 1 << 26;

    /// <summary>Each is an open file; converters write one for every 4 MB.</summary>
    public const int MaxPaths = 4096;

    private const int MaxDepth = 64;

    private readonly ByteSource _file;
    private readonly JsonDocument _document;

    private TfjsManifest(ByteSource file, JsonDocument document)
    {
        (_file, _document) = (file, document);
        Groups = ReadGroups();
        if (Groups.Sum(group => (long)group.Paths.Count) > MaxPaths)
        {
            throw file.Invalid($"the manifest names more than {MaxPaths:N0} files");
        }
    }

    public IReadOnlyList<TfjsGroup> Groups { get; }

    /// <summary>The graph or the layers; null in a manifest of weights alone.</summary>
    public JsonElement? Topology => Root.ValueKind == JsonValueKind.Object
        && Root.TryGetProperty("modelTopology", out var topology) && topology.ValueKind == JsonValueKind.Object
        ? topology : null;

    private JsonElement Root => _document.RootElement;

    /// <summary>Reads the JSON; opens no other file.</summary>
    /// <exception cref="InvalidCheckpointException">It is not such JSON.</exception>
    public static TfjsManifest Read(ByteSource file)
    {
        if (file.Length > MaxBytes)
        {
            throw file.Invalid(
                $"the description of the model has {file.Length:N0} bytes, at most {MaxBytes:N0} are read");
        }

        using var opened = new Opened<JsonDocument>();
        byte[] json = file.Head(MaxBytes);
        try
        {
            var options = new JsonDocumentOptions { MaxDepth = MaxDepth };
            var manifest = new TfjsManifest(file, opened.Add(JsonDocument.Parse(json, options)));
            opened.Release();
            return manifest;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string of the JSON is not valid UTF-8.
            throw new InvalidCheckpointException(
                file.Path, null,
                "is not the JSON that TensorFlow.js uses: "
                    + JsonFault.Describe(json, e, new JsonReaderOptions { MaxDepth = MaxDepth }),
                "compare the file with its source", e);
        }
    }

    public void Dispose() => _document.Dispose();

    private List<TfjsGroup> ReadGroups()
    {
        var groups = Root;
        if (Root.ValueKind == JsonValueKind.Object && !Root.TryGetProperty("weightsManifest", out groups))
        {
            throw _file.Invalid(
                "describes a model and names no weights",
                "the weights of such a model are in a file beside it: open that");
        }

        var found = new List<TfjsGroup>();
        foreach (var group in Items(groups, "weightsManifest"))
        {
            string[] paths = [.. Items(Member(group, "paths"), "paths").Select(path => Text(path, "paths"))];
            found.Add(new TfjsGroup(paths, [.. Items(Member(group, "weights"), "weights").Select(ReadWeight)]));
        }

        return found;
    }

    private TfjsWeight ReadWeight(JsonElement weight)
    {
        string name = Text(Member(weight, "name"), "name");
        var sides = Items(Member(weight, "shape"), "shape").Select(side =>
            side.ValueKind == JsonValueKind.Number && side.TryGetInt64(out long value)
                ? value
                : throw _file.InvalidTensor(name, "`shape` must contain integers")).Take(TensorShape.MaxRank + 1);
        var shape = TensorFlowShape.From(sides, _file, name);
        string dtype = Text(Member(weight, "dtype"), "dtype");
        ElementType? type = dtype switch
        {
            "float32" => ElementType.F32,
            "float16" => ElementType.F16,
            "int32" => ElementType.I32,
            "uint8" => ElementType.U8,
            "bool" => ElementType.Bool,
            "complex64" => ElementType.C64,
            "string" => null,
            _ => throw _file.InvalidTensor(
                name, $"unknown dtype `{dtype}`, expected float32, float16, int32, uint8, bool, complex64 or string"),
        };
        return !weight.TryGetProperty("quantization", out var quantization)
            || quantization.ValueKind == JsonValueKind.Null
            ? new TfjsWeight(name, type, shape, null)
            : ReadQuantized(name, type, shape, quantization);
    }

    private TfjsWeight ReadQuantized(string name, ElementType? type, TensorShape shape, JsonElement quantization)
    {
        string stored = Text(Member(quantization, "dtype"), "quantization");
        if (type == ElementType.F32 && stored == "float16")
        {
            // Half precision is not a scheme, but a type: it is listed as what it is.
            return new TfjsWeight(name, ElementType.F16, shape, null);
        }

        if (type is not (ElementType.F32 or ElementType.I32) || stored is not ("uint8" or "uint16"))
        {
            throw _file.InvalidTensor(
                name,
                $"is quantized as `{stored}`; expected uint8 or uint16, or float16 for float32, of float32 or int32");
        }

        return new TfjsWeight(name, type, shape, new TfjsScale(
            stored == "uint8"
                ? ElementType.U8
                : ElementType.U16, Number(quantization, "scale", name), Number(quantization, "min", name)));
    }

    private double Number(JsonElement quantization, string key, string name) =>
        quantization.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.Number
        && value.TryGetDouble(out double number) && double.IsFinite((float)number)
            ? number
            : throw _file.InvalidTensor(name, $"its quantization has no number `{key}`");

    private JsonElement Member(JsonElement element, string key) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(key, out var member)
            ? member
            : throw _file.Invalid($"an entry of the manifest has no `{key}`");

    private JsonElement.ArrayEnumerator Items(JsonElement element, string key) =>
        element.ValueKind == JsonValueKind.Array
        ? element.EnumerateArray()
        : throw _file.Invalid($"`{key}`: found {element.ValueKind} where an array was expected");

    private string Text(JsonElement element, string key) => element.ValueKind == JsonValueKind.String
        ? element.GetString()!
        : throw _file.Invalid($"`{key}`: found {element.ValueKind} where a string was expected");
}
