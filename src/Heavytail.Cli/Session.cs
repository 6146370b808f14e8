using System.Collections.Immutable;
using System.CommandLine;
using System.Diagnostics;
using System.Text;
using Heavytail.Cli.Options;
using Heavytail.Cli.Output;

namespace Heavytail.Cli;

/// <summary>
/// One run of a command: one loop over its models, one list of what went wrong, one way to publish the result.
/// </summary>
internal sealed class Session : IDisposable
{
    private readonly Shell _shell;
    private readonly Terminal _messages;
    private readonly Func<bool, bool> _neutralizesFormulas;
    private readonly OutputFiles _files;
    private readonly ProgressDisplay? _progress;
    private readonly Stopwatch _clock = new();
    private ImmutableArray<ReportError> _errors = []; // an interrupt may read it meanwhile
    private readonly bool _traces;
    private readonly Remarks _remarks;
    private readonly RuleWarnings _rules = new();
    private SpectraFile? _spectra;
    private int _opened;
    private int? _total;

    /// <exception cref="UsageException">A file of <c>--output</c> cannot be written.</exception>
    public Session(Shell shell, ParseResult parsed, OutputOptions output)
    {
        _shell = shell;
        Output = new ResultWriter(shell.Output);
        Results = shell.Display.ForResults(parsed, shell.Output, Output);
        _messages = shell.Display.ForErrors(parsed, shell.Error);
        Verbosity = shell.Display.Verbosity(parsed);
        _remarks = new Remarks(Messages, Verbosity);
        _traces = shell.Display.ShowTraces(parsed);
        Format = output.Format(parsed);
        _neutralizesFormulas = isWindow => output.NeutralizesFormulas(parsed, isWindow);
        _files = OutputFiles.Create(output.Files(parsed));
        if (Format.IsBinary && !_files.Formats.Contains(Format))
        {
            _files.Dispose();
            throw new UsageException(
                $"`--format {Format.Name}`: standard output is text", $"use `--output FILE{Format.Extension}`");
        }

        _progress = shell.Display.ShowProgress(parsed) ? ProgressDisplay.Start(_messages) : null;
        shell.Interruption.Clear = () => _progress?.Dispose();
    }

    /// <summary>Standard output.</summary>
    public ResultWriter Output { get; }

    /// <summary>Standard output as a terminal.</summary>
    public Terminal Results { get; }

    /// <summary>The format of standard output.</summary>
    public OutputFormat Format { get; }

    /// <summary>Whether formulas in CSV on standard output become text.</summary>
    public bool NeutralizesFormulas => _neutralizesFormulas(Results.IsWindow);

    /// <summary>Whether results go to files too.</summary>
    public bool HasFiles => Outputs.Any();

    /// <summary>How much is said beside the result.</summary>
    public Verbosity Verbosity { get; }

