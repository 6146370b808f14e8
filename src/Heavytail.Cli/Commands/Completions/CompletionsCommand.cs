using System.CommandLine;
using Heavytail.Cli.Options;

namespace Heavytail.Cli.Commands.Completions;

/// <summary>
/// <c>heavytail completions SHELL</c>: a script that lets a shell complete commands, options and names.
/// </summary>
internal static class CompletionsCommand
{
    private static readonly Dictionary<string, string> s_scripts = new(StringComparer.Ordinal)
    {
        ["bash"] = """
            # heavytail completion for bash: source this file, or put it into /etc/bash_completion.d
            _heavytail() {
                local IFS=$'\n'
                COMPREPLY=($(compgen -W "$(heavytail complete "${COMP_LINE:0:COMP_POINT}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
            }
            complete -o default -F _heavytail heavytail
            """,
        ["zsh"] = """
            #compdef heavytail
            # heavytail completion for zsh: put this file into a folder of $fpath as _heavytail
            _heavytail() {
                local -a items
                items=("${(@f)$(heavytail complete "${BUFFER[1,CURSOR]}" 2>/dev/null)}")
                compadd -a items
                _files
            }
            compdef _heavytail heavytail
            """,
        ["fish"] = """
            # heavytail completion for fish: put this file into ~/.config/fish/completions
            complete -c heavytail -a '(heavytail complete (commandline -cp) 2>/dev/null)'
            """,
        ["pwsh"] = """
            # heavytail completion for PowerShell: call this from $PROFILE
            Register-ArgumentCompleter -Native -CommandName heavytail -ScriptBlock {
                param($word, $ast, $position)
                $line = $ast.ToString().PadRight($position).Substring(0, $position)
                heavytail complete $line 2>$null | Where-Object { $_ -like "$word*" } |
                    ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
            }
            """,
    };

    public static Command Create(Shell shell)
    {
        var name = new Argument<string>("SHELL")
        {
            Description = "Your shell",
            HelpName = string.Join('|', s_scripts.Keys),
        };
        name.AllowOnly([.. s_scripts.Keys]);
        var command = new Command("completions", "Print a completion script for bash, zsh, fish or pwsh");
        command.Arguments.Add(name);
        command.SetAction(int (parsed) =>
        {
            shell.Output.WriteLine(s_scripts[parsed.GetValue(name)!]);
            return ExitCode.Done;
        });
        return command;
    }
}
