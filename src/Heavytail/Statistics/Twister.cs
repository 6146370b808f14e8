// What:      a stream of random numbers from a seed.
// Formula:   MT19937: x_{k+624} = x_{k+397} ⊕ (the upper bit of x_k, the lower 31 of x_{k+1})·A, then tempered.
// Reference: Matsumoto & Nishimura, ACM TOMACS 8 (1998) 3. Tests hold it against MathNet.Numerics, number by number.
// Not done:  MathNet's own class: its constructor asks OpenSSL for a seed, even where it is given one, and a Linux
//            without OpenSSL ends the process there.
using System.Numerics;

namespace Heavytail.Statistics;

/// <summary>The Mersenne Twister.</summary>
internal sealed class Twister
{
    private const int Size = 624;
    private const int Middle = 397;
    private const uint Upper = 0x80000000;
    private const double Unit = 1.0 / (1L << 32);

    private readonly uint[] _state = new uint[Size];
    private int _next = Size;

    /// <param name="seed">Any number.</param>
    public Twister(int seed)
    {
        _state[0] = (uint)seed;
        for (uint k = 1; k < Size; k++)
        {
            _state[k] = (1812433253 * (_state[k - 1] ^ (_state[k - 1] >> 30))) + k;
        }
    }

    /// <summary>32 random bits.</summary>
    public uint NextBits()
    {
        if (_next == Size)
        {
            Refill();
        }

        uint y = _state[_next++];
        y ^= y >> 11;
        y ^= (y << 7) & 0x9d2c5680;
        y ^= (y << 15) & 0xefc60000;
        return y ^ (y >> 18);
    }

    /// <summary>A number from 0 to below 1, a multiple of 2⁻³².</summary>
    public double NextDouble() => NextBits() * Unit;

    /// <summary>As many of them as there are places.</summary>
    public void NextDoubles(Span<double> values)
    {
        for (int k = 0; k < values.Length; k++)
        {
            values[k] = NextDouble();
        }
    }

    /// <summary>A whole number from 0 to below a limit, each as likely: bits are drawn until it is below.</summary>
    /// <param name="limit">Above 0.</param>
    /// <remarks>As MathNet does, and so with its numbers: the bits are the upper ones of the lower bytes of four draws.
    /// </remarks>
    public int Next(int limit)
    {
        int bits = 32 - BitOperations.LeadingZeroCount((uint)(limit - 1));
        if (bits == 0)
        {
            return 0;
        }

        int value;
        do
        {
            uint bytes = NextBits() & byte.MaxValue;
            bytes |= (NextBits() & byte.MaxValue) << 8;
            bytes |= (NextBits() & byte.MaxValue) << 16;
            bytes |= NextBits() << 24;
            value = (int)(bytes >> (32 - bits));
        }
        while (value >= limit);
        return value;
    }

    /// <summary>Puts items in a random order, each as likely.</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (int k = 0; k < items.Length - 1; k++)
        {
            int other = k + Next(items.Length - k);
            (items[k], items[other]) = (items[other], items[k]);
        }
    }

    private void Refill()
    {
        for (int k = 0; k < Size; k++)
        {
            uint y = (_state[k] & Upper) | (_state[k < Size - 1 ? k + 1 : 0] & ~Upper);
            int other = k < Size - Middle ? k + Middle : k + Middle - Size;
            _state[k] = _state[other] ^ (y >> 1) ^ ((y & 1) * 0x9908b0df);
        }

        _next = 0;
    }
}
