using System.Runtime.InteropServices;
using Heavytail.Cli.Output;

namespace Heavytail.Cli;

/// <summary>
/// Turns SIGINT, SIGTERM and SIGHUP into a canceled token, so that the work ends in order; what has not ended a moment
/// later, or at a second signal, is ended. In each case no temporary file is left, and one line says what was finished.
/// A reader of the results who goes away ends the work the same way, without a line.
/// </summary>
/// <param name="token">Also ends the work.</param>
internal sealed class Interruption(CancellationToken token = default) : IDisposable
{
    /// <summary>Between two checks of the token can be the whole of a large header.</summary>
    private static readonly TimeSpan s_grace = TimeSpan.FromMilliseconds(600);

    /// <summary>
    /// Between two looks at those who read. Looks are counted, not time, which passes while the process is stopped.
    /// </summary>
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(20);

    /// <summary>A terminal or reader that takes no text for so many looks must not keep the process.</summary>
    private const int LooksAtFullReader = 15;

    /// <summary>Last words take some 0.1 s. A busy machine needs more, and what is finished must not be lost.</summary>
    private const int MostLooks = 250;

    /// <summary>SIGXFSZ, on Linux and macOS.</summary>
    private static readonly PosixSignal s_fileTooLarge = (PosixSignal)25;

    /// <summary>Kept until the process ends: such a signal may be handled after all work is done.</summary>
    private static PosixSignalRegistration? s_writeLimit;

    private readonly CancellationTokenSource _source = CancellationTokenSource.CreateLinkedTokenSource(token);
    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly ManualResetEventSlim _again = new();
    private TextWriter _error = TextWriter.Null;
    private int _isAsked;
    private readonly Lock _saying = new();
    private volatile bool _isSaid;

    public CancellationToken Token => _source.Token;

    /// <summary>128 + the number of the signal, unless the reader of the results has gone.</summary>
    public int ExitCode { get; private set; } = Cli.ExitCode.Interrupted;

    /// <summary>What is finished so far.</summary>
    public WorkDone Work { get; } = new();

    /// <summary>Takes the progress bar away, so that the last line stands alone.</summary>
    public Action? Clear { get; set; }

    /// <summary>Writes what is finished, unless it is written.</summary>
    public Action? Write { get; set; }

    /// <summary>From here on, signals end the work.</summary>
    /// <param name="error">Receives the line that says what was finished.</param>
    public void Listen(TextWriter error)
    {
        _error = error;
        Register(PosixSignal.SIGINT, Cli.ExitCode.Interrupted);
        Register(PosixSignal.SIGTERM, Cli.ExitCode.Terminated);
        Register(PosixSignal.SIGHUP, Cli.ExitCode.HungUp);
        if (!OperatingSystem.IsWindows())
        {
            // The write that goes beyond `ulimit -f` then fails, as one on a full disk does.
            s_writeLimit ??= PosixSignalRegistration.Create(s_fileTooLarge, context => context.Cancel = true);
        }
    }

    /// <summary>
    /// Ends the work when a stream ends, as a pipe does whose other end was held by the program that started this one.
    /// </summary>
    /// <param name="parent">What is read to its end, and not used.</param>
    public void EndWith(Stream parent) => new Thread(() =>
    {
        try
        {
            parent.CopyTo(Stream.Null);
        }
        catch (IOException)
        {
            // A pipe that breaks has ended, too.
        }

        ReaderHasGone(Cli.ExitCode.Terminated);
    })
    {
        IsBackground = true,
    }.Start();

    /// <summary>Ends the work as a signal does: nobody reads its results any more, which is no fault.</summary>
    /// <param name="exitCode">What the work so far amounts to.</param>
    public void ReaderHasGone(int exitCode)
    {
        if (Interlocked.Exchange(ref _isAsked, 1) == 0)
        {
            _isSaid = true;
            End(exitCode);
        }
    }

    /// <summary>
    /// Says what was finished, once. Who comes second waits until it is said: the process ends then.
    /// </summary>
    public void Say(TextWriter error)
    {
        lock (_saying)
        {
            if (!_isSaid)
            {
                _isSaid = true;
                error.WriteLine(Work.Interrupted());
            }
        }
    }

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        // The source and the event stay: a signal that came at the end may be using them.
    }

    private void Register(PosixSignal signal, int exitCode) =>
        _registrations.Add(PosixSignalRegistration.Create(signal, context => Signaled(context, exitCode)));

    /// <summary>The first signal asks; the second one does not wait.</summary>
    private void Signaled(PosixSignalContext context, int exitCode)
    {
        context.Cancel = true;
        if (Interlocked.Exchange(ref _isAsked, 1) == 0)
        {
            End(exitCode);
        }
        else
        {
            _again.Set();
        }
    }

    private void End(int exitCode)
    {
        ExitCode = exitCode;
        new Thread(EndSoon) { IsBackground = true }.Start();
        _source.Cancel();
        AtomicFile.DeleteUnfinished();
        AtomicFolder.DeleteUnfinished();
    }

    private void EndSoon()
    {
        _again.Wait(s_grace);
        var words = new Thread(() =>
        {
            Clear?.Invoke();
            try
            {
                Write?.Invoke();
            }
            catch (Exception e) when (StandardStreams.IsFailure(e))
            {
                // The reader of the results has gone; the line below goes to another stream.
            }

            Say(_error);
        })
        {
            IsBackground = true,
        };
        words.Start();
        Hear(words);
        SignalEnd.Of(ExitCode);
        Environment.Exit(ExitCode);
    }

    /// <summary>
    /// Waits for the last words as long as somebody takes them: a slow machine is no reason to lose what is finished.
    /// </summary>
    private static void Hear(Thread words)
    {
        int full = 0;
        for (int looks = 0; looks < MostLooks && full < LooksAtFullReader && !words.Join(s_look); looks++)
        {
            full = StandardStreams.AreFull() ? full + 1 : 0;
        }
    }
}
