// The archive is documented in https://github.com/pytorch/pytorch/blob/main/caffe2/serialize/inline_container.h and
// https://docs.pytorch.org/docs/stable/notes/serialization.html ("Serialized file format for torch.save").
using System.Text;
using Heavytail.Files;
using Heavytail.Files.Zip;
using Heavytail.Formats.Contract;

namespace Heavytail.Formats.PyTorch;

/// <summary>
/// What <c>torch.save</c> writes since 1.6, and TorchScript's archives: a zip with one pickle and an entry per storage.
/// Of TorchScript the parameters and buffers are read, its code is not.
/// </summary>
internal sealed class PyTorchZipFormat : CheckpointFormat
{
    private const string PickleName = "data.pkl";
    private const int MaxByteOrderBytes = 16;

    public override string Name => "PyTorch (zip)";

    public override IReadOnlyList<string> Extensions => [".pt", ".pth", ".bin", ".ckpt", ".th", ".jit"];

    /// <summary>Other formats are zips too; the pickle's name decides.</summary>
    public override bool Matches(ReadOnlySpan<byte> head, ByteSource file) =>
        ZipDirectory.IsZip(head) && ZipDirectory.PeekNames(file) is var names
        && (names.Any(IsPickle) || FindDeeper(names) is not null || TorchLookalikes.Find(names) is not null);

    public override CheckpointContents ReadHeader(ByteSource file)
    {
        TorchLookalikes.Refuse(file);
        var zip = ZipDirectory.Read(file);
        string[] names = [.. zip.Entries.Select(entry => entry.Name)];
        string name = names.Where(IsPickle).ToArray() switch
        {
            [var only] => only,
            [] when FindDeeper(names) is { } deeper => deeper,
            _ => throw TorchLookalikes.Refusal(file, names)
                ?? file.Invalid($"the zip must contain exactly one `{PickleName}` in its top folder"),
        };
        var pickle = zip.Find(name)!;
        string prefix = name[..^PickleName.Length];
        object? root = ReadPickle(zip, pickle, file);
        bool bigEndian = IsBigEndian(zip, prefix, file);
        var torch = new TorchFile(file, FindStorage, (offset, length) => zip.OpenRead(pickle, offset, length));
        return new TorchStateDict(torch).Read(root);

        TorchStorage? FindStorage(string key) => zip.Find($"{prefix}data/{key}") is { } entry
            ? new TorchStorage(entry.Size, bigEndian, (offset, length) => zip.OpenRead(entry, offset, length))
            {
                IsDeflated = entry.Compression == ZipCompression.Deflated,
            }
            : null;
    }

    /// <summary><c>data.pkl</c> or <c>name/data.pkl</c>.</summary>
    private static bool IsPickle(string name) =>
        name == PickleName
        || (name.EndsWith($"/{PickleName}", StringComparison.Ordinal)
        && name.Count(character => character == '/') == 1);

    /// <summary>
    /// The one pickle of a file that was unpacked and zipped again with the folders around it; what
    /// <c>torch.save</c> writes beside a pickle tells it from others of that name.
    /// </summary>
    private static string? FindDeeper(IReadOnlyList<string> names)
    {
        string[] found = [.. names.Where(name => name.EndsWith($"/{PickleName}", StringComparison.Ordinal))];
        return found is [var only] && names.Contains(only[..^PickleName.Length] + "version") ? only : null;
    }

    private static object? ReadPickle(ZipDirectory zip, ZipEntry pickle, ByteSource file)
    {
        if (pickle.Size > PickleInput.MaxPickleBytes)
        {
            throw file.Invalid(
                $"`{pickle.Name}` has {pickle.Size:N0} bytes, at most {PickleInput.MaxPickleBytes:N0} are read");
        }

        using var stream = zip.OpenRead(pickle);
        var input = new PickleInput(stream, pickle.Size, file, pickle.Name);
        return new PickleMachine(
            input, pickle.CompressedSize, id => TorchStorageId.Load(id, input, needsSizes: false)).Run();
    }

    /// <summary>The file of this name came with 2.1; without it the elements are little-endian.</summary>
    private static bool IsBigEndian(ZipDirectory zip, string prefix, ByteSource file)
    {
        if (zip.Find($"{prefix}byteorder") is not { } entry)
        {
            return false;
        }

        byte[] text = new byte[(int)Math.Min(MaxByteOrderBytes, entry.Size)];
        int length;
        try
        {
            using var stream = zip.OpenRead(entry);
            length = stream.ReadAtLeast(text, text.Length, throwOnEndOfStream: false);
        }
        catch (Exception e) when (StreamDamage.Is(e))
        {
            throw file.Damaged($"`{entry.Name}` is damaged: {e.Message}", inner: e);
        }

        return Encoding.ASCII.GetString(text, 0, length).Trim() switch
        {
            "little" => false,
            "big" => true,
            var other => throw file.Invalid($"`{entry.Name}` says `{other}`, expected `little` or `big`"),
        };
    }
}
