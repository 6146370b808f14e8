using System.Collections.Concurrent;
using System.Text.Json;

namespace Heavytail.Tests.Hostile.Mutants;

/// <summary>Results as they come, a line of JSON each: what a run that was stopped goes on from.</summary>
internal sealed class FuzzLog : IDisposable
{
    private readonly ConcurrentQueue<FuzzResult> _results = [];
    private readonly HashSet<FuzzChunk> _done = [];
    private readonly StreamWriter _writer;

    public FuzzLog(string path, bool isResumed)
    {
        if (isResumed && File.Exists(path))
        {
            foreach (string line in File.ReadLines(path))
            {
                var result = JsonSerializer.Deserialize<FuzzResult>(line)!;
                _results.Enqueue(result);
                _done.Add(result.Chunk);
            }
        }

        _writer = new StreamWriter(path, append: isResumed) { AutoFlush = true };
    }

    public IReadOnlyCollection<FuzzResult> Results => _results;

    public bool Has(FuzzChunk chunk) => _done.Contains(chunk);

    public void Add(FuzzResult result)
    {
        _results.Enqueue(result);
        lock (_writer)
        {
            _writer.WriteLine(JsonSerializer.Serialize(result));
        }
    }

    public void Dispose() => _writer.Dispose();
}
