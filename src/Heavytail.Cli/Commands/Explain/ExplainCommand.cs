using System.CommandLine;
using System.CommandLine.Completions;
using Heavytail.Cli.Options;
using Heavytail.Cli.Output;

namespace Heavytail.Cli.Commands.Explain;

/// <summary>
/// <c>heavytail explain NAME…</c>: what a column, a label, a status, a reason or a term means, and what to do about
/// it.
/// </summary>
internal static class ExplainCommand
{
    public static Command Create(Shell shell)
    {
        var names = new Argument<string[]>("NAME")
        {
            Description = "Columns, labels, statuses, reasons, terms or rules, in any case; omit them to list all",
            Arity = ArgumentArity.ZeroOrMore,
        };
        names.RefuseOptions();
        names.CompletionSources.Add(_ => Explanations.Names.Select(name => new CompletionItem(name)));
        var command = new Command(
            "explain",
            "Explain metrics, labels, statuses, reasons and rules: what they mean, and what to do about them");
        command.Arguments.Add(names);
        command.SetAction(int (parsed) => Explain(parsed.GetValue(names)!, parsed, shell));
        return command;
    }

    /// <summary>Explains what is known, then says which words are not.</summary>
    private static int Explain(string[] names, ParseResult parsed, Shell shell)
    {
        var page = new ExplanationPage(shell.Display.ForResults(parsed, shell.Output));
        if (names.Length == 0)
        {
            page.List();
        }

        var found = new List<Explanation>();
        var unknown = new List<ErrorMessage>();
        foreach (string name in names.Distinct(StringComparer.Ordinal))
        {
            try
            {
                found.AddRange(Explanations.Find(name));
            }
            catch (UnknownNameException error)
            {
                var verb = parsed.RootCommandResult.Command.Subcommands.FirstOrDefault(
                    command => !command.Hidden && command.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
                unknown.Add(verb is null ? ErrorMessage.From(error) : new ErrorMessage(
                    $"`{name}` is a command",
                    $"`{HeavytailTool.Name} help {verb.Name}` explains it, with its options"));
            }
        }

        foreach (var explanation in found.Distinct())
        {
            page.Write(explanation);
        }

        var messages = shell.Display.ForErrors(parsed, shell.Error);
        foreach (var error in unknown)
        {
            error.Write(messages);
        }

        return unknown.Count > 0 ? ExitCode.Failed : ExitCode.Done;
    }
}
