// Specification: https://keras.io/guides/serialization_and_saving/ ("How it works")
using System.Text.Json;
using Heavytail.Files;
using Heavytail.Files.Hdf5;
using Heavytail.Files.Json;
using Heavytail.Files.Zip;
using Heavytail.Formats.Contract;

namespace Heavytail.Formats.Keras;

/// <summary>A .keras file of Keras 3: a zip of the configuration, some facts, and the weights as HDF5.</summary>
internal sealed class KerasArchiveFormat : CheckpointFormat
{
    private const string WeightsName = "model.weights.h5";
    private const string ConfigName = "config.json";
    private const string FactsName = "metadata.json";

    private const int MaxJsonBytes = 64 << 20;

    /// <summary>Deflated weights are buffered in memory; Keras stores them plainly, where any size streams.</summary>
    private const int MaxBufferedBytes = 1 << 30;

    private const int SegmentBytes = 1 << 20;

    public override string Name => "Keras (zip)";

    public override IReadOnlyList<string> Extensions => [".keras"];

    public override bool Matches(ReadOnlySpan<byte> head, ByteSource file) =>
        ZipDirectory.IsZip(head) && ZipDirectory.PeekNames(file) is var names && names.Contains(WeightsName)
            && names.Contains(ConfigName);

    public override CheckpointContents ReadHeader(ByteSource file)
    {
        var zip = ZipDirectory.Read(file);
        var weights = zip.Find(WeightsName) ?? throw file.Invalid($"the zip has no `{WeightsName}`");
        var config = zip.Find(ConfigName) ?? throw file.Invalid($"the zip has no `{ConfigName}`");
        var hdf5 = weights.Compression == ZipCompression.Stored
            ? file.Part(file.Path, weights.Offset, weights.Size, SourceFolder.None)
            : new MemorySource(file.Path, ReadAll(zip, weights, MaxBufferedBytes, file));
        var contents = new KerasModel(file, Hdf5Tree.Read(hdf5), ReadAll(zip, config, MaxJsonBytes, file)).Read();
        return zip.Find(FactsName) is { } facts
            ? contents with { Metadata = WithFacts(contents, ReadAll(zip, facts, MaxJsonBytes, file), file) }
            : contents;
    }

    /// <summary>Memory grows with what really comes.</summary>
    private static byte[] ReadAll(ZipDirectory zip, ZipEntry entry, int most, ByteSource file)
    {
        if (entry.Size > most)
        {
            throw file.Invalid(
                $"`{entry.Name}` has {entry.Size:N0} bytes when inflated, at most {most:N0} are read",
                "store the entry uncompressed");
        }

        try
        {
            using var stream = zip.OpenRead(entry);
            using var buffered = new MemoryStream((int)Math.Min(entry.Size, SegmentBytes));
            stream.CopyTo(buffered);
            return buffered.Length == buffered.Capacity ? buffered.GetBuffer() : buffered.ToArray();
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new InvalidCheckpointException(
                file.Path, null, $"`{entry.Name}` cannot be inflated: {e.Message}", inner: e);
        }
    }

    private static Dictionary<string, string> WithFacts(CheckpointContents contents, byte[] json, ByteSource file)
    {
        const int MaxLength = 200;
        var metadata = new Dictionary<string, string>(contents.Metadata, StringComparer.Ordinal);
        try
        {
            using var document = JsonDocument.Parse(json);
            foreach (string key in (string[])["keras_version", "date_saved"])
            {
                if (document.RootElement.ValueKind == JsonValueKind.Object
                    && document.RootElement.TryGetProperty(key, out var value)
                    && value.ValueKind == JsonValueKind.String
                    && value.GetString() is { Length: > 0 and <= MaxLength } text)
                {
                    metadata[key] = text;
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw file.Invalid($"`{FactsName}` is not JSON: {JsonFault.Describe(json, e)}");
        }

        return metadata;
    }
}
