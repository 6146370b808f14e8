using System.CommandLine;
using Heavytail.Cli.Options;
using Heavytail.Cli.Web;

namespace Heavytail.Cli.Commands.Compare;

/// <summary><c>heavytail compare</c>: models beside a base, layer by layer.</summary>
internal static class CompareCommand
{
    public static Command Create(Shell shell)
    {
        var paths = new PathArgument(ArgumentArity.OneOrMore);
        var compare = new CompareArguments();
        var selection = new SelectionOptions();
        var measure = new MeasureOption();
        var output = new OutputOptions(hasPage: true);
        var command = new Command(
            "compare",
            "What changed? Compares models with the first one, layer by layer; one alone with the `base_model` of its "
                + "model card");
        paths.AddTo(command);
        compare.AddTo(command);
        selection.AddTo(command, computes: true);
        measure.AddTo(command);
        output.AddTo(command);
        shell.Handle(command, output, (parsed, session) =>
        {
            string[] given = paths.Read(parsed);
            if (given is [string only])
            {
                given = [ModelCard.FindBase(only), only];
            }

            string first = session.One(given[0], "base");
            session.Keep([.. selection.Files(parsed), first]);
            var how = compare.Read(parsed);
            var options = measure.Read(parsed, selection.Read(parsed), []);
            options = options with { Execution = options.Execution with { KeepSpectra = true } };
            return session.Model(first, @base =>
            {
                var before = session.Analyze(@base, options);
                session.BaseOfAdapters = @base.IsAdapter ? null : first; // two adapters are compared as changes
                var comparisons = session.Models(
                    given[1..],
                    checkpoint => Flags.In(ModelComparer.Compare(
                        @base, before, checkpoint, session.Analyze(checkpoint, options), how, shell.Cancellation)),
                    options);
                foreach (var error in before.Errors.Concat(
                    comparisons.SelectMany(comparison => comparison.Other.Errors.Concat(comparison.Errors))))
                {
                    session.Fail(error);
                }

                ModelAnalysis[] models = [before, .. comparisons.Select(comparison => comparison.Other)];
                bool allMatched = Patterns.Check(models, options.Selection, session)
                    && HaveLayers(comparisons, how, session);
                var document = new ComparisonDocument(comparisons, session.Errors)
                {
                    Base = before.Path,
                    Options = options,
                    HasDelta = how.Delta,
                };
                session.WritesPages((result, stream) =>
                    ResultPage.Write(TablePage.From((ComparisonDocument)result), stream));
                return session.Publish(
                    document,
                    terminal => CompareTable.Write(document, terminal),
                    isComplete: allMatched && !models.Any(model => model.HasErrors));
            });
        });
        return command;
    }

    /// <summary>Reports renames that found no layer in any model, and models that have no layer in common.</summary>
    private static bool HaveLayers(IReadOnlyList<ModelComparison> comparisons, ComparisonOptions how, Session session)
    {
        bool isComplete = true;
        var maps = comparisons.Count == 0 ? [] : how.Maps; // no other model could be read: that is said already
        foreach (var map in maps.Where(map => comparisons.All(comparison => comparison.UnusedMaps.Contains(map))))
        {
            isComplete = false;
            session.Complain(new UsageException(
                $"`--map {map.Text}` pairs no layer of the base with one of the other model",
                "names are those that `heavytail describe` prints"));
        }

        foreach (var comparison in comparisons.Where(comparison =>
            comparison.Layers.Count > 0 && comparison.Layers.All(layer => layer.MatchedBy is null)))
        {
            isComplete = false;
            session.Complain(new UsageException(
                $"`{comparison.Other.Path}` has no layer by the name of one of the base `{comparison.Base.Path}`",
                $"`--map OLD=NEW` pairs them: {comparison.Layers[0].Name} is one of the base"));
        }

        return isComplete;
    }
}
