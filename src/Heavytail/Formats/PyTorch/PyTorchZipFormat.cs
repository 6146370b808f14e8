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
        ZipDirectory.IsZip(head) && ZipDirectory.PeekNames(file).Any(IsPickle);

    public override CheckpointContents ReadHeader(ByteSource file)
    {
        var zip = ZipDirectory.Read(file);
        var pickle = zip.Entries.Where(entry => IsPickle(entry.Name)).ToArray() is [var only]
            ? only
            : throw file.Invalid($"the zip must contain exactly one `{PickleName}` in its top folder");
        string prefix = pickle.Name[..^PickleName.Length];
        object? root = ReadPickle(zip, pickle, file);
        bool bigEndian = IsBigEndian(zip, prefix, file);
        return new TorchStateDict(file, FindStorage).Read(root);

        TorchStorage? FindStorage(string key) => zip.Find($"{prefix}data/{key}") is { } entry
            ? new TorchStorage(entry.Size, bigEndian, (offset, length) => zip.OpenRead(entry, offset, length))
            : null;
    }

    /// <summary><c>data.pkl</c> or <c>name/data.pkl</c>.</summary>
    private static bool IsPickle(string name) =>
        name == PickleName
        || (name.EndsWith($"/{PickleName}", StringComparison.Ordinal)
        && name.Count(character => character == '/') == 1);

    private static object? ReadPickle(ZipDirectory zip, ZipEntry pickle, ByteSource file)
    {
        if (pickle.Size > PickleInput.MaxPickleBytes)
        {
            throw file.Invalid(
                $"`{pickle.Name}` has {pickle.Size:N0} bytes, at most {PickleInput.MaxPickleBytes:N0} are read");
        }

        using var stream = zip.OpenRead(pickle);
        var input = new PickleInput(stream, pickle.Size, file, pickle.Name);
        return new PickleMachine(input, id => TorchStorageId.Load(id, input)).Run();
    }

    /// <summary>The file of this name came with 2.1; without it the elements are little-endian.</summary>
    private static bool IsBigEndian(ZipDirectory zip, string prefix, ByteSource file)
    {
        if (zip.Find($"{prefix}byteorder") is not { } entry)
        {
            return false;
        }

        byte[] text = new byte[(int)Math.Min(MaxByteOrderBytes, entry.Size)];
        using var stream = zip.OpenRead(entry);
        int length = stream.ReadAtLeast(text, text.Length, throwOnEndOfStream: false);
        return Encoding.ASCII.GetString(text, 0, length).Trim() switch
        {
            "little" => false,
            "big" => true,
            var other => throw file.Invalid($"`{entry.Name}` says `{other}`, expected `little` or `big`"),
        };
    }
}
