using System.CommandLine;
using Heavytail.Cli.Commands.Analyze;
using Heavytail.Cli.Commands.Cache;
using Heavytail.Cli.Commands.Check;
using Heavytail.Cli.Commands.Compare;
using Heavytail.Cli.Commands.Completions;
using Heavytail.Cli.Commands.Corpus;
using Heavytail.Cli.Commands.Describe;
using Heavytail.Cli.Commands.Explain;
using Heavytail.Cli.Commands.Help;
using Heavytail.Cli.Commands.Plan;
using Heavytail.Cli.Commands.Plot;
using Heavytail.Cli.Commands.Rank;
using Heavytail.Cli.Commands.Report;
using Heavytail.Cli.Commands.Surgery;
using Heavytail.Cli.Commands.Trend;
using Heavytail.Cli.Options;
using Heavytail.Cli.Output;

namespace Heavytail.Cli.Commands;

/// <summary>The whole tool: arguments in, exit code out. Every failure ends here as one message on stderr.</summary>
internal static class HeavytailTool
{
    public const string Name = "heavytail";

    private const string VersionFlag = "--version";
    private const string HelpFlag = "--help";

    /// <summary>Commands of other tools, and what does their work here.</summary>
    private const string Comparing = $"`{Name} compare` shows what changed between two models, `{Name} rank` "
        + "orders networks";

    private static readonly Dictionary<string, string> s_otherVerbs = new(StringComparer.OrdinalIgnoreCase)
    {
        ["diff"] = Comparing,
        ["sort"] = $"`{Name} rank` orders networks",
        ["gate"] = $"`{Name} check` checks a network by rules",
        ["lint"] = $"`{Name} check` checks a network by rules",
        ["verify"] = $"`{Name} check` checks a network by rules",
        ["inspect"] = $"`{Name} describe` lists what is in a file",
        ["info"] = $"`{Name} describe` lists what is in a file",
        ["list"] = $"`{Name} describe` lists what is in a file, `{Name} corpus list` the corpora",
        ["show"] = $"`{Name} describe` lists what is in a file, `{Name} corpus show` the models of a corpus",
        ["draw"] = $"`{Name} plot` draws a layer, `{Name} analyze` with `--plots DIR` all of them",
        ["figure"] = $"`{Name} plot` draws a layer, `{Name} analyze` with `--plots DIR` all of them",
        ["prune"] = $"`{Name} plan sparsity` says how much of each layer to prune",
        ["quantize"] = $"`{Name} plan bits` says how many bits each layer gets",
        ["smooth"] = $"`{Name} surgery smooth` keeps the largest singular values of each layer",
        ["truncate"] = $"`{Name} surgery low-rank` replaces each matrix by one of lower rank",
        ["repair"] = $"`{Name} surgery traps` removes correlation traps",
        ["html"] = $"`{Name} report` writes a page",
    };

    public static int Run(
        IReadOnlyList<string> args,
        TextReader input,
        TextWriter output,
        TextWriter error,
        Interruption interruption)
    {
        var root = Create(input, output, error, interruption);
        try
        {
            CheckVerb(root, args);
            var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
            var help = root.Options.First(option => option.Name == HelpFlag);
            if (parsed.GetResult(help) is { Implicit: false })
            {
                // Also of a command line that lacks something: that is why people ask.
                HelpPage.Write(parsed.CommandResult.Command, Terminal.ForResults(output, "auto", output));
                return ExitCode.Done;
            }

            return parsed.Errors.Count > 0
                ? Complain(error, UsageMessage.From(parsed, args))
                : parsed.Invoke(new InvocationConfiguration
                {
                    Output = output,
                    Error = error,
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = null,
                });
        }
        catch (Exception e) when (e is OperationCanceledException || interruption.Token.IsCancellationRequested)
        {
            // Also what fails because its temporary file is deleted already.
            interruption.Say(error);
            return interruption.ExitCode;
        }
        catch (HeavytailException e)
        {
            return Complain(error, ErrorMessage.From(e));
        }
        catch (Exception e) when (e is StandardOutputException || StandardStreams.IsFailure(e))
        {
            // Weight files and --output report their own faults: what is left is standard input and output.
            return Complain(
                error, new ErrorMessage($"standard input or output failed: {StandardStreams.Reason(e)}", null));
        }
        catch (UnauthorizedAccessException e)
        {
            return Complain(error, new ErrorMessage(e.Message.TrimEnd('.'), null));
        }
        catch (Exception e)
        {
            bool trace = args.Contains("-vv") || args.Count(arg => arg is "-v" or "--verbose") > 1;
            int code = Complain(error, new ErrorMessage(
                $"internal: {e.GetType().Name}: {e.Message}",
                trace ? "this is a bug; report the trace with the command"
                    : "this is a bug; run again with `-vv` and report the trace with the command"));
            if (trace)
            {
                error.WriteLine($"\n{e}");
            }

            return code;
        }
    }

