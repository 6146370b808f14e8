using System.CommandLine;
using Heavytail.Cli.Options;

namespace Heavytail.Cli.Commands.Check;

/// <summary>
/// <c>heavytail check</c>: models by the rules of a policy; exit code 1 where a rule fires that fails.
/// </summary>
internal static class CheckCommand
{
    public static Command Create(Shell shell)
    {
        var paths = new PathArgument(ArgumentArity.ZeroOrMore);
        var rules = new CheckArguments();
        var init = new PolicyInit();
        var selection = new SelectionOptions();
        var output = new OutputOptions(hasFindings: true);
        var command = new Command(
            "check", "Check models by rules, for CI: exit code 1 and a list of what fired, the worst first");
        paths.AddTo(command);
        rules.AddTo(command);
        init.AddTo(command);
        selection.AddTo(command, computes: true);
        output.AddTo(command);
        shell.Handle(command, output, (parsed, session) =>
        {
            if (init.IsAsked(parsed))
            {
                return paths.Read(parsed).Length > 0
                    ? throw new UsageException(
                        "`--init` writes a policy and checks nothing", "leave the weight files out, or `--init`")
                    : init.Write(parsed, session);
            }

            if (paths.Read(parsed).Length == 0)
            {
                throw new UsageException(
                    "no weight file is given", "`heavytail check model.safetensors`; `--init` writes a policy");
            }

            session.Keep(selection.Files(parsed));
            var (policy, baseline) = rules.Read(parsed, session);
            var options = Measuring(selection.Read(parsed), policy);
            var models = session.Models(
                paths.Read(parsed), checkpoint => Analyze(checkpoint, options, session), options);
            bool allMatched = Patterns.Check(models, options.Selection, session);
            allMatched &= AllMatch(models, policy, baseline, session);
            if (!allMatched)
            {
                return ExitCode.Failed; // what is left of the rules would pass for nothing
            }

            var document = new CheckDocument(
                Gate.Check([.. models.Where(IsJudged)], policy, baseline), session.Errors)
            {
                Options = options,
            };
            int code = session.Publish(document, terminal => CheckTable.Write(document, terminal));
            return code == ExitCode.Done && document.Result.Fails ? ExitCode.Found : code;
        });
        return command;
    }

    /// <summary>A model of which memory leaves every layer out has a finding, and no layer.</summary>
    private static bool IsJudged(ModelAnalysis model) => model.Layers.Count > 0 || model.HasErrors;

    /// <summary>The options with the measures that a policy's metrics come from.</summary>
    private static AnalysisOptions Measuring(AnalysisOptions options, GatePolicy policy) => options with
    {
        Measures = options.Measures with
        {
            List = MeasureCatalog.DefaultAnd(
                policy.Columns.Select(MeasureCatalog.Owner).OfType<IMeasure>().Select(measure => measure.Name)),
        },
    };

    /// <summary>Analyzes a model; NaN is for a rule to find, damage is an error.</summary>
    private static ModelAnalysis Analyze(Checkpoint checkpoint, AnalysisOptions options, Session session)
    {
        var model = session.Analyze(checkpoint, options);
        foreach (var error in model.Errors)
        {
            session.Fail(error);
        }

        if (NothingToAnalyzeException.Of(model) is { } nothing && !model.HasErrors)
        {
            if (Patterns.LeaveNothing(model))
            {
                session.Remember(nothing);
            }
            else
            {
                session.Fail(nothing);
            }
        }

        return model;
    }

    /// <summary>Reports the patterns of rules that match no layer: such a rule would pass for nothing.</summary>
    private static bool AllMatch(
        IReadOnlyList<ModelAnalysis> models, GatePolicy policy, Baseline? baseline, Session session)
    {
        var unmatched = Gate.Unmatched(models, policy, baseline);
        foreach (var (rule, error) in unmatched)
        {
            session.Complain(new UsageException($"rule `{rule.Id}`: {error.Message}", error.Hint));
        }

        return unmatched.Count == 0;
    }
}
