using System.CommandLine;
using Heavytail.Analysis;
using Heavytail.Cli.Output;
using Heavytail.Comparison.Trends;
using Heavytail.Files;
using Heavytail.Formats;

namespace Heavytail.Cli.Commands;

/// <summary><c>heavytail trend</c>: what the metrics of many models say of their scores, and how far to believe it.</summary>
internal static class TrendCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var trend = new TrendArguments();
        var selection = new SelectionOptions();
        var output = new OutputOptions();
        var display = surroundings.Display;
        var command = new Command("trend", "Do the metrics of many models track their test accuracy? With n, p, leave-one-out and baselines");
        trend.AddTo(command);
        var before = command.Options.ToArray();
        selection.AddTo(command, computes: true);
        trend.RefuseWithCorpus(command, command.Options.Except(before).Except(selection.OfFigures));
        output.AddTo(command);
        command.SetAction(int (parsed) =>
        {
            var errors = display.ForErrors(parsed, surroundings.Error);
            var verbosity = display.Verbosity(parsed);
            var format = output.Format(parsed);
            using var files = OutputFiles.Create(output.Files(parsed));
            using var progress = display.ShowProgress(parsed) ? ProgressDisplay.Start(errors) : null;
            KernelVariable.Check();
            var weights = new WeightReader(
                selection.Read(parsed) with { HashFiles = false }, progress, surroundings.Cancellation);
            var data = trend.ReadTable(parsed, weights.Analyze);
            progress?.Dispose();
            selection.CheckConvention(parsed, data.Convention, data.Source);
            TrendNotes.Write(data.Notes, data.Source, verbosity, errors);
            if (data.Models.Count == 0)
            {
                return data.Notes.Any(note => note.IsError)
                    ? ExitCode.Failed
                    : throw new UsageException($"`{data.Source}`: no model has a score");
            }

            var analysis = TrendAnalysis.Analyze(data, trend.ReadOptions(parsed));
            files.Write((form, writer) => TrendWriter.Write(analysis, form, Terminal.Plain(writer), verbosity));
            TrendWriter.Write(analysis, format, display.ForResults(parsed, surroundings.Output), verbosity);
            return data.Notes.Any(note => note.IsError) ? ExitCode.Failed : ExitCode.Done;
        });
        return command;
    }
}

/// <summary>Analyzes the weight files that a table names, with progress.</summary>
internal sealed class WeightReader(AnalysisOptions options, ProgressDisplay? progress, CancellationToken cancellation)
{
    private int _done;

    /// <exception cref="CheckpointException">The file cannot be read.</exception>
    public ModelAnalysis Analyze(string path)
    {
        progress?.NextFile(_done, total: null, path);
        _done++;
        using var checkpoint = Checkpoint.Open(path);
        return Analyzer.Analyze(checkpoint, options, progress, cancellation);
    }
}
