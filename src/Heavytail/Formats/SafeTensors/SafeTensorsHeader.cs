using System.Text;
using System.Text.Json;
using Heavytail.Files;
using Heavytail.Files.Json;

namespace Heavytail.Formats.SafeTensors;

/// <summary>The JSON header: names, types, shapes and offsets, in the order of the data.</summary>
internal sealed record SafeTensorsHeader(
    IReadOnlyList<SafeTensorsHeader.Entry> Entries, IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>The cap of the reference implementation.</summary>
    public const int MaxBytes = 100_000_000;

    private const string MetadataKey = "__metadata__";

    private static readonly JsonReaderOptions s_jsonOptions = new() { MaxDepth = 8 };

    /// <summary>
    /// Byte range [Begin, End) within the data buffer. A dtype that is newer than this reader has the type
    /// <see cref="ElementType.Unknown"/>.
    /// </summary>
    internal sealed record Entry(
        string Name, string Dtype, ElementType Type, TensorShape Shape, long Begin, long End);

    public static SafeTensorsHeader Parse(ReadOnlySpan<byte> json, ByteSource file)
    {
        try
        {
            // Trailing spaces pad the header to an 8-byte boundary.
            var reader = new Utf8JsonReader(json, s_jsonOptions);
            return new HeaderReader(file).Read(ref reader);
        }
        catch (Exception e) when (e is JsonException or DecoderFallbackException or InvalidOperationException)
        {
            // InvalidOperationException: a string of the JSON is not valid UTF-8, or a value has another kind.
            throw new InvalidCheckpointException(
                file.Path, null,
                $"the header is not the JSON that safetensors asks for: {JsonFault.Describe(json, e, s_jsonOptions)}",
                "compare the file with its source", e);
        }
    }

    /// <summary>
    /// The format's rules: no holes, no overlaps, shape × bits = bytes, the file covered to its last byte.
    /// </summary>
    public void Validate(ByteSource file, long dataLength)
    {
        long covered = 0;
        foreach (var entry in Entries)
        {
            if (entry.Begin != covered || entry.End < entry.Begin)
            {
                throw file.InvalidTensor(
                    entry.Name,
                    $"data offsets [{entry.Begin}, {entry.End}] where the data before ends at {covered}: tensors must "
                    + "follow each other without holes or overlaps");
            }

            Int128 bits = (Int128)entry.Shape.ElementCount * entry.Type.Bits();
            if (entry.Type != ElementType.Unknown && bits != (Int128)(entry.End - entry.Begin) * 8)
            {
                throw file.InvalidTensor(
                    entry.Name,
                    $"shape {entry.Shape} of {entry.Type.Name()} needs {(bits + 7) / 8:N0} bytes, "
                    + $"its data offsets hold {entry.End - entry.Begin:N0}");
            }

            covered = entry.End;
        }

        if (covered != dataLength)
        {
            string problem = $"the header describes {covered:N0} bytes of data, the file holds {dataLength:N0}";
            throw covered > dataLength ? file.Truncated(problem) : file.Invalid(problem);
        }
    }

    /// <summary>
    /// Second names of tensors, with the entry that has the elements, in alphabetical order. The format has no way to
    /// say that two names share elements; <c>save_model</c> of safetensors leaves the second one out, and writes it
    /// into the metadata with the first as its value.
    /// </summary>
    public IEnumerable<(string Name, Entry Entry)> TiedNames()
    {
        var stored = Entries.ToDictionary(entry => entry.Name, StringComparer.Ordinal);
        return Metadata.Keys.Where(name => !stored.ContainsKey(name)).Order(StringComparer.Ordinal)
            .Where(name => stored.TryGetValue(Metadata[name], out var entry) && entry.Type != ElementType.Unknown)
            .Select(name => (name, stored[Metadata[name]]));
    }

    /// <summary>Reads the token stream; a class so that the nested readers need not pass the file along.</summary>
    private sealed class HeaderReader(ByteSource file)
    {
        private readonly List<Entry> _entries = [];
        private readonly HashSet<string> _names = new(StringComparer.Ordinal);
        private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);

        public SafeTensorsHeader Read(ref Utf8JsonReader reader)
        {
            reader.Read();
            Expect(ref reader, JsonTokenType.StartObject);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                string name = reader.GetString()!;
                if (!_names.Add(name))
                {
                    throw file.InvalidTensor(name, "is in the header twice");
                }

                reader.Read();
                if (name == MetadataKey)
                {
                    ReadMetadata(ref reader);
                }
                else
                {
                    _entries.Add(ReadEntry(name, ref reader));
                }
            }

            Expect(ref reader, JsonTokenType.EndObject);
            if (reader.Read())
            {
                throw new JsonException("the header's object is followed by more text");
            }

            return new SafeTensorsHeader(
                [.. _entries.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End)], _metadata);
        }

        private void ReadMetadata(ref Utf8JsonReader reader)
        {
            Expect(ref reader, JsonTokenType.StartObject);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                string key = reader.GetString()!;
                reader.Read();
                Expect(ref reader, JsonTokenType.String);
                if (!_metadata.TryAdd(key, reader.GetString()!))
                {
                    throw new JsonException($"metadata key `{key}` occurs twice");
                }
            }
        }

        private Entry ReadEntry(string name, ref Utf8JsonReader reader)
        {
            Expect(ref reader, JsonTokenType.StartObject);
            string? dtype = null;
            List<long>? shape = null;
            List<long>? offsets = null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                string key = reader.GetString()!;
                reader.Read();
                switch (key)
                {
                    case "dtype" when dtype is null:
                        Expect(ref reader, JsonTokenType.String);
                        dtype = reader.GetString()!;
                        break;
                    case "shape" when shape is null:
                        shape = ReadIntegers(name, key, ref reader, TensorShape.MaxRank);
                        break;
                    case "data_offsets" when offsets is null:
                        offsets = ReadIntegers(name, key, ref reader, 2);
                        break;
                    default:
                        throw file.InvalidTensor(name, $"unexpected or repeated key `{key}` in the header");
                }
            }

            if (dtype is null || shape is null || offsets is not [long begin, long end])
            {
                throw file.InvalidTensor(name, "the header must give `dtype`, `shape` and two `data_offsets`");
            }

            try
            {
                var type = s_types.GetValueOrDefault(dtype, ElementType.Unknown);
                return new Entry(name, dtype, type, new TensorShape([.. shape]), begin, end);
            }
            catch (ArgumentException e)
            {
                throw file.InvalidTensor(name, e.Message);
            }
        }

        private List<long> ReadIntegers(string name, string key, ref Utf8JsonReader reader, int most)
        {
            if (reader.TokenType != JsonTokenType.StartArray)
            {
                throw file.InvalidTensor(
                    name, $"`{key}`: found {JsonFault.Word(reader.TokenType)} where an array was expected");
            }

            var values = new List<long>();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out long value) || value < 0)
                {
                    throw file.InvalidTensor(name, $"`{key}` must contain integers from 0 to 2^63 − 1");
                }

                if (values.Count == most)
                {
                    throw file.InvalidTensor(name, $"`{key}` has more than {most} elements");
                }

                values.Add(value);
            }

            return values;
        }

        private static void Expect(ref Utf8JsonReader reader, JsonTokenType type)
        {
            if (reader.TokenType != type)
            {
                throw new JsonException(
                    $"found {JsonFault.Word(reader.TokenType)} where {JsonFault.Word(type)} was expected");
            }
        }
    }

    private static readonly Dictionary<string, ElementType> s_types =
        Enum.GetValues<ElementType>().Where(type => type != ElementType.Unknown)
            .ToDictionary(type => type.Name(), StringComparer.Ordinal);
}
