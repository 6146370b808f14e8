using System.IO.Compression;

namespace Heavytail.Tests.Hostile.Mutants;

/// <summary>
/// A file inside of a zip or gzip, which is packed again, so that sizes and checksums hold: damaged, repeated until it
/// inflates, replaced by a file of another format, renamed, doubled or gone.
/// </summary>
/// <param name="inner">What damages it.</param>
internal sealed class MemberMutation(IReadOnlyList<IMutation> inner) : IMutation
{
    private const int MaxContent = 1 << 20;

    public string Name => "member";

    public byte[] Apply(byte[] bytes, Materials materials)
    {
        try
        {
            return bytes.AsSpan().StartsWith("PK\x3\x4"u8) ? Zip(bytes, materials)
                : bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b, 8]) ? Gzip(bytes, materials)
                : materials.Pick(inner).Apply(bytes, materials);
        }
        catch (InvalidDataException)
        {
            return bytes;
        }
    }

    private byte[] Gzip(byte[] bytes, Materials materials)
    {
        using var inflating = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        byte[] content = Damage(Content(inflating), materials);
        using var stream = new MemoryStream();
        using (var deflating = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true))
        {
            deflating.Write(content);
        }

        return stream.ToArray();
    }

    private byte[] Zip(byte[] bytes, Materials materials)
    {
        using var source = new ZipArchive(new MemoryStream(bytes), ZipArchiveMode.Read);
        var members = new List<(string Name, byte[] Content)>();
        foreach (var entry in source.Entries.Take(64))
        {
            using var content = entry.Open();
            members.Add((entry.FullName, Content(content)));
        }

        if (members.Count == 0)
        {
            return bytes;
        }

        int chosen = materials.Random.Next(members.Count);
        var (name, chosenContent) = members[chosen];
        switch (materials.Random.Next(8))
        {
            case 0:
                members.Insert(chosen, members[chosen]);
                break;
            case 1:
                members.RemoveAt(chosen);
                break;
            case 2:
                members[chosen] = (materials.Pick(members).Name, chosenContent);
                break;
            case 3:
                members[chosen] = (name, materials.Stranger);
                break;
            default:
                members[chosen] = (name, Damage(chosenContent, materials));
                break;
        }

        return Pack(members, materials.OneIn(3) ? CompressionLevel.Fastest : CompressionLevel.NoCompression);
    }

    private static byte[] Pack(List<(string Name, byte[] Content)> members, CompressionLevel compression)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in members)
            {
                // The framework writes no entry without a name; names of honest archives may be damaged to that.
                using var entry = archive.CreateEntry(name.Length == 0 ? "/" : name, compression).Open();
                entry.Write(content);
            }
        }

        return Materials.Cap(stream.ToArray());
    }

    private byte[] Damage(byte[] content, Materials materials)
    {
        if (content.Length == 0 || materials.OneIn(8))
        {
            byte[] run = content.Length == 0 ? [0] : content;
            return Materials.Repeat(run, 1 + (MaxContent / run.Length));
        }

        return materials.Pick(inner).Apply(content, materials);
    }

    private static byte[] Content(Stream stream)
    {
        byte[] content = new byte[MaxContent];
        return content[..stream.ReadAtLeast(content, content.Length, throwOnEndOfStream: false)];
    }
}
