using System.CommandLine;
using System.Diagnostics;
using Heavytail.Cli.Options;
using Heavytail.Cli.Output;

namespace Heavytail.Cli;

/// <summary>
/// One run of a command: one loop over its models, one list of what went wrong, one way to publish the result.
/// </summary>
internal sealed class Session : IDisposable
{
    private readonly Shell _shell;
    private readonly Terminal _results;
    private readonly Terminal _messages;
    private readonly OutputFormat _format;
    private readonly OutputFiles _files;
    private readonly ProgressDisplay? _progress;
    private readonly Stopwatch _clock = new();
    private readonly List<ReportError> _errors = [];
    private int _opened;

    /// <exception cref="UsageException">A file of <c>--output</c> cannot be written.</exception>
    public Session(Shell shell, ParseResult parsed, OutputOptions output)
    {
        _shell = shell;
        _results = shell.Display.ForResults(parsed, shell.Output);
        _messages = shell.Display.ForErrors(parsed, shell.Error);
        Verbosity = shell.Display.Verbosity(parsed);
        _format = output.Format(parsed);
        _files = OutputFiles.Create(output.Files(parsed));
        _progress = shell.Display.ShowProgress(parsed) ? ProgressDisplay.Start(_messages) : null;
    }

    /// <summary>How much is said beside the result.</summary>
    public Verbosity Verbosity { get; }

    /// <summary>The formats that will be written, that of standard output first.</summary>
    public IReadOnlyList<OutputFormat> Formats => [_format, .. _files.Formats];

    /// <summary>The files and tensors that could not be read so far.</summary>
    public IReadOnlyList<ReportError> Errors => _errors;

    /// <summary>The time since the file being read was opened.</summary>
    public TimeSpan Elapsed => _clock.Elapsed;

    /// <summary>The terminal of messages, cleared of the progress bar.</summary>
    public Terminal Messages()
    {
        _progress?.Clear();
        return _messages;
    }

    /// <summary>
    /// Reads every model that some arguments name; one that cannot be read is an error, and the others are read.
    /// </summary>
    /// <param name="arguments">Files, folders, globs; <c>-</c> for paths on standard input.</param>
    /// <param name="read">What is made of an open checkpoint.</param>
    public IReadOnlyList<T> Models<T>(IEnumerable<string> arguments, Func<Checkpoint, T> read)
    {
        var paths = InputPaths.Expand(arguments, _shell.Input, Fail);
        var models = new List<T>();
        foreach (string path in paths)
        {
            try
            {
                models.Add(Model(path, read, paths.Count));
            }
            catch (CheckpointException error)
            {
                Fail(error);
            }
        }

        return models;
    }

    /// <summary>Reads one model.</summary>
    /// <param name="path">The file.</param>
    /// <param name="read">What is made of the open checkpoint.</param>
    /// <param name="total">The number of files to read; null where it is not known.</param>
    /// <exception cref="CheckpointException">The file cannot be read.</exception>
    public T Model<T>(string path, Func<Checkpoint, T> read, int? total = null)
    {
        _shell.Cancellation.ThrowIfCancellationRequested();
        _progress?.NextFile(_opened++, total, path);
        _clock.Restart();
        using var checkpoint = Checkpoint.Open(path);
        return read(checkpoint);
    }

    /// <summary>Analyzes an open checkpoint, with progress.</summary>
    public ModelAnalysis Analyze(Checkpoint checkpoint, AnalysisOptions options) =>
        Flags.In(Analyzer.Analyze(
            checkpoint, options, _progress is null ? null : new ProgressObserver(_progress), _shell.Cancellation));

    /// <summary>Remembers an error for the result, and prints it.</summary>
    public void Fail(CheckpointException error)
    {
        _errors.Add(ReportError.From(error));
        Complain(error);
    }

    /// <summary>Prints an error, unless even errors are not wanted.</summary>
    public void Complain(HeavytailException error)
    {
        if (Verbosity != Verbosity.Silent)
        {
            ErrorMessage.From(error).Write(Messages());
        }
    }

    /// <summary>Writes the result: files first, each of them whole or not at all, then standard output.</summary>
    /// <param name="document">The result.</param>
    /// <param name="table">Writes it as a table for people.</param>
    /// <param name="isComplete">Whether everything that was asked for is in it.</param>
    /// <returns>The exit code.</returns>
    public int Publish(Document document, Action<Terminal> table, bool isComplete = true)
    {
        _progress?.Dispose();
        _shell.Cancellation.ThrowIfCancellationRequested();
        _files.Write((format, writer) => Write(document, table, format, Terminal.Plain(writer)));
        Write(document, table, _format, _results);
        return isComplete && _errors.Count == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    public void Dispose()
    {
        _progress?.Dispose();
        _files.Dispose();
    }

    private static void Write(Document document, Action<Terminal> table, OutputFormat format, Terminal terminal)
    {
        if (format.Document is DocumentFormat known)
        {
            document.Write(known, terminal.Writer);
        }
        else
        {
            table(terminal);
        }

        terminal.Writer.Flush();
    }
}
