// Specification: https://github.com/huggingface/safetensors (README, "Format").
using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;
using Heavytail.Formats.Contract;

namespace Heavytail.Surgery;

/// <summary>
/// A safetensors file that a model of another format becomes. Tensors of wide elements come first, as the reference
/// implementation writes them, so that each lies at a multiple of its width.
/// </summary>
/// <param name="Header">Length and header.</param>
/// <param name="Tensors">The tensors, in the order of their data.</param>
/// <param name="Offsets">Where the data of each begins in the file, by its index.</param>
/// <param name="Length">Bytes of the file.</param>
internal sealed record SafeTensorsLayout(
    byte[] Header, IReadOnlyList<TensorInfo> Tensors, IReadOnlyDictionary<int, long> Offsets, long Length)
{
    private const int Alignment = 8;

    /// <summary>What readers of this library say about a file, which is nothing of the file.</summary>
    private static readonly string[] s_remarks =
        [MetadataNotes.UnsupportedKey, "ignored", "shards", "part", "config.json"];

    /// <summary>The layout of all tensors of a model that are read.</summary>
    /// <exception cref="InvalidCheckpointException">A tensor has no form in safetensors, or is computed.</exception>
    public static SafeTensorsLayout Of(Checkpoint checkpoint)
    {
        foreach (var tensor in checkpoint.Tensors)
        {
            if (Problem(tensor) is string problem)
            {
                throw new InvalidCheckpointException(
                    tensor.File, tensor.Name, problem,
                    "convert the model to safetensors with floating-point weights first");
            }
        }

        TensorInfo[] tensors = [.. checkpoint.Tensors.OrderByDescending(tensor => tensor.Type.Bits())];
        var ends = new Dictionary<int, long>();
        long end = 0;
        foreach (var tensor in tensors)
        {
            end = checked(end + (long)tensor.ByteCount);
            ends.Add(tensor.Index, end);
        }

        byte[] header = HeaderOf(checkpoint, tensors, ends);
        return new SafeTensorsLayout(
            header,
            tensors,
            tensors.ToDictionary(
                tensor => tensor.Index, tensor => header.Length + ends[tensor.Index] - (long)tensor.ByteCount),
            header.Length + end);
    }

    private static string? Problem(TensorInfo tensor) =>
        tensor.IsQuantized ? $"is quantized, {tensor.Encoding}; expected F64, F32, F16, BF16, F8 or integers"
        : tensor.Factors is not null ? "is a product of the factors of an adapter; expected weights that are stored"
        : tensor.StoredNames.Count > 0
            ? $"is computed from `{tensor.StoredNames[0]}`; expected weights that are stored under their name"
        : tensor.Type == ElementType.C128 ? "has elements of C128, which safetensors does not have"
        : null;

    private static byte[] HeaderOf(Checkpoint checkpoint, TensorInfo[] tensors, Dictionary<int, long> ends)
    {
        using var stream = new MemoryStream();
        stream.Write(new byte[Alignment]);
        using (var json = new Utf8JsonWriter(
            stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteStartObject("__metadata__");
            foreach (var (key, value) in MetadataOf(checkpoint))
            {
                json.WriteString(key, value);
            }

            json.WriteEndObject();
            foreach (var tensor in tensors)
            {
                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype", tensor.Type.Name());
                json.WriteStartArray("shape");
                foreach (long side in tensor.Shape.Dimensions)
                {
                    json.WriteNumberValue(side);
                }

                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(ends[tensor.Index] - (long)tensor.ByteCount);
                json.WriteNumberValue(ends[tensor.Index]);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        while (stream.Length % Alignment != 0)
        {
            stream.WriteByte((byte)' ');
        }

        byte[] header = stream.ToArray();
        BinaryPrimitives.WriteInt64LittleEndian(header, header.Length - Alignment);
        return header;
    }

    /// <summary>What the file says, and the framework of its weights, which transformers asks for.</summary>
    private static IEnumerable<KeyValuePair<string, string>> MetadataOf(Checkpoint checkpoint)
    {
        var metadata = checkpoint.Metadata.Where(pair => !s_remarks.Contains(pair.Key))
            .OrderBy(pair => pair.Key, StringComparer.Ordinal);
        bool isPyTorch = checkpoint.Format.StartsWith("PyTorch", StringComparison.Ordinal);
        return isPyTorch && !checkpoint.Metadata.ContainsKey("format")
            ? metadata.Prepend(new("format", "pt")) : metadata;
    }
}
