using System.CommandLine;
using Heavytail.Analysis;
using Heavytail.Cli.Output;
using Heavytail.Comparison.Rankings;
using Heavytail.Files;
using Heavytail.Reports;

namespace Heavytail.Cli.Commands;

/// <summary><c>heavytail rank</c>: which of these networks will test best, by the consensus of metrics.</summary>
internal static class RankCommand
{
    /// <summary>More differences than this are counted, not listed.</summary>
    private const int ShownDifferences = 4;

    public static Command Create(Surroundings surroundings)
    {
        var paths = new PathArgument(ArgumentArity.OneOrMore);
        var rank = new RankArguments();
        var selection = new SelectionOptions();
        var output = new OutputOptions();
        var display = surroundings.Display;
        var command = new Command("rank", "Which of these networks will test best? An order by the consensus of metrics, and how safe it is");
        paths.AddTo(command);
        rank.AddTo(command);
        selection.AddTo(command, computes: true);
        output.AddTo(command);
        command.SetAction(int (parsed) =>
        {
            var errors = display.ForErrors(parsed, surroundings.Error);
            var verbosity = display.Verbosity(parsed);
            var format = output.Format(parsed);
            var options = selection.Read(parsed) with { HashFiles = false };
            using var files = OutputFiles.Create(output.Files(parsed));
            using var progress = display.ShowProgress(parsed) ? ProgressDisplay.Start(errors) : null;
            KernelVariable.Check();
            var weights = new WeightReader(options, progress, surroundings.Cancellation);
            var failures = new List<ReportError>();
            var models = AnalyzeAll(paths.Read(parsed), surroundings, weights, Fail);
            bool damaged = models.Any(model => model.HasErrors);
            foreach (var error in models.SelectMany(model => model.Errors))
            {
                Fail(error);
            }

            var reference = rank.Reference(
                parsed, options.Convention, weights.Analyze, data => TrendNotes.Write(data.Notes, data.Source, verbosity, errors));
            progress?.Dispose();
            Check(models, rank.Read(parsed), rank.Force(parsed));

            var ranking = ModelRanking.Rank(models, rank.Read(parsed), reference);
            files.Write((form, writer) => RankingWriter.Write(ranking, failures, form, Terminal.Plain(writer)));
            RankingWriter.Write(ranking, failures, format, display.ForResults(parsed, surroundings.Output));
            return failures.Count > 0 || damaged ? ExitCode.Failed : ExitCode.Done;

            void Fail(CheckpointException error)
            {
                failures.Add(ReportError.From(error));
                if (verbosity != Verbosity.Silent)
                {
                    progress?.Clear();
                    ErrorMessage.From(error).Write(errors);
                }
            }
        });
        return command;
    }

    private static List<ModelAnalysis> AnalyzeAll(
        string[] arguments, Surroundings surroundings, WeightReader weights, Action<CheckpointException> fail)
    {
        var models = new List<ModelAnalysis>();
        foreach (string path in InputPaths.Expand(arguments, surroundings.Input, fail))
        {
            try
            {
                models.Add(weights.Analyze(path));
            }
            catch (CheckpointException error)
            {
                fail(error);
            }
        }

        return models;
    }

    /// <summary>Models that are no family have no order, nor have those that share no metric.</summary>
    private static void Check(List<ModelAnalysis> models, RankingOptions options, bool force)
    {
        if (models.Count < 2)
        {
            throw new UsageException(
                $"a ranking takes two networks or more, here {(models.Count == 1 ? "is one" : "are none")}",
                "`heavytail analyze` is for one");
        }

        if (ModelRanking.Voters(models, options).Count == 0)
        {
            var empty = models.FirstOrDefault(model => ModelRanking.Voters([model], options).Count == 0);
            throw new UsageException(
                $"{(empty is null ? "not one metric is known of every network" : $"`{empty.Path}`: no layer has a metric to order by")}: the metrics are {string.Join(", ", options.Metrics)}",
                "`heavytail describe` says which layers there are, and why others are skipped");
        }

        var differences = Comparability.Differences(models);
        if (differences.Count > 0 && !force)
        {
            string more = differences.Count > ShownDifferences ? $" and {differences.Count - ShownDifferences} more" : "";
            throw new UsageException(
                $"not one family: layers that not all of them have: {string.Join("; ", differences.Take(ShownDifferences))}{more}",
                "numbers of different layers differ for reasons other than training; `--force` orders them anyway, `--layers GLOB` leaves layers out");
        }
    }
}
