using System.IO.MemoryMappedFiles;
using System.Text.Json;

namespace Heavytail.Tests.Hostile.Mutants;

/// <summary>
/// The process that tries mutants: chunks come in by standard input, results go out by standard output. A file says
/// which mutant is being tried, so that its end, whatever it is, has a cause.
/// </summary>
internal static class FuzzWorker
{
    public static int Run(string currentPath)
    {
        using var current = MemoryMappedFile.CreateFromFile(currentPath, FileMode.Open, null, sizeof(int));
        using var view = current.CreateViewAccessor();
        while (Console.In.ReadLine() is { } line)
        {
            var chunk = JsonSerializer.Deserialize<FuzzChunk>(line)!;
            PeakMemory.Reset();
            var result = ChunkRun.Run(chunk, index => view.Write(0, index));
            Console.Out.WriteLine(JsonSerializer.Serialize(result));
            Console.Out.Flush();
        }

        return 0;
    }
}
