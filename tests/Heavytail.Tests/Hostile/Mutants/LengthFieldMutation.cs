namespace Heavytail.Tests.Hostile.Mutants;

/// <summary>Lengths, offsets and counts: one more, one less, none, the largest, the sign bit, double.</summary>
internal sealed class LengthFieldMutation : IMutation
{
    public string Name => "length";

    public byte[] Apply(byte[] bytes, Materials materials)
    {
        if (NumberField.Find(bytes, materials.Random) is not { } field)
        {
            return bytes;
        }

        int bits = field.Kind == NumberKind.Varint ? 64 : 8 * field.Width;
        long number = materials.Random.Next(12) switch
        {
            0 or 1 => field.Value + 1,
            2 or 3 => field.Value - 1,
            4 => 0,
            5 => -1,
            6 => (1L << (bits - 1)) - 1,
            7 => 1L << (bits - 1),
            8 => 2 * field.Value,
            9 => bytes.Length - field.End,
            10 => field.Value << 8,
            _ => materials.Random.Next(bytes.Length + 1),
        };
        return field.Set(bytes, number);
    }
}
