using System.Globalization;
using Heavytail.Files;
using Heavytail.Files.Protobuf;

namespace Heavytail.Formats.Onnx;

/// <summary>A ModelProto, which is the whole file: its graph, its functions, and what it says of itself.</summary>
internal static class OnnxModelReader
{
    public const int IrVersion = 1;
    public const int Graph = 7;

    private const int ProducerName = 2;
    private const int ProducerVersion = 3;
    private const int OpsetImport = 8;
    private const int MetadataProps = 14;
    private const int Functions = 25;

    private const int MaxMetadata = 256;
    private const int MaxMetadataBytes = 4096;
    private const int MaxOpsets = 64;

    /// <exception cref="InvalidCheckpointException">The file breaks the format's rules.</exception>
    public static OnnxModel Read(ByteSource file)
    {
        var model = new ProtoMessage(file);
        var reader = new OnnxGraphReader(file);
        OnnxGraph? graph = null;
        var functions = new Dictionary<(string, string), OnnxGraph>();
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        var props = new List<(string Key, string Value)>();
        var opsets = new List<string>();
        string producer = "";
        string version = "";
        foreach (var field in model.Fields())
        {
            switch (field.Number)
            {
                case IrVersion:
                    metadata["ir_version"] = field.Int64.ToString(CultureInfo.InvariantCulture);
                    break;
                case ProducerName:
                    producer = model.Text(field);
                    break;
                case ProducerVersion:
                    version = model.Text(field);
                    break;
                case Graph:
                    graph = graph is null
                        ? reader.ReadGraph(model.Message(field))
                        : throw file.Invalid("the model has two graphs");
                    break;
                case OpsetImport when opsets.Count < MaxOpsets:
                    opsets.Add(ReadOpset(model.Message(field)));
                    break;
                case MetadataProps when props.Count < MaxMetadata && field.Length <= MaxMetadataBytes:
                    props.Add(OnnxEntries.Read(model.Message(field)));
                    break;
                case Functions:
                    var (key, body) = reader.ReadFunction(model.Message(field));
                    functions[key] = body;
                    break;
            }
        }

        Note(metadata, "producer", $"{producer} {version}".Trim());
        Note(metadata, "opset", string.Join(", ", opsets));
        foreach (var (key, value) in props)
        {
            metadata.TryAdd(key, value);
        }

        return new OnnxModel(
            graph ?? throw file.Invalid("the model has no graph"), functions, metadata, reader.Unread);
    }

    private static void Note(Dictionary<string, string> metadata, string key, string text)
    {
        if (text.Length > 0)
        {
            metadata[key] = text;
        }
    }

    private static string ReadOpset(ProtoMessage message)
    {
        var (domain, version) = ("", 0L);
        foreach (var field in message.Fields())
        {
            if (field.Number == 1)
            {
                domain = message.Text(field);
            }
            else if (field.Number == 2)
            {
                version = field.Int64;
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"{(domain.Length == 0 ? "ai.onnx" : domain)} {version}");
    }
}
