using System.CommandLine;
using Heavytail.Cli.Options;
using Heavytail.Cli.Output;
using Heavytail.Cli.Web;

namespace Heavytail.Cli.Commands.Rank;

/// <summary><c>heavytail rank</c>: which of these networks will test best, by the shape of their spectra.</summary>
internal static class RankCommand
{
    /// <summary>More differences than this are counted, not listed.</summary>
    private const int ShownDifferences = 4;

    public static Command Create(Shell shell)
    {
        var paths = new PathArgument(ArgumentArity.OneOrMore);
        var rank = new RankArguments();
        var selection = new SelectionOptions();
        var output = new OutputOptions(hasPage: true);
        var plots = new PlotsOption(
            "Also draw places, predictions and metrics, a file a figure, in this folder, which is made");
        var command = new Command(
            "rank", "Which of these networks will test best? Ranks them by the shape of spectra, with uncertainty");
        paths.AddTo(command);
        rank.AddTo(command);
        selection.AddTo(command, computes: true);
        output.AddTo(command);
        plots.AddTo(command);
        shell.Handle(command, output, (parsed, session) =>
        {
            session.Keep([.. selection.Files(parsed), .. rank.Files(parsed)]);
            var options = selection.Read(parsed);
            session.DrawResult(
                plots.Read(parsed),
                options.Execution.Threads,
                result => RankingFigures.All(((RankingDocument)result).Ranking));
            var ranked = rank.Read(parsed);
            ModelRanking.Voters([], ranked); // names that are none, before the work
            var models = session.Models(
                paths.Read(parsed), checkpoint => session.Analyze(checkpoint, options), options);
            foreach (var error in models.SelectMany(model => model.Errors))
            {
                session.Fail(error);
            }

            var reference = rank.Reference(
                parsed,
                options.Method.Convention,
                path => session.Model(path, checkpoint => session.Analyze(checkpoint, options)),
                data => RowNotes.Write(data, session));
            bool allMatched = Patterns.Complain(options.Selection.Unmatched(models), session);
            if (!allMatched && models.All(model => model.Layers.Count == 0))
            {
                return ExitCode.Failed;
            }

            Check(models, ranked, rank.Force(parsed));
            var ranking = ModelRanking.Rank(models, ranked, reference, shell.Cancellation);
            var document = new RankingDocument(ranking, session.Errors)
            {
                Options = options,
            };
            session.WritesPages((result, stream) => ResultPage.Write(TablePage.From((RankingDocument)result), stream));
            return session.Publish(
                document,
                terminal => RankingTable.Write(document, terminal),
                isComplete: allMatched && !models.Any(model => model.HasErrors));
        });
        return command;
    }

    /// <summary>Refuses models that are not comparable, or share no metric.</summary>
    private static void Check(IReadOnlyList<ModelAnalysis> models, RankingOptions options, bool force)
    {
        if (models.Count < 2)
        {
            throw new UsageException(
                $"a ranking needs two networks or more; {models.Count} could be read",
                "`heavytail analyze` handles single networks");
        }

        models = Candidates(models);
        if (ModelRanking.Voters(models, options).Count == 0)
        {
            var empty = models.FirstOrDefault(model => ModelRanking.Voters([model], options).Count == 0);
            string reason = empty is null
                ? "no metric is known for every network"
                : $"`{empty.Path}`: no layer has a metric to rank by";
            throw new UsageException(
                $"{reason}: the metrics are {string.Join(", ", options.Metrics)}",
                "`heavytail describe` says which layers there are, and why others are skipped");
        }

        var differences = Comparability.Differences(models);
        if (differences.Count > 0 && !force)
        {
            string shown = string.Join("; ", differences.Take(ShownDifferences));
            int hidden = differences.Count - ShownDifferences;
            string more = hidden > 0 ? $" and {hidden} more" : "";
            throw new UsageException(
                $"the models are not comparable; these layers differ: {shown}{more}",
                "metrics of different layers differ for reasons other than training; "
                    + "`--force` ranks the models anyway, `--layers GLOB` selects layers that they share");
        }
    }

    /// <summary>The networks that can have a place.</summary>
    private static ModelAnalysis[] Candidates(IReadOnlyList<ModelAnalysis> models)
    {
        var untrained = models.ToLookup(model => ModelVerdict.From(model).LooksUntrained);
        ModelAnalysis[] candidates = [.. untrained[false]];
        if (candidates.Length >= 2)
        {
            return candidates;
        }

        string[] paths = [.. untrained[true].Select(model => $"`{model.Path}`")];
        string shown = string.Join(", ", paths.Take(ShownDifferences));
        int hidden = paths.Length - ShownDifferences;
        throw new UsageException(
            $"a ranking needs two networks or more that do not look untrained; of {models.Count}, {paths.Length} "
                + $"{(paths.Length == 1 ? "does" : "do")}: {shown}{(hidden > 0 ? $" and {hidden} more" : "")}",
            "`heavytail analyze` says which layers look random, and handles single networks");
    }
}
