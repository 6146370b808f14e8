using Heavytail.Tests.Files.Zip;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.PyTorch;

/// <summary>Zips that are not what their directory says.</summary>
public sealed class TorchZipHostileTests
{
    private static readonly byte[] s_pickle =
        new TinyPickle().Op("}").Text("w").Tensor("FloatStorage", "0", 6).Op("s").Stop();

    private static readonly byte[] s_numbers = TinyTorch.Counting(6);

    [Theory]
    [InlineData("../evil")]
    [InlineData("m/../../evil")]
    [InlineData("/etc/passwd")]
    [InlineData("..\\evil")]
    [InlineData("C:/evil")]
    public void Entry_climbs_out_of_the_archive(string name) =>
        Refuse(Pickle().Add(name, s_numbers), $"`{name}`", "zip-slip");

    [Fact]
    public void Entry_is_there_twice() =>
        Refuse(Pickle().Add("m/data/0", s_numbers).Add("m/data/0", s_numbers), "`m/data/0` occurs twice");

    [Fact]
    public void Directory_lies_past_the_end() => Refuse(
        new TinyZip { DirectoryShift = 1_000_000 }.Add("m/data.pkl", s_pickle), "central directory", "leaves the file");

    [Fact]
    public void Directory_is_shifted() => Refuse(
        new TinyZip { DirectoryShift = -5 }.Add("m/data.pkl", s_pickle).Add("m/data/0", s_numbers),
        "central directory");

    [Fact]
    public void End_is_cut_off() => Refused.Bytes(
        "m.pt", Pickle().Add("m/data/0", s_numbers).ToArray()[..^30], "no end-of-central-directory record",
        "truncated");

    [Fact]
    public void Local_header_has_another_name() => Refuse(
        Pickle().Add("m/data/0", s_numbers).Add(
            "m/data/1", s_numbers, lie: entry => entry with { Offset = 0, Name = "m/data.pkl2" }),
        "contradicts the central directory");

    [Fact]
    public void Entry_runs_into_the_next() => Refuse(
        Pickle().Add("m/data/0", s_numbers, lie: entry => entry with { Size = 60, CompressedSize = 60 })
            .Add("m/data/1", s_numbers),
        "`m/data/0` and `m/data/1` overlap");

    [Fact]
    public void Entry_is_longer_than_the_file() => Refuse(
        Pickle().Add(
            "m/data/0", s_numbers, lie: entry => entry with { Size = 4_000_000_000, CompressedSize = 4_000_000_000 }),
        "`m/data/0` has 4,000,000,000 bytes");

    [Fact]
    public void Entry_begins_past_the_end() => Refuse(
        Pickle().Add("m/data/0", s_numbers, lie: entry => entry with { Offset = 4_000_000_000 }),
        "begins at offset 4,000,000,000");

    [Fact]
    public void Entry_begins_in_the_middle_of_another() => Refuse(
        Pickle().Add("m/data/0", s_numbers, lie: entry => entry with { Offset = 7 }), "no local header at offset 7");

    [Fact]
    public void Stored_entry_has_two_sizes() => Refuse(
        Pickle().Add("m/data/0", s_numbers, lie: entry => entry with { Size = 25 }),
        "stored, yet it claims 25 bytes in 24");

    [Fact]
    public void Entry_is_compressed_by_an_unknown_method() => Refuse(
        Pickle().Add("m/data/0", s_numbers, lie: entry => entry with { Method = 12 }), "method 12");

    [Fact]
    public void Deflated_entry_claims_more_than_deflate_can() => Refuse(
        Pickle().Add("m/data/0", s_numbers, deflate: true, lie: entry => entry with { Size = 4_000_000_000 }),
        "claims 4,000,000,000 bytes", "at most 1032 times");

    [Fact]
    public void Deflated_storage_ends_before_its_claim() => Refuse(
        Pickle().Add("m/data/0", new byte[20], deflate: true, lie: entry => entry with { Size = 24 }),
        "damaged or ends early");

    [Fact]
    public void Deflated_storage_goes_on_after_its_claim() => Refuse(
        Pickle().Add("m/data/0", new byte[5000], deflate: true, lie: entry => entry with { Size = 24 }),
        "damaged or ends early");

    /// <summary>
    /// Five million honest zeros; the tensor that needs them gathered may have them, a larger claim may not.
    /// </summary>
    [Fact]
    public void Deflated_storage_is_a_bomb() => Refuse(
        new TinyZip()
            .Add("m/data.pkl", new TinyPickle().Op("}").Text("w")
                .Tensor("FloatStorage", "0", 1L << 33, 0, [1L << 16, 1L << 17], [1, 1L << 16]).Op("s").Stop())
            .Add("m/data/0", new byte[5_000_000], deflate: true),
        "5,000,000 bytes, 34,359,738,368 were expected");

    [Fact]
    public void Deflated_pickle_is_a_bomb()
    {
        byte[] bomb = new byte[30_000_000];
        Array.Fill(bomb, (byte)'N');
        Refuse(new TinyZip().Add("m/data.pkl", bomb, deflate: true), "values on the stack");
    }

    /// <summary>Each byte of the pickle makes a dict, and a byte of the file makes a thousand of them.</summary>
    [Theory]
    [InlineData('}')]
    [InlineData(']')]
    [InlineData(')')]
    public void Deflated_pickle_makes_empty_containers(char instruction)
    {
        byte[] thousand = [(byte)'(', .. Enumerable.Repeat((byte)instruction, 1000), (byte)'e'];
        byte[] bomb = [0x80, 2, (byte)']', .. Enumerable.Repeat(thousand, 8000).SelectMany(bytes => bytes), (byte)'.'];
        Refuse(new TinyZip().Add("m/data.pkl", bomb, deflate: true), "values, no weight file needs that");
    }

    [Theory]
    [InlineData(new byte[] { 108 }, 6u)]
    [InlineData(new byte[] { 108, 105 }, 6u)]
    [InlineData(new byte[] { 108, 105, 116, 116, 108, 101, 32, 32 }, 6u)]
    public void Deflated_byte_order_is_not_what_it_claims(byte[] text, uint claimed) => Refuse(
        Pickle().Add("m/byteorder", text, deflate: true, lie: entry => entry with { Size = claimed })
            .Add("m/data/0", s_numbers),
        "`m/byteorder` is damaged");

    [Fact]
    public void Deflated_pickle_ends_before_its_claim() => Refuse(
        new TinyZip().Add(
            "m/data.pkl", s_pickle[..^9], deflate: true, lie: entry => entry with { Size = (uint)s_pickle.Length }),
        "m/data.pkl", "it claims");

    [Fact]
    public void Deflated_pickle_claims_more_than_is_read() => Refuse(
        new TinyZip().Add(
            "m/data.pkl", new byte[5_000_000], deflate: true, lie: entry => entry with { Size = 280_000_000 }),
        "claims 280,000,000 bytes");

    [Fact]
    public void Two_pickles() => Refuse(Pickle().Add("n/data.pkl", s_pickle), "exactly one `data.pkl`");

    private static TinyZip Pickle() => new TinyZip().Add("m/data.pkl", s_pickle);

    private static void Refuse(TinyZip zip, params string[] facts) => Refused.Bytes("m.pt", zip.ToArray(), facts);
}
