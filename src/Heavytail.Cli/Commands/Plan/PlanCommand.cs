using System.CommandLine;
using System.Text;
using Heavytail.Cli.Options;

namespace Heavytail.Cli.Commands.Plan;

/// <summary><c>heavytail plan</c>: decisions by layer from spectra, as files that other tools read.</summary>
internal static class PlanCommand
{
    public static Command Create(Shell shell)
    {
        var command = new Command("plan", "Decide by layer from spectra: prune, quantize, train, decay, merge");
        foreach (var kind in PlanKind.All)
        {
            command.Subcommands.Add(Create(shell, kind()));
        }

        command.SetAction(int (_) => throw new UsageException(
            "`plan` needs a kind",
            $"kinds are {string.Join(", ", PlanKind.All.Select(kind => kind().Name))}; "
                + $"try `{HeavytailTool.Name} help plan`"));
        return command;
    }

    private static Command Create(Shell shell, PlanKind kind)
    {
        var paths = new PathArgument(ArgumentArity.ZeroOrOne);
        var scores = new PlanScoreOptions(kind);
        var emit = PlanFiles.Option(kind);
        emit.AllowOnly([.. kind.Files.Select(file => file.Name)]);
        var explain = new Option<bool>("--explain")
        {
            Description = "Also say why each layer gets what it gets, and how the files are used",
        };
        var selection = new SelectionOptions();
        var matrices = new MatrixOption();
        var measure = new MeasureOption(); // no flags of its own: a column that is the score asks for its measure
        var output = new OutputOptions(
            isOther: (parsed, path) => PlanFiles.For(kind, parsed.GetValue(emit), path) is not null,
            others: [.. kind.Files.Select(file => file.Extension)]);
        var command = new Command(kind.Name, kind.Description);
        paths.AddTo(command);
        scores.AddTo(command);
        kind.AddTo(command);
        selection.AddTo(command, computes: true);
        matrices.AddTo(command);
        output.AddTo(command);
        command.Options.Add(emit);
        command.Options.Add(explain);
        shell.Handle(command, output, (parsed, session) =>
        {
            using var files = PlanFiles.Create(kind, parsed.GetValue(emit), output.AllFiles(parsed));
            string[] inputs = [.. selection.Files(parsed), .. scores.Files(parsed)];
            session.Keep(inputs);
            files.Keep(inputs);
            string metric = scores.Metric(parsed);
            var options = PlanScores.Needed(
                measure.Read(
                    parsed,
                    matrices.Read(parsed, selection.Read(parsed)),
                    metric.Length == 0 || PlanScores.Names.Contains(metric) ? [] : [metric]),
                metric,
                kind.NeedsVariance);
            PlanScoreOptions.Check(metric, options.Metrics);
            string[] given = paths.Read(parsed);
            var model = given.Length == 0 ? null : Analyze(given, options, files, session);
            if (given.Length > 0 && model is null)
            {
                return ExitCode.Failed;
            }

            bool allMatched = model is null || Patterns.Complain(options.Selection.Unmatched([model]), session);
            var layers = scores.Read(
                parsed, model is null ? null : kind.Scores(parsed, model, metric), given.FirstOrDefault());
            var plan = kind.Create(parsed, layers, NameOf(given));
            IEnumerable<string> remarks = scores.Remark(parsed, layers) is string remark ? [remark] : [];
            plan = plan with { Notes = [.. remarks, .. plan.Notes.Select(note => Flags.In(note))] };
            var document = new PlanDocument(plan, session.Errors)
            {
                Model = model?.Path,
                Score = scores.Describe(parsed, metric),
                Options = model is null ? null : options,
            };
            bool isComplete = allMatched && model is not { HasErrors: true };
            files.Write(plan, error =>
            {
                isComplete = false;
                session.Complain(error);
            });
            return files.OnOutput is string name
                ? session.Publish(() => Emit(PlanFiles.Find(plan, name), plan, session) && isComplete)
                : session.Publish(
                    document,
                    terminal => PlanTable.Write(document, parsed.GetValue(explain), terminal),
                    isComplete);
        });
        return command;
    }

    private static ModelAnalysis? Analyze(
        string[] paths, AnalysisOptions options, PlanFiles files, Session session)
    {
        int opened = 0;
        var models = session.Models(
            paths,
            checkpoint =>
            {
                if (opened++ > 0)
                {
                    throw new UsageException("`plan` is about one model, and the path names several");
                }

                files.Keep(checkpoint.OpenedPaths);
                return session.Analyze(checkpoint, options);
            },
            options);
        foreach (var error in models.SelectMany(model => model.Errors))
        {
            session.Fail(error);
        }

        return models is [var model]
            ? NothingToAnalyzeException.Of(model) is { } nothing ? throw nothing : model
            : null;
    }

    /// <summary>Writes a file to standard output, and what to know about it to standard error.</summary>
    private static bool Emit(PlanFile file, Heavytail.Plan plan, Session session)
    {
        if (!file.IsText)
        {
            throw new UsageException(
                $"`--emit {file.Name}`: standard output is text", $"use `--output FILE{file.Extension}`");
        }

        session.Output.Write(Encoding.UTF8.GetString(file.Content.Span));
        foreach (string note in plan.Notes)
        {
            session.Note(note);
        }

        return true;
    }

    /// <summary>The name of the model in configurations: that of its folder, or its file's without extension.</summary>
    private static string NameOf(string[] paths)
    {
        if (paths.Length == 0)
        {
            return "model";
        }

        string path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(paths[0]));
        return Directory.Exists(path) ? Path.GetFileName(path)
            : Path.GetFileNameWithoutExtension(path);
    }
}
