using System.Security.Cryptography;
using System.Text;
using Heavytail.Hashing;
using Xunit;

namespace Heavytail.Tests.Hashing;

public sealed class Sha256Tests
{
    private const int MostBytes = 200;

    /// <summary>The examples of NIST for FIPS 180-4, and the empty message.</summary>
    [Theory]
    [InlineData("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData(
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")]
    public void Examples_of_the_standard(string text, string expected)
    {
        using var hash = new ManagedSha256();
        hash.Append(Encoding.ASCII.GetBytes(text));
        Assert.Equal(expected, hash.FinishAsText());
    }

    /// <summary>Every length around the ends of the first blocks, in two parts at every place.</summary>
    [Fact]
    public void Without_a_library_of_the_system_it_is_the_same()
    {
        byte[] data = new byte[MostBytes];
        new Random(1).NextBytes(data);
        for (int length = 0; length <= MostBytes; length++)
        {
            byte[] expected = SHA256.HashData(data.AsSpan(0, length));
            Assert.Equal(expected, Sha256.Of(data.AsSpan(0, length)));
            for (int first = 0; first <= length; first++)
            {
                byte[] actual = new byte[Sha256.Length];
                using var hash = new ManagedSha256();
                hash.Append(data.AsSpan(0, first));
                hash.Append(data.AsSpan(first, length - first));
                hash.Finish(actual);
                Assert.Equal(expected, actual);
            }
        }
    }

    [Fact]
    public void A_million_letters()
    {
        using var hash = new ManagedSha256();
        for (int k = 0; k < 1000; k++)
        {
            hash.Append(Encoding.ASCII.GetBytes(new string('a', 1000)));
        }

        Assert.Equal("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0", hash.FinishAsText());
    }
}
