using Heavytail.Cli.Output;

namespace Heavytail.Cli.Commands.Analyze;

/// <summary>
/// The result of an analysis on its way to standard output: each model is written when it is done, so that an interrupt
/// costs only what was not finished.
/// </summary>
internal sealed class AnalysisReport
{
    private readonly Session _session;
    private readonly AnalysisDocument _head;
    private readonly ResultWriter _output;
    private readonly AnalysisWriter? _writer;
    private readonly AnalysisTable? _table;
    private readonly List<ModelAnalysis> _models = [];
    private readonly Lock _writing = new(); // an interrupt that cannot wait writes from a thread of its own
    private bool _isFinished;

    /// <param name="session">The run.</param>
    /// <param name="head">The document without models.</param>
    public AnalysisReport(Session session, AnalysisDocument head)
    {
        (_session, _head) = (session, head);
        _output = session.Output;
        if (session.Format.Document is { } format)
        {
            _writer = new AnalysisWriter(head, format, _output, session.NeutralizesFormulas);
        }
        else if (!session.Format.IsBinary)
        {
            _table = new AnalysisTable(session.Results, session.Verbosity);
        }

        session.OnForcedEnd(Interrupted);
    }

    /// <summary>The models so far.</summary>
    public IReadOnlyList<ModelAnalysis> Models => _models;

    /// <summary>All that there is so far.</summary>
    public AnalysisDocument Document => _head with { Models = _models, Errors = _session.Errors };

    /// <summary>Analyzes a model and writes it.</summary>
    /// <param name="checkpoint">The open file.</param>
    /// <param name="options">What to analyze, and how.</param>
    /// <param name="observers">See each layer when it is done.</param>
    public ModelAnalysis Analyze(
        Checkpoint checkpoint, AnalysisOptions options, params IReadOnlyList<IAnalysisObserver> observers)
    {
        _writer?.Begin(checkpoint, options);
        ModelAnalysis model;
        try
        {
            model = _session.Analyze(
                checkpoint, options, _writer is null ? observers : [_writer, .. observers]);
        }
        catch (InterruptedAnalysisException interrupted) when (interrupted.Finished.Layers.Count > 0)
        {
            Add(Flags.In(interrupted.Finished));
            throw;
        }

        Add(model);
        return model;
    }

    /// <summary>Writes what comes after the models, and the files.</summary>
    /// <param name="isComplete">Whether everything that was asked for is in the models.</param>
    public int Publish(bool isComplete)
    {
        var document = Document;
        return _session.Publish(
            document,
            terminal => new AnalysisTable(terminal, _session.Verbosity) { SkipsEmpty = _session.ReadsMany }
                .Write(document),
            isComplete,
            () => Finish(document));
    }

    /// <summary>Writes what is left to write of an analysis that was interrupted.</summary>
    public void Interrupted()
    {
        lock (_writing)
        {
            _session.HideProgress();
            Finish(Document with { IsComplete = false });
        }
    }

    private void Add(ModelAnalysis model)
    {
        lock (_writing)
        {
            if (_isFinished)
            {
                return;
            }

            _models.Add(model);
            _session.HideProgress();
            if (_table is not null)
            {
                _table.SkipsEmpty = _session.ReadsMany;
                _table.WriteModel(_head, model);
            }

            _writer?.Add(model);
            _output.Flush();
        }

        if (_output.HasFailed && !_session.HasFiles)
        {
            _output.ThrowIfFailed();
        }
    }

    private void Finish(AnalysisDocument document)
    {
        lock (_writing)
        {
            if (_isFinished)
            {
                return;
            }

            _isFinished = true;
            _table?.WriteEnd(document);
            _writer?.Finish(document.Errors, document.IsComplete);
            _output.Flush();
        }

        _output.ThrowIfFailed();
    }
}