    /// <summary>The formats that will be written, that of standard output first.</summary>
    public IReadOnlyList<OutputFormat> Formats => [Format, .. _files.Formats];

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
        var given = InputPaths.Expand(arguments, _shell.Input, Fail);
        Keep(given);
        var paths = GivenModels.Distinct(given, _remarks.Note);
        KeepShards(paths);
        _progress?.Expect(paths);
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
        _progress?.NextFile(_opened, total, path);
        _shell.Interruption.Work.NextFile(_opened++, total, path);
        _total = total;
        _clock.Restart();
        try
        {
            using var checkpoint = Checkpoint.Open(path);
            Keep(checkpoint.OpenedPaths);
            return read(checkpoint);
        }
        catch (Exception e) when (e is not (HeavytailException or OperationCanceledException)
            && !_shell.Cancellation.IsCancellationRequested)
        {
            if (_traces)
            {
                Messages().WriteLine($"{e}\n");
            }

            throw Unforeseen(path, e);
        }
    }

    /// <summary>
    /// The error of a file that failed in a way that nobody foresaw: it costs this file, and no other.
    /// </summary>
    private static InvalidCheckpointException Unforeseen(string path, Exception e) => e is OutOfMemoryException
        ? new(path, null, "needs more memory than there is", "`--memory` and `--threads` limit what layers take", e)
        : new(
            path,
            null,
            $"internal: {e.GetType().Name}: {e.Message}",
            "this is a bug; run again with `-vv` and report the trace with the command",
            e);

    /// <summary>Refuses to write what is read.</summary>
    /// <param name="inputs">Files that the command reads.</param>
    /// <exception cref="UsageException">One of them is an output, under this name or another.</exception>
    public void Keep(IEnumerable<string> inputs)
    {
        var outputs = Outputs.ToArray();
        foreach (string input in outputs.Length == 0 ? [] : inputs)
        {
            string path = RealPath.Of(input);
            if (outputs.FirstOrDefault(output => RealPath.Comparer.Equals(output.Path, path)) is { } output)
            {
                throw new UsageException(
                    $"{output.Label} is an input, `{input}`, and would be overwritten", "choose another file");
            }
        }
    }

    /// <summary>From here on, analyses also write the eigenvalues of their layers to a file.</summary>
    /// <param name="path">The file; null for none.</param>
    /// <exception cref="UsageException">The file cannot be written, or is one of <c>--output</c>.</exception>
    public void WriteSpectra(string? path)
    {
        _spectra = path is null ? null : SpectraFile.Create(path, _neutralizesFormulas(false));
        if (_spectra is not null
            && _files.Files.FirstOrDefault(file => RealPath.Comparer.Equals(file.Path, _spectra.File.Path)) is not null)
        {
            throw new UsageException($"{_spectra.File.Label} is also the file of `--output`");
        }
    }

    /// <summary>Takes the progress bar away until the work goes on.</summary>
    public void HideProgress() => _progress?.Clear();

    /// <summary>
    /// What writes the finished work, where an interrupt cannot wait until the work has ended in order.
    /// </summary>
    public void OnForcedEnd(Action write) => _shell.Interruption.Write = write;

    /// <summary>Analyzes an open checkpoint, with progress.</summary>
    /// <param name="checkpoint">The open file.</param>
    /// <param name="options">What to analyze, and how.</param>
    /// <param name="observer">Sees each layer when it is done; null for nobody.</param>
    public ModelAnalysis Analyze(Checkpoint checkpoint, AnalysisOptions options, IAnalysisObserver? observer = null)
    {
        var observers = new List<IAnalysisObserver> { _shell.Interruption.Work };
        if (observer is not null)
        {
            observers.Add(observer);
        }

        if (_progress is not null)
        {
            observers.Add(new ProgressObserver(_progress));
        }

        if (_spectra is not null)
        {
            _spectra.NextModel(several: _total != 1);
            observers.Add(_spectra);
        }

        var model = Analyzer.Analyze(checkpoint, options, new CompositeObserver(observers), _shell.Cancellation);
        IEnumerable<string> part = checkpoint.Metadata.TryGetValue("part", out string? text)
            ? [$"`{checkpoint.Path}`: {text}"] : [];
        var notes = part.Concat(_spectra?.Notes(checkpoint.Path) ?? []);
        foreach (string note in notes)
        {
            _remarks.Note(note);
        }

        WarnOfRules(checkpoint.Path, model.Rules);
        return Flags.In(model);
    }

    /// <summary>Warns of rules that do not fit a tensor, or have no effect.</summary>
    public void WarnOfRules(string path, IReadOnlyList<RuleUse> rules) =>
        _remarks.Warn(_rules.Of(path, rules));

    /// <summary>Remembers an error for the result, and prints it.</summary>
    public void Fail(CheckpointException error)
    {
        _errors = _errors.Add(Flags.In(ReportError.From(error)));
        Complain(error);
    }

    /// <summary>Prints an error, unless even errors are not wanted.</summary>
    public void Complain(HeavytailException error) => _remarks.Complain(error);

    /// <summary>
    /// Writes the result: files first, each of them whole or not at all, then standard output. What cannot be written
    /// to one of them goes to the others.
    /// </summary>
    /// <param name="document">The result.</param>
    /// <param name="table">Writes it as a table for people.</param>
    /// <param name="isComplete">Whether everything that was asked for is in it.</param>
    /// <param name="finish">Writes the end of standard output, where its beginning is written; null for all.</param>
    /// <returns>The exit code.</returns>
    public int Publish(Document document, Action<Terminal> table, bool isComplete = true, Action? finish = null)
    {
        _remarks.Warn(_rules.Unmatched());
        _progress?.Dispose();
        _shell.Cancellation.ThrowIfCancellationRequested();
        bool isWritten = true;
        _spectra?.Complete(Lost);
        _files.Write((format, stream) => Write(document, table, format, stream), Lost);
        if (finish is null)
        {
            Write(document, table, Format, Results);
            Output.ThrowIfFailed();
        }
        else
        {
            finish();
        }

        return isComplete && isWritten && _errors.IsEmpty ? ExitCode.Done : ExitCode.Failed;

        void Lost(UsageException error)
        {
            isWritten = false;
            Complain(error);
        }
    }

    /// <summary>The files that will be written.</summary>
    private IEnumerable<AtomicFile> Outputs => _spectra is null ? _files.Files : _files.Files.Append(_spectra.File);

    /// <summary>
    /// Refuses to write a shard of a later model before an earlier one is analyzed. Only a file that exists can be one.
    /// </summary>
    private void KeepShards(IReadOnlyList<string> paths)
    {
        if (paths.Count < 2 || !Outputs.Any(output => File.Exists(output.Path)))
        {
            return;
        }

        foreach (string path in paths)
        {
            try
            {
                using var checkpoint = Checkpoint.Open(path);
                Keep(checkpoint.OpenedPaths);
            }
            catch (Exception e) when (e is not (UsageException or OperationCanceledException))
            {
                // Whoever reads the model reports it.
            }
        }
    }

    public void Dispose()
    {
        _progress?.Dispose();
        _files.Dispose();
        _spectra?.Dispose();
    }

    private void Write(Document document, Action<Terminal> table, OutputFormat format, Stream stream)
    {
        if (format.IsBinary)
        {
            document.WriteParquet(stream);
            return;
        }

        using var writer = new StreamWriter(stream, new UTF8Encoding(false));
        Write(document, table, format, Terminal.Plain(writer));
    }

    private void Write(Document document, Action<Terminal> table, OutputFormat format, Terminal terminal)
    {
        if (format.Document is DocumentFormat known)
        {
            document.Write(known, terminal.Writer, _neutralizesFormulas(terminal.IsWindow));
        }
        else if (!format.IsBinary)
        {
            table(terminal);
        }

        terminal.Writer.Flush();
    }
}
