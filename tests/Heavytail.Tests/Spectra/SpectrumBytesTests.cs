using System.Buffers.Binary;
using System.Security.Cryptography;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Spectra;

/// <summary>The binary form of a spectrum gives the same bits back, or nothing.</summary>
public sealed class SpectrumBytesTests
{
    private static readonly Spectrum s_spectrum = new(
        [
            new([0, 1e-300, 2.5], SpectrumMethod.Bidiagonal, 3e-301, 0.3),
            new([double.Epsilon, 1 / 3.0], SpectrumMethod.Bidiagonal, 0, 0.3),
        ],
        SpectrumMethod.Bidiagonal,
        Precision.Single);

    [Fact]
    public void A_spectrum_comes_back_to_the_bit()
    {
        Assert.Equal(s_spectrum, Read(s_spectrum.Serialize()));
        Assert.Equal(s_spectrum.Rank, Read(s_spectrum.Serialize())!.Rank);
        var dense = Spectrum.Of(SplitMix.Normals(1, 600), 30, 20);
        Assert.Equal(dense, Read(dense.Serialize()));
        Assert.Equal(dense.Eigenvalues, Read(dense.Serialize())!.Eigenvalues);
        var ofFloats = Spectrum.Of(Array.ConvertAll(SplitMix.Normals(1, 600), value => (float)value), 20, 30);
        Assert.Equal(ofFloats, Read(ofFloats.Serialize()));
        Assert.NotEqual(ofFloats, dense);
    }

    [Fact]
    public void The_form_is_the_documented_one()
    {
        byte[] bytes = new Spectrum(
            [new([1, 4], SpectrumMethod.Gram, 0.5)], SpectrumMethod.Gram, Precision.Double).Serialize();
        Assert.Equal(
            "48545350" + "01" + "01" + "01" + "00" + "01000000" // HTSP, version, Gram, double, one slice
                + "02000000" + "000000000000e03f" + "000000000000f03f" // two values, threshold 0.5, c² 1
                + "000000000000f03f" + "0000000000001040", // 1, 4
            Convert.ToHexStringLower(bytes[..^32]));
        Assert.Equal(SHA256.HashData(bytes.AsSpan(..^32)), bytes[^32..]);
    }

    [Fact]
    public void A_flipped_bit_anywhere_is_nothing()
    {
        byte[] bytes = s_spectrum.Serialize();
        for (int bit = 0; bit < bytes.Length * 8; bit++)
        {
            byte[] flipped = [.. bytes];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Null(Read(flipped));
        }
    }

    [Fact]
    public void Bytes_that_are_cut_or_followed_by_others_are_nothing()
    {
        byte[] bytes = s_spectrum.Serialize();
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.Null(Read(bytes[..length]));
        }

        Assert.Null(Read([.. bytes, 0]));
    }

    [Theory]
    [InlineData(4, 2)] // version
    [InlineData(5, 3)] // method
    [InlineData(6, 0)] // precision
    [InlineData(7, 1)] // not used
    [InlineData(8, 0)] // slices
    [InlineData(8, int.MaxValue)]
    [InlineData(8, -1)]
    [InlineData(12, int.MaxValue)] // values of the first slice
    [InlineData(12, -2)]
    [InlineData(12, 0)]
    [InlineData(12, 2)]
    public void A_lie_with_a_true_checksum_is_nothing(int at, int value)
    {
        byte[] bytes = s_spectrum.Serialize();
        if (at < 8)
        {
            bytes[at] = (byte)value;
        }
        else
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at), value);
        }

        SHA256.HashData(bytes.AsSpan(..^32), bytes.AsSpan(bytes.Length - 32));
        Assert.Null(Read(bytes));
    }

    private static Spectrum? Read(byte[] bytes) =>
        Spectrum.TryDeserialize(bytes, out var spectrum) ? spectrum : null;
}