    /// <summary>The command tree; documentation and completion read it too.</summary>
    public static Command Create(
        TextReader input, TextWriter output, TextWriter error, Interruption interruption)
    {
        var root = new Command(Name, "How well was this network trained? Spectra of its weights, layer by layer.");
        var version = new Option<bool>(VersionFlag, "-V") { Description = "Show the version" };
        root.Options.Add(new Option<bool>(HelpFlag, "-h")
        {
            Description = "Show help",
            Arity = ArgumentArity.Zero,
            Recursive = true,
        });
        root.Options.Add(version);
        var display = new DisplayOptions();
        display.AddTo(root);
        var shell = new Shell(input, output, error, display, interruption);
        root.Subcommands.Add(AnalyzeCommand.Create(shell));
        root.Subcommands.Add(ReportCommand.Create(shell));
        root.Subcommands.Add(DescribeCommand.Create(shell));
        root.Subcommands.Add(PlotCommand.Create(shell));
        root.Subcommands.Add(TrendCommand.Create(shell));
        root.Subcommands.Add(RankCommand.Create(shell));
        root.Subcommands.Add(CompareCommand.Create(shell));
        root.Subcommands.Add(PlanCommand.Create(shell));
        root.Subcommands.Add(SurgeryCommand.Create(shell));
        root.Subcommands.Add(CheckCommand.Create(shell));
        root.Subcommands.Add(CorpusCommand.Create(shell));
        root.Subcommands.Add(CacheCommand.Create(shell));
        root.Subcommands.Add(ExplainCommand.Create(shell));
        root.Subcommands.Add(CompletionsCommand.Create(shell));
        root.Subcommands.Add(HelpCommand.Create(shell, root));
        root.Subcommands.Add(CompleteCommand.Create(shell, root));
        root.SetAction(int (parsed) =>
        {
            if (!parsed.GetValue(version))
            {
                // As uv and ruff do: the page is for whoever looks on, and a script with a lost variable fails.
                HelpPage.Write(root, display.ForErrors(parsed, error));
                return ExitCode.Failed;
            }

            output.WriteLine($"{Name} {Document.ToolVersion}");
            return ExitCode.Done;
        });
        return root;
    }

    /// <summary><c>heavytail model.pt</c> is the first thing people type; it deserves an answer of its own.</summary>
    private static void CheckVerb(Command root, IReadOnlyList<string> args)
    {
        if (args.Count == 0 || args[0].StartsWith('-')
            || root.Subcommands.Any(command => command.Name == args[0]))
        {
            return;
        }

        string word = args[0];
        var verbs = root.Subcommands.Where(command => !command.Hidden).Select(command => command.Name);
        string? hint = Path.Exists(word)
            ? Spelling.Question([$"{Name} analyze {word}"])
            : s_otherVerbs.GetValueOrDefault(word)
                ?? Spelling.Question([.. Spelling.Closest(word, verbs).Select(verb => $"{Name} {verb}")])
                ?? $"commands are {string.Join(", ", verbs)}";
        throw new UsageException($"unknown command `{word}`", hint);
    }

    private static int Complain(TextWriter error, ErrorMessage message)
    {
        message.Write(Terminal.ForErrors(error));
        return ExitCode.Failed;
    }
}
