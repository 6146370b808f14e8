namespace Heavytail.Tests.Hostile.Mutants;

/// <summary>One idea of damage that knows how files are built.</summary>
internal interface IMutation
{
    /// <summary>A word for recipes.</summary>
    string Name { get; }

    /// <summary>Damaged bytes; the given ones where the idea does not apply to them.</summary>
    /// <param name="bytes">Left as they are; at least one.</param>
    /// <param name="materials">Decides what is damaged.</param>
    byte[] Apply(byte[] bytes, Materials materials);
}

/// <summary>What mutations draw from.</summary>
/// <param name="Random">The only source of chance.</param>
/// <param name="Sibling">Another honest file of the format.</param>
/// <param name="Stranger">An honest file of any format.</param>
internal sealed record Materials(Random Random, byte[] Sibling, byte[] Stranger)
{
    /// <summary>Longer mutants test memory copies, not readers.</summary>
    public const int MaxLength = 1 << 18;

    /// <summary>Whether this one time of so many has come.</summary>
    public bool OneIn(int times) => Random.Next(times) == 0;

    /// <summary>One of several.</summary>
    public T Pick<T>(IReadOnlyList<T> choices) => choices[Random.Next(choices.Count)];

    /// <summary>A run of bytes again and again.</summary>
    public static byte[] Repeat(byte[] run, int times)
    {
        byte[] bytes = new byte[run.Length * times];
        for (int i = 0; i < times; i++)
        {
            run.CopyTo(bytes.AsSpan(i * run.Length));
        }

        return bytes;
    }

    /// <summary>The bytes, cut where they grew too long.</summary>
    public static byte[] Cap(byte[] bytes) => bytes.Length <= MaxLength ? bytes : bytes[..MaxLength];

    /// <summary>The bytes with others in place of a range.</summary>
    public static byte[] Replace(byte[] bytes, int at, int length, ReadOnlySpan<byte> by) =>
        Cap([.. bytes.AsSpan(0, at), .. by, .. bytes.AsSpan(at + length)]);
}
