using System.CommandLine;
using Heavytail.Cli.Options;
using Heavytail.Cli.Output;

namespace Heavytail.Cli.Commands.Completions;

/// <summary>
/// <c>heavytail completions SHELL</c>: a script that lets a shell complete commands, options and names.
/// </summary>
internal static class CompletionsCommand
{
    private static readonly Dictionary<string, string> s_scripts = new(StringComparer.Ordinal)
    {
        ["bash"] = """
            # heavytail completion for bash: put this line into ~/.bashrc
            # source <(heavytail completions bash)
            _heavytail() {
                local line=${COMP_LINE:0:COMP_POINT} current=${COMP_WORDS[COMP_CWORD]} quote="" word
                case $current in [\"\']*) quote=${current:0:1} ;; esac
                COMPREPLY=()
                while IFS= read -r word; do
                    # After --option= bash replaces the value only.
                    [[ $current == = || ${COMP_WORDS[COMP_CWORD-1]} == = ]] && word=${word#*=}
                    if [ -n "$quote" ]; then word=$quote$word; else printf -v word %q "$word"; fi
                    COMPREPLY+=("${word//\\,/,}")
                done < <("$1" complete "$line" 2>/dev/null)
                [ -n "$quote" ] && COMPREPLY=("${COMPREPLY[@]/%/$quote}")
            }
            complete -o default -F _heavytail heavytail
            """,
        ["zsh"] = """
            #compdef heavytail
            # heavytail completion for zsh: put this file into a folder of $fpath as _heavytail
            _heavytail() {
                local -a items
                items=("${(@f)$(heavytail complete "${BUFFER[1,CURSOR]}" 2>/dev/null)}")
                items=("${(@)items:#}")
                (( $#items )) && compadd -a items || _files
            }
            # Where zsh loads this file as the function, its first call is the file itself.
            if [ "$funcstack[1]" = _heavytail ]; then
                _heavytail "$@"
            else
                compdef _heavytail heavytail
            fi
            """,
        ["fish"] = """
            # heavytail completion for fish: put this file into ~/.config/fish/completions
            complete -c heavytail -a '(heavytail complete (commandline -cp | string collect) 2>/dev/null)'
            """,
        ["pwsh"] = """
            # heavytail completion for PowerShell: call this from $PROFILE
            Register-ArgumentCompleter -Native -CommandName heavytail -ScriptBlock {
                param($word, $ast, $position)
                $line = $ast.ToString().PadRight($position).Substring(0, $position)
                heavytail complete $line 2>$null | ForEach-Object {
                    $text = if ($_ -match '\s') { "'$_'" } else { $_ }
                    [System.Management.Automation.CompletionResult]::new($text, $_, 'ParameterValue', $_)
                }
            }
            """,
    };

    public static Command Create(Shell shell)
    {
        var name = new Argument<string>("SHELL")
        {
            Description = $"Your shell: {WordList.Join([.. s_scripts.Keys], "or")}",
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
