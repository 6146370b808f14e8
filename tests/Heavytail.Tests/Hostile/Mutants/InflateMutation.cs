namespace Heavytail.Tests.Hostile.Mutants;

/// <summary>A few bytes repeated: as they stand, or inside of a compressed stream that stays as long.</summary>
internal sealed class InflateMutation : IMutation
{
    public string Name => "inflate";

    public byte[] Apply(byte[] bytes, Materials materials)
    {
        if (materials.Random.Next(3) > 0 && CompressedStream.Find(bytes, materials.Random) is { } stream)
        {
            return stream.Inflated(bytes, materials.Random);
        }

        int at = materials.Random.Next(bytes.Length);
        int length = Math.Min(bytes.Length - at, materials.Random.Next(1, 65));
        byte[] run = bytes[at..(at + length)];
        int times = materials.Random.Next(1, 1 + ((1 << materials.Random.Next(6, 17)) / length) + 1);
        return Materials.Replace(bytes, at, 0, Materials.Repeat(run, times));
    }
}
