namespace Heavytail.Tests.Hostile.Mutants;

/// <summary>A section with its length before it, or an aligned block: twice, many times, elsewhere, or gone.</summary>
internal sealed class DuplicateSectionMutation : IMutation
{
    private static readonly int[] s_alignments = [1, 4, 8, 16, 64, 512];

    public string Name => "section";

    public byte[] Apply(byte[] bytes, Materials materials)
    {
        var (at, length) = Section(bytes, materials);
        var section = bytes.AsSpan(at, length).ToArray();
        int times = materials.OneIn(3) ? Math.Max(1, materials.Random.Next(1 << 16) / Math.Max(1, length)) : 1;
        byte[] copies = Materials.Repeat(section, times);
        return materials.Random.Next(5) switch
        {
            0 or 1 => Materials.Replace(bytes, at + length, 0, copies),
            2 => Materials.Cap([.. bytes, .. copies]),
            3 => Materials.Replace(bytes, materials.Random.Next(bytes.Length + 1), 0, copies),
            _ => Materials.Replace(bytes, at, length, []),
        };
    }

    private static (int At, int Length) Section(byte[] bytes, Materials materials)
    {
        if (materials.Random.Next(3) > 0 && NumberField.Find(bytes, materials.Random, isPrefix: true) is { } field)
        {
            // A field of Protobuf has a tag before its length.
            int at = Math.Max(0, field.At - (field.Kind == NumberKind.Varint ? 1 : 0));
            return (at, (int)Math.Min(field.End + field.Value, bytes.Length) - at);
        }

        int alignment = materials.Pick(s_alignments);
        int start = materials.Random.Next((bytes.Length / alignment) + 1) * alignment;
        int length = alignment * materials.Random.Next(1, 1 + Math.Max(1, 256 / alignment));
        return (Math.Min(start, bytes.Length), Math.Clamp(bytes.Length - start, 0, length));
    }
}
