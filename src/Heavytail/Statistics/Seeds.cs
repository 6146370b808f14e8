using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Heavytail.Hashing;

namespace Heavytail.Statistics;

/// <summary>The one source of seeds: every draw has its own, whatever was drawn before it.</summary>
internal static class Seeds
{
    /// <summary>The seed of a draw: the first 31 bits of the SHA-256 of what it is for.</summary>
    /// <param name="seed">The user's seed.</param>
    /// <param name="subject">What is drawn for: a tensor, a slice of it.</param>
    /// <param name="purpose">Why.</param>
    /// <param name="replica">The number of the draw, from 0.</param>
    public static int For(int seed, string subject, string purpose, int replica)
    {
        string identity = string.Create(CultureInfo.InvariantCulture, $"{seed}\n{subject}\n{purpose}\n{replica}");
        Span<byte> hash = stackalloc byte[Sha256.Length];
        Sha256.Of(Encoding.UTF8.GetBytes(identity), hash);
        return BinaryPrimitives.ReadInt32LittleEndian(hash) & int.MaxValue;
    }
}
