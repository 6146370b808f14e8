namespace Heavytail.Tests.Hostile.Mutants;

/// <summary>The beginning of one honest file and the end of another, or a section of one inside of the other.</summary>
internal sealed class SpliceMutation : IMutation
{
    public string Name => "splice";

    public byte[] Apply(byte[] bytes, Materials materials)
    {
        byte[] other = materials.OneIn(4) ? materials.Stranger : materials.Sibling;
        if (other.Length == 0)
        {
            return bytes;
        }

        int at = Cut(bytes, materials);
        int from = Cut(other, materials);
        int length = materials.Random.Next(other.Length - from + 1);
        return materials.Random.Next(5) switch
        {
            0 => Materials.Cap([.. bytes[..at], .. other[from..]]),
            1 => Materials.Cap([.. bytes[..Math.Min(at, bytes.Length)], .. other[Math.Min(at, other.Length)..]]),
            2 => Materials.Replace(bytes, at, Math.Min(length, bytes.Length - at), other.AsSpan(from, length)),
            3 => Materials.Replace(bytes, at, 0, other.AsSpan(from, length)),
            _ => Materials.Cap([.. bytes, .. other]),
        };
    }

    /// <summary>A border of sections where one is found, or any byte.</summary>
    private static int Cut(byte[] bytes, Materials materials) =>
        materials.Random.Next(3) > 0 && NumberField.Find(bytes, materials.Random, isPrefix: true) is { } field
            ? (int)Math.Min(bytes.Length, materials.OneIn(2) ? field.At : field.End + field.Value)
            : materials.Random.Next(bytes.Length + 1);
}
