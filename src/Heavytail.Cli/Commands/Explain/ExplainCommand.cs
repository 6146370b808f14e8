using System.CommandLine;
using System.CommandLine.Completions;
using Heavytail.Cli.Options;

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
            Description = "Columns, labels, statuses, reasons or terms, in any case; omit them to list all",
            Arity = ArgumentArity.ZeroOrMore,
        };
        names.RefuseOptions();
        names.CompletionSources.Add(_ => Explanations.Names.Select(name => new CompletionItem(name)));
        var command = new Command(
            "explain", "Explain metrics, labels, statuses and reasons: what they mean, and what to do about them");
        command.Arguments.Add(names);
        command.SetAction(int (parsed) =>
        {
            var page = new ExplanationPage(shell.Display.ForResults(parsed, shell.Output));
            var explanations = parsed.GetValue(names)!.SelectMany(Explanations.Find).Distinct().ToArray();
            if (explanations.Length == 0)
            {
                page.List();
            }

            foreach (var explanation in explanations)
            {
                page.Write(explanation);
            }

            return ExitCode.Done;
        });
        return command;
    }
}
