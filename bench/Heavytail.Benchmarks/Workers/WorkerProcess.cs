using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Heavytail.Benchmarks.Solvers;

namespace Heavytail.Benchmarks.Workers;

/// <summary>This program once more, as a worker that idles on standard input between its turns.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private readonly Process _process;

    /// <summary>Takes over a started process and waits for its first line.</summary>
    /// <exception cref="WorkerExitedException">It died before.</exception>
    public WorkerProcess(Contender contender, Process process)
    {
        Contender = contender;
        _process = process;
        Hello = Receive<WorkerHello>();
    }

    public Contender Contender { get; }

    public WorkerHello Hello { get; }

    /// <summary>Starts a worker on as many cores as it has threads.</summary>
    /// <exception cref="WorkerExitedException">It died before its first line.</exception>
    public static WorkerProcess Start(Contender contender, BenchmarkSettings settings)
    {
        string threads = contender.Threads.ToString(CultureInfo.InvariantCulture);
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            start.ArgumentList.Add(Assembly.GetExecutingAssembly().Location);
        }

        Add(WorkerCommand.Verb, WorkerCommand.SolverOf(contender));
        Add("--threads", threads);
        Add("--clock", settings.Clock.ToString());
        if (contender.CoreType is string coreType)
        {
            start.Environment[OpenBlas.ThreadsVariable] = threads;
            if (!contender.IsDefaultOpenBlas)
            {
                start.Environment[OpenBlas.CoreTypeVariable] = coreType;
            }
        }
        else
        {
            Add("--precision", settings.Precision.ToString());
            if (settings.Kernels is string kernels)
            {
                Add("--kernels", kernels);
            }
        }

        return new WorkerProcess(contender, CoreAffinity.Pinned(contender.Threads, () => Process.Start(start)!));

        void Add(string name, string value)
        {
            start.ArgumentList.Add(name);
            start.ArgumentList.Add(value);
        }
    }

    /// <summary>One turn of a round.</summary>
    /// <exception cref="WorkerExitedException">The worker died.</exception>
    public WorkerTurn Turn(MatrixSize size, bool withEigenvalues)
    {
        try
        {
            WorkerMessages.Send(_process.StandardInput, new WorkerRequest(size.Argument, withEigenvalues));
        }
        catch (IOException)
        {
            // It has exited; Receive says how.
        }

        return Receive<WorkerTurn>();
    }

    public void Dispose()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has gone already; what it had to say is on standard error.
        }

        _process.WaitForExit();
        _process.Dispose();
    }

    private T Receive<T>()
        where T : class
    {
        if (WorkerMessages.Receive<T>(_process.StandardOutput) is T message)
        {
            return message;
        }

        _process.WaitForExit();
        throw new WorkerExitedException(Contender, _process.ExitCode);
    }
}
