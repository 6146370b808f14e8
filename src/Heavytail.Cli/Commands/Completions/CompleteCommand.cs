using System.CommandLine;

namespace Heavytail.Cli.Commands.Completions;

/// <summary>
/// <c>heavytail complete</c>, hidden: the words that may follow on a line, for the scripts of <c>completions</c>.
/// </summary>
internal static class CompleteCommand
{
    public static Command Create(Shell shell, Command root)
    {
        var line = new Argument<string>("LINE") { Description = "The line so far, with the program's name" };
        var command = new Command("complete", "Complete a command line") { Hidden = true };
        command.Arguments.Add(line);
        command.SetAction(int (parsed) =>
        {
            var words = ShellWords.Split(parsed.GetValue(line)!);
            if (words.Before.Count > 0)
            {
                foreach (string word in Completer.Complete(root, words with { Before = [.. words.Before.Skip(1)] }))
                {
                    shell.Output.WriteLine(word);
                }
            }

            return ExitCode.Done;
        });
        return command;
    }
}
