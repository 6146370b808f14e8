using System.CommandLine;
using Heavytail.Cli.Commands.Analyze;
using Heavytail.Cli.Options;
using Heavytail.Cli.Output;
using Heavytail.Cli.Web;

namespace Heavytail.Cli.Commands.Report;

/// <summary><c>heavytail report</c>: an analysis as one page that can be sent.</summary>
internal static class ReportCommand
{
    /// <summary>Columns that a page has beside those of every analysis: their measures cost little.</summary>
    private static readonly string[] s_columns = ["delta_lambda_min", "phase"];

    public static Command Create(Shell shell)
    {
        var paths = new PathArgument(ArgumentArity.OneOrMore);
        var selection = new SelectionOptions();
        var output = new OutputOptions(hasPage: true);
        var matrices = new MatrixOption();
        var measure = new MeasureOption();
        var percentile = new PercentileOption();
        var command = new Command(
            "report", "Analyze weights and write one page to look at and send: verdict, tables, figures of every layer");
        paths.AddTo(command);
        selection.AddTo(command, computes: true);
        output.AddTo(command);
        matrices.AddTo(command);
        measure.AddTo(command);
        percentile.AddTo(command);
        shell.Handle(command, output, (parsed, session) =>
        {
            if (!session.Formats.Any(format => format.IsPage))
            {
                throw new UsageException(
                    "a report needs a file to write", "name it: `heavytail report model.safetensors -o report.html`");
            }

            var options = measure.Read(
                parsed, matrices.Read(parsed, selection.Read(parsed, hashFiles: true)), s_columns);
            var head = new AnalysisDocument([], [])
            {
                Options = options,
                Among = percentile.Read(parsed, options, session.Formats),
                View = new LayerView { SummaryOnly = true },
            };
            session.Keep(selection.Files(parsed));
            return Run(paths.Read(parsed), options, head, session);
        });
        return command;
    }

    private static int Run(
        IReadOnlyList<string> paths, AnalysisOptions options, AnalysisDocument head, Session session)
    {
        var report = new AnalysisReport(session, head);
        var figures = new List<IReadOnlyList<string>>();
        session.WritesPages((document, stream) => Write((AnalysisDocument)document, figures, stream));
        try
        {
            var models = session.Models(
                paths,
                checkpoint =>
                {
                    var feed = new LayerFigureFeed(options, session.Total ?? 1);
                    var model = AnalyzeCommand.Analyze(checkpoint, options, session, report, feed);
                    figures.Add(feed.Take());
                    return model;
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
    }

    private static void Write(AnalysisDocument document, List<IReadOnlyList<string>> figures, Stream stream)
    {
        var names = ShortNames([.. document.Models.Select(model => model.Path)]);
        string title = document.Models.Count switch
        {
            0 => "heavytail report",
            1 => $"{names[0]} – heavytail report",
            _ => $"{names[0]} and {Phrases.Count(names.Count - 1, "other model")} – heavytail report",
        };
        new HtmlPage(title, "figure.js", "page.js", "table.js", "map.js", "comparison.js", "report.js")
            .Write(data => new ModelPage(document, figures).Write(names, data), stream);
    }

    /// <summary>Paths without the folder that all share; of one, its name alone.</summary>
    private static IReadOnlyList<string> ShortNames(string[] paths)
    {
        int common = paths.Length == 0 ? 0 : CommonFolder.Of(paths).Length;
        return [.. paths.Select(path => common < path.Length ? path[common..] : path)];
    }
}
