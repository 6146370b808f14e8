// Specification: https://numpy.org/doc/stable/reference/generated/numpy.savez.html

using Heavytail.Files;
using Heavytail.Files.Zip;
using Heavytail.Formats.Contract;

namespace Heavytail.Formats.NumPy;

/// <summary>An .npz file: a zip of .npy arrays, stored or deflated, in the order of the zip.</summary>
internal sealed class NpzFormat : CheckpointFormat
{
    /// <summary>Metadata key for the entries that are not numeric arrays, each with the reason.</summary>
    public const string IgnoredKey = "ignored";

    /// <summary>The entry that makes a zip PyTorch's, whatever else is in it.</summary>
    private const string TorchPickle = "data.pkl";

    public override string Name => "NumPy archive";

    public override IReadOnlyList<string> Extensions => [".npz"];

    public override bool Matches(ReadOnlySpan<byte> head, ByteSource file)
    {
        if (!ZipDirectory.IsZip(head))
        {
            return false;
        }

        var names = ZipDirectory.PeekNames(file);
        return names.Any(IsArray)
            && !names.Any(name => name == TorchPickle || name.EndsWith("/" + TorchPickle, StringComparison.Ordinal));
    }

    public override CheckpointContents ReadHeader(ByteSource file)
    {
        var zip = ZipDirectory.Read(file);
        var tensors = new List<StoredTensor>();
        var ignored = new List<string>();
        var unread = new List<UnreadTensor>();
        InvalidCheckpointException? damage = null;
        foreach (var entry in zip.Entries)
        {
            if (!IsArray(entry.Name))
            {
                ignored.Add($"`{entry.Name}` is not a .npy array");
                unread.Add(new UnreadTensor(entry.Name, "is not a .npy array"));
                continue;
            }

            string name = entry.Name[..^NpyFormat.Extension.Length];
            try
            {
                var header = ReadHeader(zip, entry, file, name);
                if (header.Element.Type is not { } type)
                {
                    ignored.Add($"`{name}` {header.Element.Refusal}");
                    unread.Add(new UnreadTensor(name, header.Element.Refusal!)
                    {
                        Shape = header.Shape,
                        StoredByteCount = entry.Size - header.DataOffset,
                    });
                    continue;
                }

                long length = entry.Size - header.DataOffset;
                NpyArray.CheckLength(header, length, file, name);
                var info = new TensorInfo(tensors.Count, name, type, header.Shape, file.Path);
                tensors.Add(NpyArray.ToTensor(info, header, () => zip.OpenRead(entry, header.DataOffset, length)));
            }
            catch (InvalidCheckpointException e)
            {
                damage ??= e;
                ignored.Add($"`{name}` {e.Problem}");
                unread.Add(new UnreadTensor(name, $"cannot be read: {e.Problem}; the other arrays are read"));
            }
        }

        if (tensors.Count == 0 && damage is not null)
        {
            throw damage;
        }

        return new CheckpointContents(tensors, Metadata(ignored), []) { Unread = unread };
    }

    private static bool IsArray(string entry) => entry.EndsWith(NpyFormat.Extension, StringComparison.Ordinal);

    /// <summary>A deflated entry is inflated only as far as its header goes.</summary>
    private static NpyHeader ReadHeader(ZipDirectory zip, ZipEntry entry, ByteSource file, string name)
    {
        using var start = zip.OpenRead(entry);
        return NpyHeader.Read(start, file, name);
    }

    private static Dictionary<string, string> Metadata(List<string> ignored)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        MetadataNotes.AddTo(metadata, IgnoredKey, ignored);
        return metadata;
    }
}
