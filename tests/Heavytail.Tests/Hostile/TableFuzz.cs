using System.Diagnostics;
using System.Globalization;
using System.Text;
using Heavytail.Tabular;
using Heavytail.Tests.Support;
using Heavytail.Tests.Tabular;
using Parquet;
using Xunit;

namespace Heavytail.Tests.Hostile;

/// <summary>
/// Damaged tables: each is read, or refused by a <see cref="TableException"/>, soon and without the memory it asks for.
/// </summary>
[Collection(Alone.Name)]
public sealed class TableFuzz
{
    private const int DefaultFiles = 1000;
    private const long MaxAllocatedBytes = 60_000_000;

    private static readonly TimeSpan s_maxTime = TimeSpan.FromSeconds(2);

    private static readonly int s_files = int.Parse(
        Environment.GetEnvironmentVariable(MutationFuzz.FilesVariable) ?? $"{DefaultFiles}",
        CultureInfo.InvariantCulture);

    [Fact]
    public void Damaged_text_is_read_or_refused()
    {
        const string Text =
            "model,family,alpha,note\nvgg,VGG,2.5,\"a, \"\"b\"\"\"\nresnet,ResNet,NaN,\n\"x\",y,-1e300,z\n";
        byte[] seed = Encoding.UTF8.GetBytes(Text);
        Damage(seed, seed);
    }

    [Theory]
    [InlineData(CompressionMethod.None)]
    [InlineData(CompressionMethod.Snappy)]
    [InlineData(CompressionMethod.Gzip)]
    [InlineData(CompressionMethod.Zstd)]
    public void Damaged_parquet_is_read_or_refused(CompressionMethod compression)
    {
        byte[] seed = TinyParquet.Models(compression);
        Damage(seed, TinyParquet.Column("x", 1.5f, 2.5f, 3.5f));
    }

    /// <summary>Dictionaries, run lengths, deltas.</summary>
    [Theory]
    [InlineData("duckdb-v1.parquet")]
    [InlineData("duckdb-v2.parquet")]
    public void Damaged_files_of_another_writer_are_read_or_refused(string name)
    {
        byte[] seed = File.ReadAllBytes(Repository.Path($"tests/Heavytail.Tests/Data/{name}"));
        Damage(seed, TinyParquet.Models());
    }

    private static void Damage(byte[] seed, byte[] other)
    {
        using var folder = new TempFolder(inMemory: true);
        int read = 0;
        for (int i = 0; i < s_files; i++)
        {
            byte[] bytes = new Mutator(new Random(i)).Mutate(seed, other);
            read += Try(folder.Write("table", bytes), bytes, i) ? 1 : 0;
        }

        Assert.InRange(read, 1, s_files - 1);
    }

    private static bool Try(string path, byte[] bytes, int number)
    {
        var (read, elapsed, allocated) = Measure(path);
        if (elapsed > s_maxTime || allocated > MaxAllocatedBytes)
        {
            // The machine may have had other things to do.
            (read, elapsed, allocated) = Measure(path);
        }

        Assert.True(
            read is bool && elapsed < s_maxTime && allocated < MaxAllocatedBytes,
            $"file {number}: {read}, {elapsed}, {allocated:N0} bytes; the file is {Convert.ToBase64String(bytes)}");
        return read is true;
    }

    /// <summary>Whether it was read, or the exception that nobody expects; null where it goes on and on.</summary>
    private static (object? Read, TimeSpan Elapsed, long Allocated) Measure(string path)
    {
        long before = GC.GetTotalAllocatedBytes();
        var watch = Stopwatch.StartNew();
        object? read = null;
        var thread = new Thread(() => read = Outcome(path)) { IsBackground = true };
        thread.Start();
        thread.Join(s_maxTime);
        return (read, watch.Elapsed, GC.GetTotalAllocatedBytes() - before);
    }

    private static object Outcome(string path)
    {
        try
        {
            return ReadAll(path);
        }
        catch (TableException)
        {
            return false;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    private static bool ReadAll(string path)
    {
        var table = Table.Read(path);
        foreach (string column in table.Columns)
        {
            for (int row = 0; row < table.RowCount; row++)
            {
                _ = table.Text(row, column);
            }
        }

        return true;
    }
}
