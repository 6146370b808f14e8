using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Heavytail.Analysis;
using Heavytail.Cli.Output;
using Heavytail.Files;
using Heavytail.Formats;
using Heavytail.LinearAlgebra.Kernels;
using Heavytail.Reports;

namespace Heavytail.Cli.Commands;

/// <summary><c>heavytail analyze</c>: every layer's spectrum, power law and metrics.</summary>
internal static class AnalyzeCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var paths = new PathArgument(ArgumentArity.OneOrMore);
        var selection = new SelectionOptions();
        var output = new OutputOptions();
        var table = new TableOptions();
        var percentile = new PercentileOption();
        var explainLayers = new Option<bool>("--explain-layers")
        {
            Description = "Say on stderr what every tensor was taken for, by which rule, and why",
        };
        var display = surroundings.Display;
        var command = new Command("analyze", "Analyze weights: alpha, norms and ranks of every layer, and what they say");
        paths.AddTo(command);
        selection.AddTo(command, computes: true);
        output.AddTo(command);
        table.AddTo(command);
        percentile.AddTo(command);
        command.Options.Add(explainLayers);
        command.SetAction(int (parsed) =>
        {
            var errors = display.ForErrors(parsed, surroundings.Error);
            var verbosity = display.Verbosity(parsed);
            var format = output.Format(parsed);
            var view = table.Read(parsed);
            KernelVariable.Check();
            using var files = OutputFiles.Create(output.Files(parsed));
            view.CheckUsedBy([format, .. files.Formats]);
            var options = selection.Read(parsed) with { HashFiles = NeedsHash(format) || files.Formats.Any(NeedsHash) };
            var among = percentile.Read(parsed, options, [format, .. files.Formats]);
            using var progress = display.ShowProgress(parsed) ? ProgressDisplay.Start(errors) : null;
            var work = new Work(options, verbosity, parsed.GetValue(explainLayers));
            var report = Analyze(paths.Read(parsed), work, surroundings, errors, progress) with { Among = among };
            progress?.Dispose();

            files.Write((form, writer) => ReportWriter.Write(
                report, form, view, Terminal.Plain(writer), verbosity, surroundings.Cancellation));
            ReportWriter.Write(
                report, format, view, display.ForResults(parsed, surroundings.Output), verbosity, surroundings.Cancellation);
            return report.Errors.Count > 0 || report.Models.Any(model => model.HasErrors) ? ExitCode.Failed : ExitCode.Done;
        });
        return command;
    }

    private static Report Analyze(
        string[] arguments, Work work, Surroundings surroundings, Terminal terminal, ProgressDisplay? progress)
    {
        (var options, var verbosity, bool explains) = work;
        var models = new List<ModelAnalysis>();
        var errors = new List<ReportError>();
        var paths = InputPaths.Expand(arguments, surroundings.Input, Fail);
        for (int k = 0; k < paths.Count; k++)
        {
            progress?.NextFile(k, paths.Count, paths[k]);
            try
            {
                var clock = Stopwatch.StartNew();
                using var checkpoint = Checkpoint.Open(paths[k]);
                if (explains)
                {
                    progress?.Clear();
                    DecisionTable.Write(paths[k], LayerInventory.From(checkpoint, options), terminal);
                }

                var model = Analyzer.Analyze(checkpoint, options, progress, surroundings.Cancellation);
                models.Add(model);
                foreach (var error in model.Errors)
                {
                    Complain(error);
                }

                if (verbosity == Verbosity.Verbose)
                {
                    terminal.WriteLine(string.Create(
                        CultureInfo.InvariantCulture,
                        $"{Printable.Text(paths[k])}: {model.Summary.Layers} layers in {clock.Elapsed.TotalSeconds:F2} s, {KernelSet.Current.Name} kernels, {options.Threads} threads"), Tone.Dim);
                }
            }
            catch (CheckpointException error)
            {
                Fail(error);
            }
        }

        return new Report(models, errors) { Options = options };

        void Fail(CheckpointException error)
        {
            errors.Add(ReportError.From(error));
            Complain(error);
        }

        void Complain(CheckpointException error)
        {
            if (verbosity != Verbosity.Silent)
            {
                progress?.Clear();
                ErrorMessage.From(error).Write(terminal);
            }
        }
    }

    /// <summary>What was asked for.</summary>
    private sealed record Work(AnalysisOptions Options, Verbosity Verbosity, bool ExplainsLayers);

    /// <summary>Only these forms say what the content was, and hashing reads every byte.</summary>
    private static bool NeedsHash(ReportFormat format) => format is ReportFormat.Json;
}
