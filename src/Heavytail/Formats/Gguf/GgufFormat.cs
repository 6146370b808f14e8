// Specification: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md; block types: ggml-common.h and
// ggml-quants.c there.

using System.Globalization;
using Heavytail.Files;
using Heavytail.Formats.Contract;

namespace Heavytail.Formats.Gguf;

/// <summary>
/// GGUF 2 and 3, of either byte order, in one file or several: llama.cpp's format of quantized models.
/// </summary>
internal sealed class GgufFormat : CheckpointFormat
{

    public override string Name => "GGUF";

    public override IReadOnlyList<string> Extensions => [".gguf"];

    public override bool Matches(ReadOnlySpan<byte> head, ByteSource file) => GgufHeader.IsMagic(head);

    public override CheckpointContents ReadHeader(ByteSource file)
    {
        var header = GgufHeader.Read(file);
        var split = GgufSplit.From(header.Metadata, file);
        if (split is null)
        {
            return Contents([(file, header)], []);
        }

        using var opened = new Opened<ByteSource>();
        var parts = OpenAll(file, header, split, opened);
        return Contents(parts, opened.Release()) with
        {
            Joined = string.Create(CultureInfo.InvariantCulture, $"joined from {split.Count} files"),
        };
    }

    /// <summary>The first of several files stands for the others: if each did, a folder would list none.</summary>
    public override IEnumerable<string> FilesBeside(ByteSource file) =>
        GgufSplit.From(GgufHeader.Read(file).Metadata, file) is { Number: 0 } split
        && split.Names(file.Path) is { } names
            ? names.Skip(1)
            : [];

    public override IEnumerable<string> FilesOfModel(ByteSource file) =>
        GgufSplit.From(GgufHeader.Read(file).Metadata, file) is { } split && split.Names(file.Path) is { } names
            ? names.Where((_, number) => number != split.Number)
            : [];

    private static List<(ByteSource File, GgufHeader Header)> OpenAll(
        ByteSource file, GgufHeader header, GgufSplit split, Opened<ByteSource> opened)
    {
        var names = split.Names(file.Path) ?? throw file.Invalid(
            $"is file {split.Number + 1} of the {split.Count} of its model, but its name does not end in "
            + $"`{split.Suffix(split.Number)}`",
            "restore the original names: the other files are found by them");
        var parts = new List<(ByteSource File, GgufHeader Header)>();
        for (int number = 0; number < split.Count; number++)
        {
            if (number == split.Number)
            {
                parts.Add((file, header));
                continue;
            }

            var shard = file.OpenBeside(names[number])
                ?? throw file.Invalid(
                    $"its model is in {split.Count} files, and `{names[number]}` is missing beside it");
            opened.Add(shard);
            var shardHeader = GgufHeader.Read(shard);
            if (GgufSplit.From(shardHeader.Metadata, shard) is not { } own || own.Number != number
                || own.Count != split.Count)
            {
                throw shard.Invalid($"its metadata do not say that it is file {number + 1} of {split.Count}");
            }

            parts.Add((shard, shardHeader));
        }

        CheckNames(parts);
        return parts;
    }

    private static void CheckNames(List<(ByteSource File, GgufHeader Header)> parts)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (shard, header) in parts)
        {
            if (header.Tensors.FirstOrDefault(tensor => !names.Add(tensor.Name)) is { } twice)
            {
                throw shard.InvalidTensor(twice.Name, "is in an earlier file of the model too");
            }
        }

        var (first, firstHeader) = parts[0];
        if (firstHeader.Metadata.Integer(GgufSplit.TensorsKey) is { } claimed && claimed != names.Count)
        {
            throw first.Invalid($"`{GgufSplit.TensorsKey}` is {claimed:N0}, the files have {names.Count:N0} tensors");
        }
    }

    /// <summary>Metadata are those of the first file; the others have next to none.</summary>
    private static CheckpointContents Contents(
        List<(ByteSource File, GgufHeader Header)> parts, IReadOnlyList<ByteSource> shards)
    {
        var roles = new GgufRoles(parts[0].Header.Metadata);
        var tensors = new List<StoredTensor>();
        var unread = new UnreadTensors();
        foreach (var (file, header) in parts)
        {
            foreach (var tensor in header.Tensors)
            {
                if (tensor.Type is { } type)
                {
                    tensors.Add(Stored(tensor, type, tensors.Count, file, header.IsBigEndian, roles));
                }
                else
                {
                    string described = GgmlTypes.Describe(tensor.TypeNumber);
                    unread.Add(new UnreadTensor(tensor.Name, described)
                    {
                        Shape = tensor.Shape,
                        Encoding = described.Split(',')[0],
                        NextStep = "and is not supported; convert the model again with a current llama.cpp",
                    });
                }
            }
        }

        var metadata = new Dictionary<string, string>(parts[0].Header.Metadata.Texts, StringComparer.Ordinal);
        unread.AddTo(metadata);
        return new CheckpointContents(tensors, metadata, shards) { Unread = unread.All };
    }

    private static StoredTensor Stored(
        GgufTensor tensor, GgmlType type, int index, ByteSource file, bool isBigEndian, GgufRoles roles)
    {
        var info = new TensorInfo(index, tensor.Name, type.Element, tensor.Shape, file.Path)
        {
            Encoding = type.Name,
            IsQuantized = type.Block is not null,
            StoredByteCount = tensor.StoredBytes,
            Role = roles.Find(tensor.Name, tensor.Shape),
        };
        return new StoredTensor(info, () => type.Open(
            file.OpenRegion(tensor.Offset, tensor.StoredBytes), tensor.Shape.ElementCount, isBigEndian));
    }
}
