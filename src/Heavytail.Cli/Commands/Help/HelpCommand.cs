using System.CommandLine;

namespace Heavytail.Cli.Commands.Help;

/// <summary><c>heavytail help COMMAND</c>: the page that <c>heavytail COMMAND --help</c> shows.</summary>
internal static class HelpCommand
{
    public static Command Create(Shell shell, Command root)
    {
        var words = new Argument<string[]>("COMMAND")
        {
            Description = "A command, and a command of it; omit it for the list of commands",
            Arity = ArgumentArity.ZeroOrMore,
        };
        words.CompletionSources.Add(_ => root.Subcommands.Where(sub => !sub.Hidden).Select(
            sub => new System.CommandLine.Completions.CompletionItem(sub.Name)));
        var command = new Command("help", "Show the help of a command");
        command.Arguments.Add(words);
        command.SetAction(int (parsed) =>
        {
            HelpPage.Write(
                Find(root, parsed.GetValue(words)!), shell.Display.ForResults(parsed, shell.Output));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Find(Command root, string[] words)
    {
        var command = root;
        foreach (string word in words)
        {
            var known = command.Subcommands.Where(sub => !sub.Hidden).ToArray();
            command = known.FirstOrDefault(sub => sub.Name == word) ?? throw new UsageException(
                $"unknown command `{word}`",
                Spelling.DidYouMean(word, known.Select(sub => sub.Name))
                    ?? (known.Length > 0 ? $"commands are {string.Join(", ", known.Select(sub => sub.Name))}"
                        : $"`{UsageMessage.Words(command)}` has no commands"));
        }

        return command;
    }
}
