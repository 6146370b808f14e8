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
            database.Write([.. Enumerable.Range(0, Count).Select(MadeSpectra.Entry)], [], cap: long.MaxValue);
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
            Assert.NotNull(database.Find(MadeSpectra.Entry(0).Key, out long? use));
            database.Write([MadeSpectra.Entry(Count)], [use!.Value], Cap);
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
            database.Write([MadeSpectra.Entry(1)], [], cap: 1);
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
}
