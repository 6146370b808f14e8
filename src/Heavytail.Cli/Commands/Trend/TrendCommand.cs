using System.CommandLine;
using Heavytail.Cli.Options;
using Heavytail.Cli.Output;
using Heavytail.Cli.Web;

namespace Heavytail.Cli.Commands.Trend;

/// <summary>
/// <c>heavytail trend</c>: what the metrics of many models say of their scores, and how far to believe it.
/// </summary>
internal static class TrendCommand
{
    public static Command Create(Shell shell)
    {
        var trend = new TrendArguments();
        var selection = new SelectionOptions();
        var output = new OutputOptions(hasPage: true);
        var plots = new PlotsOption(
            "Also draw the score over each metric, a file a figure, in this folder, which is made");
        var command = new Command(
            "trend",
            "Do the metrics of many models track their test accuracy? Reports n, p, leave-one-out and baselines");
        trend.AddTo(command);
        var before = command.Options.ToArray();
        selection.AddTo(command, computes: true);
        trend.RefuseWithCorpus(command, command.Options.Except(before).Except(selection.OfFigures));
        output.AddTo(command);
        plots.AddTo(command);
        shell.Handle(command, output, (parsed, session) =>
        {
            session.Keep([.. selection.Files(parsed), .. trend.Files(parsed)]);
            var options = selection.Read(parsed);
            session.DrawResult(
                plots.Read(parsed),
                options.Execution.Threads,
                result => TrendFigures.All(((TrendDocument)result).Analysis));
            var analyzed = new List<ModelAnalysis>();
            var data = trend.Read(parsed, path =>
            {
                analyzed.Add(session.Model(path, checkpoint => session.Analyze(checkpoint, options)));
                return analyzed[^1];
            });
            selection.CheckConvention(parsed, data.Convention, data.Source);
            if (trend.WithoutEffect(parsed, data) is { } note)
            {
                data = data with { Notes = [.. data.Notes, note] };
            }

            RowNotes.Write(data, session);
            bool allMatched = Patterns.Complain(options.Selection.Unmatched(analyzed), session);
            bool isComplete = allMatched && !data.Notes.Any(note => note.IsError);
            if (data.Models.Count == 0)
            {
                return isComplete
                    ? throw NoModel(data)
                    : ExitCode.Failed;
            }

            var analysis = TrendAnalysis.Analyze(data, trend.ReadOptions(parsed), shell.Cancellation);
            var document = new TrendDocument(analysis)
            {
                ListsModels = trend.ListsModels(parsed),
                Options = analyzed.Count > 0 ? options : null,
            };
            session.WritesPages((result, stream) => ResultPage.Write(TablePage.From((TrendDocument)result), stream));
            return session.Publish(
                document, terminal => TrendTable.Write(document, terminal, session.Verbosity), isComplete);
        });
        return command;
    }

    private static UsageException NoModel(TrendData data) => data.Untrained.Count == 0
        ? new($"`{data.Source}`: no model has a score")
        : new($"`{data.Source}`: every model with a score looks untrained", "`--keep-untrained` counts them");
}
