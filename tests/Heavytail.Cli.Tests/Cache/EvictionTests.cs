using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Heavytail.Cli.Store;
using Heavytail.Cli.Tests.Support;
using Microsoft.Data.Sqlite;
using Xunit;

namespace Heavytail.Cli.Tests.Cache;

/// <summary>The file stays below its cap.</summary>
public sealed class EvictionTests
{
    private const int Count = 60;

    [Fact]
    public void What_was_used_least_recently_goes_first()
    {
        const long Cap = 300_000;
        using var folder = new TempFolder();
        string path = folder.File(CacheLocation.FileName);
        using (var database = new CacheDatabase(path))
        {
            database.Write([.. Enumerable.Range(0, Count).Select(Entry)], [], cap: long.MaxValue);
            Assert.Equal(Count, Layers(path).Count);
        }

        Assert.InRange(new FileInfo(path).Length, Cap, long.MaxValue);
        using (var connection = Connect(path))
        {
            connection.Execute("UPDATE spectra SET used = CAST(layer AS INTEGER)");
        }

        using (var database = new CacheDatabase(path))
        {
            // The oldest is used again.
            Assert.NotNull(database.Find(Entry(0).Key, out long? use));
            database.Write([Entry(Count)], [use!.Value], Cap);
        }

        Assert.InRange(new FileInfo(path).Length, Cap / 2, Cap);
        var left = Layers(path);
        Assert.InRange(left.Count, 20, Count / 2);
        Assert.Equal([0, .. Enumerable.Range(Count - left.Count + 2, left.Count - 1)], left);
        var location = new CacheLocation(folder.Path, IsChosen: true);
        Assert.Empty(CacheCheck.Run(location, TestContext.Current.CancellationToken).Damages);
    }

    [Fact]
    public void A_spectrum_larger_than_the_cap_is_not_an_error()
    {
        using var folder = new TempFolder();
        string path = folder.File(CacheLocation.FileName);
        using (var database = new CacheDatabase(path))
        {
            database.Write([Entry(1)], [], cap: 1);
        }

        Assert.Empty(Layers(path));
    }

    private static List<int> Layers(string path)
    {
        using var connection = Connect(path);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT CAST(layer AS INTEGER) FROM spectra ORDER BY 1";
        using var reader = command.ExecuteReader();
        var layers = new List<int>();
        while (reader.Read())
        {
            layers.Add(reader.GetInt32(0));
        }

        return layers;
    }

    private static SqliteConnection Connect(string path)
    {
        var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        return connection;
    }

    private static CacheEntry Entry(int number)
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
