using System.Buffers.Binary;
using System.IO.Compression;
using Heavytail.Tests.Formats.TensorFlow;
using Heavytail.Tests.Hostile.Mutants;
using Xunit;

namespace Heavytail.Tests.Hostile;

/// <summary>The mutators of the fuzz do what they are named after.</summary>
public sealed class MutationTests
{
    [Theory]
    [InlineData(new byte[] { 9, 9, 4, 0, 0, 0, 1, 2, 3, 4 }, 2)]
    [InlineData(new byte[] { 9, 9, 0, 0, 0, 4, 1, 2, 3, 4 }, 5)]
    public void A_length_that_ends_with_the_file_is_found_and_changed(byte[] bytes, int changed)
    {
        var found = Enumerable.Range(0, 200).Select(i => NumberField.Find(bytes, new Random(i))!.Value).ToArray();
        Assert.Contains(found, field => field.Value == 4 && field.End == 6);
        var mutation = new LengthFieldMutation();
        Assert.Contains(Enumerable.Range(0, 500), i => mutation.Apply(bytes, Materials(i))[changed] == 5);
    }

    [Fact]
    public void A_varint_becomes_longer()
    {
        var field = new NumberField(1, 1, NumberKind.Varint, 3);
        Assert.Equal([8, 0xAC, 0x02, 1, 2, 3], field.Set([8, 3, 1, 2, 3], 300));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_compressed_stream_holds_more_and_stays_as_long(bool gzip)
    {
        byte[] content = new byte[300];
        new Random(1).NextBytes(content);
        byte[] file = [1, 2, 3, .. Packed(content, gzip), 4, 5, 6];
        var stream = CompressedStream.Find(file, new Random(1))!;
        Assert.Equal((3, file.Length - 6), (stream.At, stream.Length));
        byte[] inflated = stream.Inflated(file, new Random(1));
        Assert.Equal(file.Length, inflated.Length);
        Assert.Equal([4, 5, 6], inflated[^3..]);
        Assert.True(CompressedStream.Find(inflated, new Random(1))!.Content.Length > 100 * content.Length);
    }

    [Fact]
    public void Damage_gets_past_the_checksum_of_a_table()
    {
        byte[] table = TinyTensorFlow.Table(TinyTensorFlow.Block(("a", "first value"u8.ToArray())));
        int at = table.AsSpan().IndexOf("first"u8);
        byte[] damaged = [.. table];
        damaged[at] ^= 1;
        byte[] repaired = ChecksumRepair.Repair([.. damaged], table);
        Assert.NotEqual(damaged, repaired);
        repaired[at] ^= 1;
        Assert.Equal(table, ChecksumRepair.Repair(repaired, table));
    }

    [Fact]
    public void Damage_gets_past_the_checksum_of_gzip()
    {
        byte[] gzip = Packed([.. Enumerable.Range(0, 50).Select(i => (byte)i)], gzip: true);
        byte[] damaged = [.. gzip];
        BinaryPrimitives.WriteInt32LittleEndian(damaged.AsSpan(damaged.Length - 8), 0);
        Assert.Equal(gzip, ChecksumRepair.Repair(damaged, gzip));
    }

    [Fact]
    public void A_budget_of_work_grows_with_the_file()
    {
        var cost = new MutantCost(TimeSpan.Zero, MutantCost.BaseWork, 1000, 0);
        Assert.Null(cost.Excess(1));
        Assert.Contains("at most", cost.Excess(0), StringComparison.Ordinal);
        Assert.Contains("6.0 s", (cost with { Cpu = TimeSpan.FromSeconds(6) }).Excess(1), StringComparison.Ordinal);
    }

    [Fact]
    public void A_mutant_that_throws_is_a_finding()
    {
        var result = ChunkRun.Run(
            FuzzTargets.All[0] with { Try = _ => throw new InvalidOperationException("lost") },
            new("x", 1, 5, 7),
            _ => { });
        Assert.Equal([5, 6], result.Findings.Select(finding => finding.Index));
        Assert.Contains("lost", result.Findings[0].ToString(), StringComparison.Ordinal);
        Assert.Contains("--target 'x' --index 5", result.Findings[0].ToString(), StringComparison.Ordinal);
    }

    private static Materials Materials(int seed) => new(new Random(seed), [1, 2, 3, 4], [5, 6, 7, 8]);

    private static byte[] Packed(byte[] content, bool gzip)
    {
        using var stream = new MemoryStream();
        using (Stream packing = gzip
            ? new GZipStream(stream, CompressionLevel.Optimal, leaveOpen: true)
            : new ZLibStream(stream, CompressionLevel.Optimal, leaveOpen: true))
        {
            packing.Write(content);
        }

        return stream.ToArray();
    }
}
