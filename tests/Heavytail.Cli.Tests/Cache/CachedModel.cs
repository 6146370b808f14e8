using System.Collections.Concurrent;
using Heavytail.Cli.Store;
using Heavytail.Cli.Tests.Support;
using Microsoft.Data.Sqlite;
using Xunit;

namespace Heavytail.Cli.Tests.Cache;

/// <summary>A model that takes long enough to be kept, and a cache beside it.</summary>
internal sealed class CachedModel : IDisposable
{
    private static readonly Lazy<byte[]> s_model = new(() =>
    {
        using var folder = new TempFolder();
        return File.ReadAllBytes(new SampleFile().Add("a.weight", 1250, 1200).Add("b.weight", 850, 1000)
            .Add("small.weight", 60, 70).Write(folder.File("m.safetensors")));
    });

    private static readonly ConcurrentDictionary<string, ToolResult> s_plain = new();

    private readonly TempFolder _folder = new();

    public CachedModel() => File.WriteAllBytes(_folder.File(Name), s_model.Value);

    /// <summary>The model, in the folder that the tool runs in: what it says is the same in every test.</summary>
    public static string Name => "m.safetensors";

    /// <summary>The tool in the folder of the model.</summary>
    public Tool Tool => new() { Folder = _folder.Path };

    /// <summary>The folder of the cache.</summary>
    public string Folder => _folder.File("cache");

    public string Database => System.IO.Path.Combine(Folder, CacheLocation.FileName);

    /// <summary>What analysis says without a cache.</summary>
    public ToolResult Plain(params string[] options) => s_plain.GetOrAdd(
        string.Join(' ', options), _ => Tool.Start(["analyze", Name, "--json", .. options, "--cache", "none"]));

    public ToolResult Analyze(params string[] options) =>
        Tool.Start(["analyze", Name, "--json", .. options, "--cache", Folder]);

    /// <summary>A run that says what one without a cache says, and nothing else.</summary>
    public void AssertSame(params string[] options) => Assert.Equal(Plain(options), Analyze(options));

    /// <summary>The spectra that are kept.</summary>
    public long Count()
    {
        using var connection = Connect();
        return connection.Scalar("SELECT count(*) FROM spectra");
    }

    /// <summary>Changes the database behind the back of the tool.</summary>
    public void Execute(string statements)
    {
        using var connection = Connect();
        connection.Execute(statements);
    }

    public SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={Database};Pooling=False");
        connection.Open();
        return connection;
    }

    public ToolResult Cache(params string[] args) => Tool.Start(["cache", .. args, "--cache", Folder]);

    public string Written(string name) => _folder.File(name);

    public void Dispose() => _folder.Dispose();
}
