using System.Text;
using Heavytail.Files;
using Heavytail.Files.Tar;
using Heavytail.Files.Zip;

namespace Heavytail.Formats.Unrecognized;

/// <summary>A file of no known format → what it looks like, and what to do.</summary>
internal static class UnknownFile
{
    /// <summary>What is looked at.</summary>
    private const int SniffedBytes = 1 << 12;

    private const int ShownBytes = 8;

    /// <summary>What some editors put before a text in UTF-8.</summary>
    private const string ByteOrderMark = "\u00ef\u00bb\u00bf";

    /// <summary>The error, to be thrown.</summary>
    public static UnknownFormatException Describe(ByteSource file, IEnumerable<string> formats)
    {
        byte[] head = file.Head(SniffedBytes);
        if (Find(file, head) is { } kind)
        {
            return new UnknownFormatException(file.Path, $"is {kind.What}", kind.Hint);
        }

        if (head.Length == 0)
        {
            return new UnknownFormatException(
                file.Path, "is empty", "the download or copy may have failed; get the file again");
        }

        string? hint = UnknownKinds.Names
            .FirstOrDefault(name => file.Path.EndsWith(name.Suffix, StringComparison.OrdinalIgnoreCase))?.Hint;
        return new UnknownFormatException(
            file.Path,
            $"is of an unknown format (it starts with {Show(head)})",
            hint ?? "Heavytail reads " + string.Join(", ", formats));
    }

    private static (string What, string Hint)? Find(ByteSource file, byte[] head)
    {
        bool isZip = ZipDirectory.IsZip(head);
        if ((isZip && ZipEndRecord.Find(file) is not null) || head is [0x1f, 0x8b, 8, ..] || TarDirectory.IsTar(file))
        {
            return ("an archive inside an archive", "unpack the outer one and pass the inner one");
        }

        if (isZip)
        {
            return ("cut off: it starts as a zip archive, but its directory at the end is missing",
                "the download may be incomplete; compare its size with the source");
        }

        if (head.Length >= ShownBytes && head.AsSpan().IndexOfAnyExcept((byte)0) < 0)
        {
            return (file.Length > head.Length ? $"all zeros, at least its first {head.Length:N0} bytes" : "all zeros",
                "the download or copy may be incomplete; compare the file with its source");
        }

        string start = Encoding.Latin1.GetString(head);
        string text =
            (start.StartsWith(ByteOrderMark, StringComparison.Ordinal) ? start[ByteOrderMark.Length..] : start)
            .TrimStart(' ', '\t', '\r', '\n');
        var kind = UnknownKinds.Signatures.FirstOrDefault(row =>
                start.AsSpan(Math.Min(row.Offset, start.Length)).StartsWith(row.Bytes, StringComparison.Ordinal))
            ?? UnknownKinds.Texts.FirstOrDefault(row =>
                IsText(head) && text.StartsWith(row.Bytes, StringComparison.OrdinalIgnoreCase));
        return kind is not null ? (kind.What, kind.Hint) : FindSerialized(head, Path.GetFileName(file.Path));
    }

    /// <summary>Formats that have no signature, but a first byte and a way to go on.</summary>
    private static (string What, string Hint)? FindSerialized(byte[] head, string name) => head switch
    {
        [0x80, >= 2 and <= 5, ..] when name == "data.pkl" => (
            "the pickle of a PyTorch file that was unpacked",
            "zip the folder that contains it without compression, `zip -0 -r model.pt FOLDER`, and pass that"),
        [0x80, >= 2 and <= 5, ..] when name == ".metadata" => (
            "the description of a distributed checkpoint (torch.distributed.checkpoint, FSDP), whose tensors are in "
            + "pieces",
            UnknownKinds.JoinPieces),
        [0x80, >= 2 and <= 5, ..] => (
            "a Python pickle that torch.save did not write",
            "load it in Python, and save the weights as safetensors or .npz; Heavytail does not execute pickles"),
        [> 0x80 and <= 0x8f, > 0xa0 and <= 0xbf, .. var rest] when rest.Length > 0 && rest[0] is >= 0x20 and < 0x7f => (
            "apparently MessagePack, of an unknown kind",
            "save the weights as safetensors"),
        _ => null,
    };

    private static bool IsText(byte[] head) => head.AsSpan().IndexOf((byte)0) < 0;

    private static string Show(byte[] head)
    {
        byte[] start = head[..Math.Min(ShownBytes, head.Length)];
        string hex = string.Join(' ', start.Select(value => value.ToString("x2", null)));
        string text = new([.. start.Select(value => value is >= 0x20 and < 0x7f ? (char)value : '.')]);
        return $"{hex} \"{text}\"";
    }
}
