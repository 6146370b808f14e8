using System.Buffers.Binary;
using System.Diagnostics;
using System.Text.Json;

namespace Heavytail.Tests.Hostile.Mutants;

/// <summary>A worker, watched: one that crashes or hangs is replaced, and its last mutant is a finding.</summary>
internal sealed class WorkerProcess : IDisposable
{
    /// <summary>Far more than a mutant may take: then it will not end.</summary>
    private static readonly TimeSpan s_hangCpu = TimeSpan.FromSeconds(30);

    /// <summary>A wait for nothing takes no processor; a busy machine can stop a worker for minutes.</summary>
    private static readonly TimeSpan s_hangWall = TimeSpan.FromMinutes(10);

    private readonly string _currentPath = Path.GetTempFileName();
    private Process? _process;
    private Task<string?>? _answer;

    /// <summary>Tries a chunk; parts of it where a worker dies.</summary>
    public IEnumerable<FuzzResult> Run(FuzzChunk chunk)
    {
        SetCurrent(chunk.From);
        var process = _process ??= Start();
        process.StandardInput.WriteLine(JsonSerializer.Serialize(chunk));
        process.StandardInput.Flush();
        _answer = process.StandardOutput.ReadLineAsync();
        string? death = Watch(process);
        if (death is null && _answer.Result is { } line)
        {
            return [JsonSerializer.Deserialize<FuzzResult>(line)!];
        }

        process.WaitForExit();
        string what = death ?? $"the process died, exit code {process.ExitCode}";
        int index = Current();
        process.Dispose();
        _process = null;
        var finding = new Finding(chunk.Target, chunk.Seed, index, what);
        return
        [
            .. index > chunk.From ? Run(chunk with { To = index }) : [],
            new FuzzResult(chunk with { From = index, To = index + 1 }, new FuzzFigures(), [finding]),
            .. index + 1 < chunk.To ? Run(chunk with { From = index + 1 }) : [],
        ];
    }

    public void Dispose()
    {
        if (_process is { } process)
        {
            process.StandardInput.Close();
            process.WaitForExit();
            process.Dispose();
        }

        File.Delete(_currentPath);
    }

    private Process Start()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [FuzzCommand.Verb, FuzzCommand.Worker, _currentPath])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        return Process.Start(start)!;
    }

    /// <summary>Waits for the answer; says why where none will come.</summary>
    private string? Watch(Process process)
    {
        int last = -1;
        var cpu = TimeSpan.Zero;
        var wall = Stopwatch.StartNew();
        while (!_answer!.Wait(TimeSpan.FromSeconds(1)))
        {
            process.Refresh();
            var now = process.HasExited ? cpu : process.TotalProcessorTime;
            if (Current() is int index && index != last)
            {
                (last, cpu) = (index, now);
                wall.Restart();
            }
            else if (now - cpu > s_hangCpu || wall.Elapsed > s_hangWall)
            {
                process.Kill();
                return $"a hang: {(now - cpu).TotalSeconds:F0} s of the processor in {wall.Elapsed.TotalSeconds:F0} s";
            }
        }

        return null;
    }

    private void SetCurrent(int index)
    {
        using var file = new FileStream(_currentPath, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.Write(BitConverter.GetBytes(index));
    }

    private int Current()
    {
        byte[] index = new byte[sizeof(int)];
        using var file = new FileStream(_currentPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.ReadExactly(index);
        return BinaryPrimitives.ReadInt32LittleEndian(index);
    }
}
