using System.CommandLine;
using Heavytail.Cli.Options;
using Heavytail.Cli.Output;

namespace Heavytail.Cli.Commands.Surgery;

/// <summary><c>heavytail surgery</c>: weights changed by their spectra, as new safetensors.</summary>
internal static class SurgeryCommand
{
    public static Command Create(Shell shell)
    {
        var command = new Command("surgery", "Change weights by their spectra: new safetensors, with a report");
        foreach (var kind in SurgeryKind.All)
        {
            command.Subcommands.Add(Create(shell, kind()));
        }

        command.SetAction(int (_) => throw new UsageException(
            "`surgery` needs a kind",
            $"kinds are {string.Join(", ", SurgeryKind.All.Select(kind => kind().Name))}; "
                + $"try `{HeavytailTool.Name} help surgery`"));
        return command;
    }

    private static Command Create(Shell shell, SurgeryKind kind)
    {
        var paths = new PathArgument(ArgumentArity.ExactlyOne);
        var selection = new SelectionOptions();
        var output = new OutputOptions(
            isOther: (_, path) => ModelOutput.IsModel(path),
            others: [ModelOutput.Extension],
            othersAre: "or a folder is the model");
        var dryRun = new Option<bool>("--dry-run")
        {
            Description = "Compute and report everything, and write no weights",
        };
        var force = new Option<bool>("--force")
        {
            Description = "Replace a model that is there already; never the one that is read",
        };
        var command = new Command(kind.Name, kind.Description);
        paths.AddTo(command);
        kind.AddTo(command);
        selection.AddTo(command, computes: true);
        output.AddTo(command);
        command.Options.Add(dryRun);
        command.Options.Add(force);
        shell.Handle(command, output, (parsed, session) =>
        {
            session.Keep(selection.Files(parsed));
            var operation = kind.Create(parsed);
            var options = ModelSurgery.Needed(selection.Read(parsed), operation);
            string? target = Target(output.AllFiles(parsed), parsed.GetValue(dryRun));
            string path = paths.Read(parsed)[0];
            return session.Model(path, checkpoint =>
            {
                var copy = ModelCopy.Of(checkpoint);
                var input = new ModelInput(path, checkpoint, session.Note);
                session.Keep(input.Files);
                using var model = parsed.GetValue(dryRun) || target is null
                    ? null
                    : ModelOutput.Create(target, input, copy.Files, parsed.GetValue(force));
                var before = session.Analyze(checkpoint, options);
                if (!CanOperate(before, options, session))
                {
                    return ExitCode.Failed;
                }

                SurgeryResult Operate(IReadOnlyList<Stream>? streams) => ModelSurgery.Operate(
                    checkpoint, before, operation, copy, streams, session.NextPass(), shell.Cancellation);
                var result = model is null ? Operate(null) : model.Write(Operate);
                var document = new SurgeryDocument(Flags.In(result), session.Errors) { Output = model?.Given };
                return session.Publish(document, terminal => SurgeryTable.Write(document, terminal));
            }, total: 1);
        });
        return command;
    }

    /// <summary>The one path of <c>--output</c> that is the model's.</summary>
    private static string? Target(IReadOnlyList<string> files, bool isDry)
    {
        string[] models = [.. files.Where(ModelOutput.IsModel)];
        return models switch
        {
            [] when isDry => null,
            [] => throw new UsageException(
                "`surgery` writes a model, and no `--output` names it",
                $"`--output NEW{ModelOutput.Extension}`, or a folder for a model in several files; `--dry-run` writes "
                    + "none"),
            [var only] => only,
            _ => throw new UsageException(
                $"`--output {models[0]}` and `--output {models[1]}` both name the model", "give one of them"),
        };
    }

    /// <summary>
    /// Whether the analysis has layers, and all that were asked for; where not, it says what is wrong.
    /// </summary>
    private static bool CanOperate(ModelAnalysis before, AnalysisOptions options, Session session)
    {
        bool allMatched = Patterns.Complain(options.Selection.Unmatched([before]), session);
        foreach (var error in before.Errors)
        {
            session.Fail(error);
        }

        return allMatched && before.Errors.Count == 0
            && (NothingToAnalyzeException.Of(before) is { } nothing ? throw nothing : true);
    }
}
