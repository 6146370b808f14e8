namespace Heavytail.Formats.Quantization;

/// <summary>How integers lie in words of 32 bits, the first at the lowest bits.</summary>
/// <param name="Bits">Bits of one integer, 1 to 8.</param>
/// <param name="Crosses">Whether an integer may begin in one word and end in the next (GPTQ's 3 bits); else the rest of
/// a word that holds no whole integer is empty.</param>
internal sealed record WordBits(int Bits, bool Crosses)
{
    public const int WordSize = 32;

    /// <summary>Words after which the pattern begins anew.</summary>
    public int UnitWords => Crosses && WordSize % Bits != 0 ? Bits : 1;

    /// <summary>Integers in so many words.</summary>
    public int UnitValues => UnitWords * WordSize / Bits;

    /// <summary>Words that so many integers take.</summary>
    public long WordsOf(long count) => Crosses
        ? (long)((((Int128)count * Bits) + WordSize - 1) / WordSize)
        : (count + UnitValues - 1) / UnitValues;

    /// <summary>The bit at which an integer begins.</summary>
    public long BitOf(long index) => (index / UnitValues * UnitWords * WordSize) + (index % UnitValues * Bits);
}
