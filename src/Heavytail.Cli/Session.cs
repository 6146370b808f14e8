using System.CommandLine;
using System.Diagnostics;
using Heavytail.Cli.Options;
using Heavytail.Cli.Output;
using Heavytail.Cli.Plots;
using Heavytail.Cli.Store;

namespace Heavytail.Cli;

/// <summary>
/// One run of a command: one loop over its models, one list of what went wrong, one way to publish the result.
/// </summary>
internal sealed class Session : IDisposable
{
    private readonly Shell _shell;
    private readonly Terminal _messages;
    private readonly Destinations _destinations;
    private readonly ProgressDisplay? _progress;
    private readonly Stopwatch _clock = new();
    private readonly bool _traces;
    private readonly Remarks _remarks;
    private readonly FailedFiles _failed;
    private readonly RuleWarnings _rules = new();
    private readonly IDisposable? _watch;
    private SpectrumCache? _cache;
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
        _failed = new FailedFiles(_remarks, Verbosity);
        _traces = shell.Display.ShowTraces(parsed);
        _destinations = new Destinations(parsed, output, Results);
        _progress = shell.Display.ShowProgress(parsed) ? ProgressDisplay.Start(_messages) : null;
        shell.Interruption.Work.ToWrite(_destinations.Labels);
        shell.Interruption.Clear = () => _progress?.Dispose();
        _watch = OutputPipe.Watch(() =>
        {
            if (!HasFiles)
            {
                shell.Interruption.ReaderHasGone(_failed.Errors.IsEmpty ? ExitCode.Done : ExitCode.Failed);
            }
        });
    }

    /// <summary>Standard output.</summary>
    public ResultWriter Output { get; }

    /// <summary>Standard output as a terminal.</summary>
    public Terminal Results { get; }

    /// <summary>The format of standard output.</summary>
    public OutputFormat Format => _destinations.Format;

    /// <summary>Whether a person sees the result as a table.</summary>
    public bool ShowsTable => Results.IsWindow && Format == OutputFormat.Table;

    /// <summary>Whether formulas in CSV on standard output become text.</summary>
    public bool NeutralizesFormulas => _destinations.NeutralizesFormulas;

    /// <summary>Whether results go to files too.</summary>
    public bool HasFiles => _destinations.HasFiles;

    /// <summary>How much is said beside the result.</summary>
    public Verbosity Verbosity { get; }

    /// <summary>The formats that will be written, that of standard output first.</summary>
    public IReadOnlyList<OutputFormat> Formats => _destinations.Formats;

    /// <summary>The files and tensors that could not be read so far.</summary>
    public IReadOnlyList<ReportError> Errors => _failed.Errors;

    /// <summary>The model that adapters are merged into; null where files are read as they are.</summary>
    public string? Base { get; set; }

    /// <summary>The path of the model that adapters are merged with; null where they are not.</summary>
    public string? BaseOfAdapters { get; set; }

    /// <summary>The number of files to read; null where it is not known.</summary>
    public int? Total => _total;

    /// <summary>Spectra that the cache had so far.</summary>
    public int CacheHits => _cache?.Hits ?? 0;

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
    /// <param name="options">What is analyzed in each; null where no analysis takes time.</param>
    public IReadOnlyList<T> Models<T>(
        IEnumerable<string> arguments, Func<Checkpoint, T> read, AnalysisOptions? options = null)
    {
        var given = InputPaths.Expand(arguments, _shell.Input, Fail);
        Keep(given);
        var paths = GivenModels.Distinct(given, _remarks.Note);
        _destinations.KeepShards(paths);
        _failed.Expected += paths.Count + _failed.Errors.Length; // a path that leads nowhere is an error already
        _progress?.Expect(paths, options is null ? null : path => Seconds(path, Base, BaseOfAdapters, options));
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
            catch (MeasureException error)
            {
                Fail(UnforeseenError.From(path, error)); // a bug of a measure costs its file, not the others
            }
        }

        return models;
    }

    /// <summary>The one path that an argument names.</summary>
    /// <param name="argument">A file, a folder or a glob.</param>
    /// <param name="what">What it is to be, for the message.</param>
    /// <exception cref="UsageException">It names several.</exception>
    public string One(string argument, string what)
    {
        if (File.Exists(argument) || Directory.Exists(argument))
        {
            return argument;
        }

        var errors = new List<CheckpointException>();
        var found = InputPaths.Expand([argument], _shell.Input, errors.Add);
        return found.Count switch
        {
            0 => argument, // whoever reads it reports it
            1 => found[0],
            _ => throw new UsageException(
                $"`{argument}` names {found.Count} models; the {what} is one",
                $"name one of them: {string.Join(", ", found.Take(3))}{(found.Count > 3 ? " …" : "")}"),
        };
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
            using var checkpoint = Open(path, Base, BaseOfAdapters);
            Keep(checkpoint.OpenedPaths);
            if (HasFiles)
            {
                Keep(CheckpointFinder.RelatedFiles(checkpoint.Path)); // a shard's index and the other shards
            }

            return read(checkpoint);
        }
        catch (Exception e) when (e is not (HeavytailException or StandardOutputException or OperationCanceledException)
            && !_shell.Cancellation.IsCancellationRequested)
        {
            if (_traces)
            {
                Messages().WriteLine($"{e}\n");
            }

            throw UnforeseenError.From(path, e);
        }
    }

    private static Checkpoint Open(string path, string? baseModel, string? baseOfAdapters)
    {
        if (baseModel is not null)
        {
            return Checkpoint.OpenAdapter(path, baseModel);
        }

        var checkpoint = Checkpoint.Open(path);
        if (baseOfAdapters is null || !checkpoint.IsAdapter)
        {
            return checkpoint;
        }

        checkpoint.Dispose();
        return Checkpoint.OpenAdapter(path, baseOfAdapters);
    }

    /// <summary>The seconds that an analysis should take, from headers; 0 for a file that cannot be read.</summary>
    private static double Seconds(
        string path, string? baseModel, string? baseOfAdapters, AnalysisOptions options)
    {
        try
        {
            using var checkpoint = Open(path, baseModel, baseOfAdapters);
            return WorkEstimate.From(LayerInventory.From(checkpoint, options)).Seconds;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return 0; // whoever reads the model reports it
        }
    }

    /// <summary>Refuses to write what is read.</summary>
    /// <param name="inputs">Files that the command reads.</param>
    /// <exception cref="UsageException">One of them is an output, under this name or another.</exception>
    public void Keep(IEnumerable<string> inputs) => _destinations.Keep(inputs);

    /// <summary>From here on, analyses also write the eigenvalues of their layers to a file.</summary>
    /// <param name="path">The file; null for none.</param>
    /// <exception cref="UsageException">The file cannot be written, or is one of <c>--output</c>.</exception>
    public void WriteSpectra(string? path)
    {
        _destinations.WriteSpectra(path);
        _shell.Interruption.Work.ToWrite(_destinations.Labels);
    }

    /// <summary>From here on, results can be written as pages.</summary>
    /// <param name="write">Writes a result to a stream.</param>
    public void WritesPages(Action<Document, Stream> write) => _destinations.Page = write;

    /// <summary>From here on, analyses also draw their layers.</summary>
    /// <param name="plots">The folder and its images; null for none.</param>
    /// <param name="options">What is analyzed.</param>
    /// <exception cref="UsageException">The folder cannot be written to.</exception>
    public void WritePlots(PlotsRequest? plots, AnalysisOptions options) =>
        _destinations.Plots = plots is null ? null : new PlotFolder(plots, options, _remarks.Note);

    /// <summary>From here on, the result is also drawn.</summary>
    /// <param name="plots">The folder and its images; null for none.</param>
    /// <param name="threads">The maximum number of threads that draw.</param>
    /// <param name="figures">The figures of the result.</param>
    /// <exception cref="UsageException">The folder cannot be written to.</exception>
    public void DrawResult(PlotsRequest? plots, int threads, Func<Document, IEnumerable<Figure>> figures)
    {
        if (plots is not null)
        {
            _destinations.Figures = (new FigureFolder(plots, threads), figures);
        }
    }

    /// <summary>Takes the progress bar away until the work goes on.</summary>
    public void HideProgress() => _progress?.Clear();

    /// <summary>
    /// The progress bar of further work on the open file, which begins anew; null where nobody looks on.
    /// </summary>
    public IProgress<AnalysisProgress>? NextPass()
    {
        _progress?.NextPass();
        return _progress;
    }

    /// <summary>What writes the finished work where an interrupt cannot wait for the end of the rest.</summary>
    public void OnForcedEnd(Action write) => _shell.Interruption.Write = write;

    /// <summary>Analyzes an open checkpoint, with progress.</summary>
    /// <param name="checkpoint">The open file.</param>
    /// <param name="options">What to analyze, and how.</param>
    /// <param name="further">See each layer when it is done.</param>
    public ModelAnalysis Analyze(
        Checkpoint checkpoint, AnalysisOptions options, params IReadOnlyList<IAnalysisObserver> further)
    {
        _cache = options.Execution.Store as SpectrumCache;
        var observers = new List<IAnalysisObserver>([_shell.Interruption.Work, .. further]);
        if (_progress is not null)
        {
            observers.Add(new ProgressObserver(_progress));
        }

        if (_destinations.Spectra is { } spectra)
        {
            spectra.NextModel(several: _total != 1);
            observers.Add(spectra);
        }

        if (_destinations.Plots is { } plots)
        {
            plots.NextModel(checkpoint.Path, several: _total != 1);
            observers.Add(plots);
        }

        var model = Analyzer.Analyze(checkpoint, options, new CompositeObserver(observers), _shell.Cancellation);
        IEnumerable<string> part = checkpoint.Metadata.TryGetValue("part", out string? text)
            ? [$"`{checkpoint.Path}`: {text}"] : [];
        var notes = part.Concat(_destinations.Spectra?.Notes(checkpoint.Path) ?? []);
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

    /// <summary>Says something that helps to use the result.</summary>
    public void Note(string note) => _remarks.Note(note);

    /// <summary>Remembers an error for the result, and prints it.</summary>
    public void Fail(CheckpointException error)
    {
        Remember(error);
        Complain(error);
    }

    /// <summary>Whether so many files are read that a message for each would hide the result.</summary>
    public bool ReadsMany => _failed.AreMany;

    /// <summary>Remembers that a file has no layer; of many files, one message at the end says it.</summary>
    public void Fail(NothingToAnalyzeException error) => _failed.Add(error);

    /// <summary>Remembers an error for the result; of many that are alike, one message is enough.</summary>
    public void Remember(CheckpointException error) => _failed.Remember(error);

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
        CloseCache();
        _remarks.Warn(_rules.Unmatched());
        _progress?.Dispose();
        _shell.Cancellation.ThrowIfCancellationRequested();
        bool isWritten = true;
        _destinations.WriteFiles(document, table, Lost, _shell.Interruption.Work.ToWrite);
        if (finish is null)
        {
            _destinations.WriteOutput(document, table);
            Output.ThrowIfFailed();
        }
        else
        {
            finish();
        }

        _failed.SumUp();
        return isComplete && isWritten && _failed.Errors.IsEmpty ? ExitCode.Done : ExitCode.Failed;

        void Lost(UsageException error)
        {
            isWritten = false;
            Complain(error);
        }
    }

    /// <summary>Ends a command whose result is no document: a picture.</summary>
    /// <param name="write">Writes the result, and returns whether it is complete.</param>
    /// <returns>The exit code.</returns>
    public int Publish(Func<bool> write)
    {
        _remarks.Warn(_rules.Unmatched());
        _progress?.Dispose();
        _shell.Cancellation.ThrowIfCancellationRequested();
        bool isComplete = write();
        Output.Flush();
        Output.ThrowIfFailed();
        _failed.SumUp();
        return isComplete && _failed.Errors.IsEmpty ? ExitCode.Done : ExitCode.Failed;
    }

    public void Dispose()
    {
        CloseCache();
        _progress?.Dispose();
        _watch?.Dispose();
        _destinations.Dispose();
    }

    /// <summary>Ends the cache, which writes what is left, and says what went wrong with it.</summary>
    private void CloseCache()
    {
        if (_cache is not { } cache)
        {
            return;
        }

        _cache = null;
        cache.Dispose();
        if (cache.Warning is { } warning)
        {
            _remarks.Warn([warning]);
        }
        else if (cache.Note is { } note && Verbosity == Verbosity.Verbose)
        {
            _remarks.Note(note);
        }
    }
}
