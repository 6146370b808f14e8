using System.Buffers.Binary;
using System.Numerics;

namespace Heavytail.Hashing;

/// <summary>SHA-256 without a library of the system: FIPS 180-4, section 6.2.2, word for word.</summary>
internal sealed class ManagedSha256 : Sha256
{
    private const int BlockBytes = 64;
    private const int LengthBytes = sizeof(ulong);

    /// <summary>The first 32 bits of the fractional parts of the cube roots of the first 64 primes.</summary>
    private static readonly uint[] s_constants =
    [
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
    ];

    /// <summary>The first 32 bits of the fractional parts of the square roots of the first eight primes.</summary>
    private readonly uint[] _state =
    [
        0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
    ];

    private readonly uint[] _schedule = new uint[BlockBytes];
    private readonly byte[] _block = new byte[BlockBytes];
    private int _filled;
    private ulong _bytes;

    public override void Append(ReadOnlySpan<byte> data)
    {
        _bytes += (ulong)data.Length;
        while (_filled + data.Length >= BlockBytes)
        {
            if (_filled == 0)
            {
                Take(data[..BlockBytes]);
                data = data[BlockBytes..];
            }
            else
            {
                int missing = BlockBytes - _filled;
                data[..missing].CopyTo(_block.AsSpan(_filled));
                Take(_block);
                _filled = 0;
                data = data[missing..];
            }
        }

        data.CopyTo(_block.AsSpan(_filled));
        _filled += data.Length;
    }

    /// <summary>After a bit of 1 and zeros, the last block ends with the number of bits.</summary>
    public override void Finish(Span<byte> hash)
    {
        ulong bits = 8 * _bytes;
        _block[_filled++] = 0x80;
        if (_filled > BlockBytes - LengthBytes)
        {
            _block.AsSpan(_filled).Clear();
            Take(_block);
            _filled = 0;
        }

        _block.AsSpan(_filled).Clear();
        BinaryPrimitives.WriteUInt64BigEndian(_block.AsSpan(BlockBytes - LengthBytes), bits);
        Take(_block);
        for (int k = 0; k < _state.Length; k++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(hash[(k * sizeof(uint))..], _state[k]);
        }
    }

    private void Take(ReadOnlySpan<byte> block)
    {
        uint[] w = _schedule;
        for (int t = 0; t < 16; t++)
        {
            w[t] = BinaryPrimitives.ReadUInt32BigEndian(block[(t * sizeof(uint))..]);
        }

        for (int t = 16; t < w.Length; t++)
        {
            uint before = w[t - 15], last = w[t - 2];
            w[t] = w[t - 16] + w[t - 7]
                + (BitOperations.RotateRight(before, 7) ^ BitOperations.RotateRight(before, 18) ^ (before >> 3))
                + (BitOperations.RotateRight(last, 17) ^ BitOperations.RotateRight(last, 19) ^ (last >> 10));
        }

        uint a = _state[0], b = _state[1], c = _state[2], d = _state[3];
        uint e = _state[4], f = _state[5], g = _state[6], h = _state[7];
        for (int t = 0; t < w.Length; t++)
        {
            uint first = h + s_constants[t] + w[t] + ((e & f) ^ (~e & g)) + Turned(e, 6, 11, 25);
            uint second = ((a & b) ^ (a & c) ^ (b & c)) + Turned(a, 2, 13, 22);
            (h, g, f, e, d, c, b, a) = (g, f, e, d + first, c, b, a, first + second);
        }

        _state[0] += a;
        _state[1] += b;
        _state[2] += c;
        _state[3] += d;
        _state[4] += e;
        _state[5] += f;
        _state[6] += g;
        _state[7] += h;
    }

    private static uint Turned(uint word, int first, int second, int third) =>
        BitOperations.RotateRight(word, first) ^ BitOperations.RotateRight(word, second)
            ^ BitOperations.RotateRight(word, third);
}
