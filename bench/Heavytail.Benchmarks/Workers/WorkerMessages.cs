using System.Text.Json;
using Heavytail.Benchmarks.Solvers;

namespace Heavytail.Benchmarks.Workers;

/// <summary>The first line of a worker: who it is, or why it cannot work.</summary>
/// <param name="Kernels">The kernels it runs.</param>
/// <param name="Version">Version of the solver.</param>
/// <param name="Missing">Null, or the reason why there is no such solver here.</param>
internal sealed record WorkerHello(string Kernels, string Version, string? Missing);

/// <summary>What is asked of a worker, one line of JSON each.</summary>
/// <param name="Size">As <see cref="MatrixSize.TryParse"/> reads it.</param>
/// <param name="WithEigenvalues">Whether the answer brings them.</param>
internal sealed record WorkerRequest(string Size, bool WithEigenvalues);

/// <summary>A worker's answer: its turn of a round.</summary>
/// <param name="Stages">Times.</param>
/// <param name="CpuTime">CPU time of its threads divided by wall-clock time.</param>
/// <param name="Eigenvalues">If they were asked for.</param>
internal sealed record WorkerTurn(Stage[] Stages, double CpuTime, double[]? Eigenvalues);

/// <summary>Messages are JSON lines, on standard input and output.</summary>
internal static class WorkerMessages
{
    public static void Send<T>(TextWriter destination, T message)
    {
        destination.WriteLine(JsonSerializer.Serialize(message));
        destination.Flush();
    }

    /// <summary>The next message; null at the end of the stream.</summary>
    public static T? Receive<T>(TextReader source)
        where T : class => source.ReadLine() is string line ? JsonSerializer.Deserialize<T>(line) : null;
}
