using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Heavytail.Cli.Store;
using Xunit;

namespace Heavytail.Cli.Tests.Cache;

/// <summary>Spectra that nothing was decomposed for.</summary>
internal static class MadeSpectra
{
    /// <summary>A spectrum with a key and a layer of its own.</summary>
    public static CacheEntry Entry(int number)
    {
        string name = number.ToString(CultureInfo.InvariantCulture);
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
        var origin = new SpectrumOrigin("m", name, 1000, 1000, 1, "stored", "test");
        return new CacheEntry(new SpectrumKey(hash), SpectrumOf(1000), origin);
    }

    /// <summary>The eigenvalues 1, 2, 3 …, by the form that docs/cache.md describes.</summary>
    private static Spectrum SpectrumOf(int count)
    {
        using var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(bytes, Encoding.ASCII, leaveOpen: true))
        {
            writer.Write("HTSP"u8);
            writer.Write([1, 1, 1, 0]);
            writer.Write(1);
            writer.Write(count);
            writer.Write(0.5);
            writer.Write(1.0);
            for (int k = 1; k <= count; k++)
            {
                writer.Write((double)k);
            }
        }

        bytes.Write(SHA256.HashData(bytes.ToArray()));
        Assert.True(Spectrum.TryDeserialize(bytes.ToArray(), out var spectrum));
        return spectrum;
    }
}
