using System.CommandLine;
using System.Globalization;
using Heavytail.Cli.Commands.Cache;
using Heavytail.Cli.Options;
using Heavytail.Cli.Output;

namespace Heavytail.Cli.Commands.Analyze;

/// <summary><c>heavytail analyze</c>: every layer's spectrum, power law and metrics.</summary>
internal static class AnalyzeCommand
{
    public static Command Create(Shell shell)
    {
        var paths = new PathArgument(ArgumentArity.OneOrMore);
        var selection = new SelectionOptions();
        var output = new OutputOptions();
        var spectra = new SpectraOption();
        var plots = new PlotsOption(
            "Also draw every layer: a file for each figure of `plot --kind all`, and those of the model, in this "
                + "folder, which is made");
        var table = new TableOptions();
        var matrices = new MatrixOption();
        var measure = new MeasureOption();
        var percentile = new PercentileOption();
        var explainLayers = new Option<bool>("--explain-layers")
        {
            Description = "Print to stderr how each tensor was classified, by which rule, and why",
        };
        var baseModel = new Option<string>("--base")
        {
            HelpName = "MODEL",
            Description = "The model that LoRA adapters of PEFT change: analyze W + ΔW, of DoRA with its lengths. "
                + "Without it, analyze ΔW",
        };
        var command = new Command(
            "analyze", "Analyze weights: alpha, norms and ranks of every layer, and what they mean");
        paths.AddTo(command);
        selection.AddTo(command, computes: true);
        output.AddTo(command);
        spectra.AddTo(command);
        plots.AddTo(command);
        matrices.AddTo(command);
        measure.AddTo(command);
        command.Options.Add(baseModel);
        table.AddTo(command);
        percentile.AddTo(command);
        command.Options.Add(explainLayers);
        shell.Handle(command, output, (parsed, session) =>
        {
            var view = table.Read(parsed, session.Formats);
            bool hashes = session.Formats.Contains(OutputFormat.Json);
            var options = measure.Read(
                parsed, matrices.Read(parsed, selection.Read(parsed, hashes)), view.Names);
            view = table.For(view, parsed, options);
            var among = percentile.Read(parsed, options, session.Formats);
            bool explains = parsed.GetValue(explainLayers);
            session.WriteSpectra(spectra.Read(parsed));
            session.WritePlots(plots.Read(parsed), options);
            session.Keep(selection.Files(parsed));
            session.Base = parsed.GetValue(baseModel);
            var report = new AnalysisReport(
                session, new AnalysisDocument([], []) { Options = options, Among = among, View = view });
            try
            {
                var models = session.Models(
                    paths.Read(parsed),
                    checkpoint =>
                    {
                        if (explains)
                        {
                            var inventory = Flags.In(LayerInventory.FromElements(checkpoint, options));
                            DecisionTable.Write(checkpoint.Path, inventory, session.Messages());
                        }

                        return Analyze(checkpoint, options, session, report);
                    },
                    options);
                bool allMatched = Patterns.Check(models, options.Selection, session);
                return report.Publish(allMatched && !models.Any(model => model.HasErrors));
            }
            catch (OperationCanceledException)
            {
                report.Interrupted();
                throw;
            }
        });
        return command;
    }

    /// <summary>Analyzes a checkpoint for a report, and says what went wrong.</summary>
    /// <param name="checkpoint">The open file.</param>
    /// <param name="options">What to analyze, and how.</param>
    /// <param name="session">The run.</param>
    /// <param name="report">Receives the model.</param>
    /// <param name="observers">See each layer when it is done.</param>
    public static ModelAnalysis Analyze(
        Checkpoint checkpoint,
        AnalysisOptions options,
        Session session,
        AnalysisReport report,
        params IReadOnlyList<IAnalysisObserver> observers)
    {
        int hitsBefore = session.CacheHits;
        var model = report.Analyze(checkpoint, options, observers);
        foreach (var error in model.Errors)
        {
            session.Fail(error);
        }

        // Beside a table in a window the layers say it themselves; elsewhere nobody would see why the exit code is 2.
        if (model.Errors.Count == 0 && FailedLayers.ErrorOf(model) is { } failed)
        {
            session.Remember(failed);
            if (!session.ShowsTable)
            {
                session.Complain(failed);
            }
        }

        if (NothingToAnalyzeException.Of(model) is { } nothing && !model.HasErrors)
        {
            if (Patterns.LeaveNothing(model))
            {
                session.Remember(nothing); // one error for all such models comes at the end
            }
            else
            {
                session.Fail(nothing);
            }
        }

        if (session.Verbosity == Verbosity.Verbose)
        {
            string count = Phrases.Count(model.Summary.Layers, "layer");
            string layers = string.Create(
                CultureInfo.InvariantCulture, $"{count} in {session.Elapsed.TotalSeconds:F2} s");
            string engine = $"{KernelChoice.Name} kernels, {Phrases.Count(options.Execution.Threads, "thread")}";
            int hits = session.CacheHits - hitsBefore;
            string cache = hits > 0 ? $", {CacheCommand.Spectra(hits)} from the cache" : "";
            session.Messages().WriteLine($"{Printable.Text(checkpoint.Path)}: {layers}, {engine}{cache}", Tone.Dim);
        }

        return model;
    }
}
