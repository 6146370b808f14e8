using System.CommandLine;
using Heavytail.Cli.Commands.Analyze;
using Heavytail.Cli.Options;
using Heavytail.Cli.Web;

namespace Heavytail.Cli.Commands.Report;

/// <summary><c>heavytail report</c>: an analysis as one page that can be sent.</summary>
internal static class ReportCommand
{
    /// <summary>Columns that a page has beside those of every analysis: their measures cost little.</summary>
    private static readonly string[] s_columns = ["delta_lambda_min", "phase"];

    /// <summary>The scripts of the page, in their order.</summary>
    private static readonly string[] s_scripts =
        ["figure.js", "page.js", "table.js", "map.js", "comparison.js", "report.js"];

    public static Command Create(Shell shell)
    {
        var paths = new PathArgument(ArgumentArity.OneOrMore);
        var selection = new SelectionOptions();
        var output = new OutputOptions(hasPage: true);
        var matrices = new MatrixOption();
        var measure = new MeasureOption();
        var percentile = new PercentileOption();
        var folder = new Option<string>(ReportFolder.OptionName)
        {
            Description = "Write a folder instead of one page: an index, and a page for each layer; for models of more "
                + $"than {ModelPage.MostLayers} layers",
            HelpName = "DIR",
        };
        var command = new Command(
            "report", "Analyze weights and write a page to look at and send: verdict, tables, figures of every layer");
        paths.AddTo(command);
        selection.AddTo(command, computes: true);
        output.AddTo(command);
        folder.RefuseEmpty();
        command.Options.Add(folder);
        matrices.AddTo(command);
        measure.AddTo(command);
        percentile.AddTo(command);
        shell.Handle(command, output, (parsed, session) =>
        {
            if (!session.Formats.Any(format => format.IsPage) && parsed.GetValue(folder) is null)
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
            var pages = parsed.GetValue(folder) is string path ? new ReportFolder(path) : null;
            return Run(paths.Read(parsed), options, head, pages, session);
        });
        return command;
    }

    private static int Run(
        IReadOnlyList<string> paths,
        AnalysisOptions options,
        AnalysisDocument head,
        ReportFolder? folder,
        Session session)
    {
        var report = new AnalysisReport(session, head);
        var figures = new List<IReadOnlyList<byte[]>>();
        session.WritesPages((document, stream) => Write((AnalysisDocument)document, figures, [], stream));
        try
        {
            var models = session.Models(
                paths,
                checkpoint =>
                {
                    var feed = new LayerFigureFeed(options, session.Total ?? 1);
                    IAnalysisObserver[] observers =
                    [
                        .. session.Formats.Any(format => format.IsPage) ? [feed] : Array.Empty<IAnalysisObserver>(),
                        .. folder is null ? [] : new[] { new LayerPageFeed(options, folder, figures.Count) },
                    ];
                    var model = AnalyzeCommand.Analyze(checkpoint, options, session, report, observers);
                    figures.Add(feed.Take());
                    return model;
                },
                options);
            bool allMatched = Patterns.Check(models, options.Selection, session);
            int code = report.Publish(allMatched && !models.Any(model => model.HasErrors));
            var lost = folder?.Finish(stream => Write(
                report.Document,
                [.. models.Select(_ => Array.Empty<byte[]>())],
                [.. models.Select((_, k) => folder.PagesOf(k))],
                stream));
            if (lost is not null)
            {
                session.Complain(lost);
            }

            return lost is null ? code : ExitCode.Failed;
        }
        catch (OperationCanceledException)
        {
            report.Interrupted();
            throw;
        }
    }

    private static void Write(
        AnalysisDocument document,
        IReadOnlyList<IReadOnlyList<byte[]>> figures,
        IReadOnlyList<IReadOnlyList<string>> pages,
        Stream stream)
    {
        var names = ShortNames([.. document.Models.Select(model => model.Path)]);
        string title = document.Models.Count switch
        {
            0 => "heavytail report",
            1 => $"{names[0]} – heavytail report",
            _ => $"{Phrases.Count(names.Length, "model")} – heavytail report",
        };
        new HtmlPage("report.html", title).Write(
            s_scripts, data => new ModelPage(document, figures) { Pages = pages }.Write(names, data), stream);
    }

    /// <summary>The names of files; where some are equal, paths without the folder that all share.</summary>
    private static string[] ShortNames(string[] paths)
    {
        string[] names = [.. paths.Select(path => Path.GetFileName(Path.TrimEndingDirectorySeparator(path)))];
        int common = CommonFolder.Of(paths).Length;
        return names.Distinct(StringComparer.Ordinal).Count() == names.Length && !names.Contains("")
            ? names
            : [.. paths.Select(path => common < path.Length ? path[common..] : path)];
    }
}
