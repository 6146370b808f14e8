using System.CommandLine;

namespace Heavytail.Cli.Commands.Completions;

/// <summary>
/// <c>heavytail complete</c>, hidden: the completions of a line, for the scripts of <c>completions</c>.
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
            string typed = parsed.GetValue(line)!;
            int name = typed.IndexOf(' ', StringComparison.Ordinal);
            string rest = name < 0 ? "" : typed[(name + 1)..];
            foreach (var item in root.Parse(rest).GetCompletions(rest.Length))
            {
                shell.Output.WriteLine(item.InsertText ?? item.Label);
            }

            return ExitCode.Done;
        });
        return command;
    }
}
