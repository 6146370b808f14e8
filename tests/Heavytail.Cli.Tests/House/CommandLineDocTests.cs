using System.CommandLine;
using System.Text;
using Heavytail.Cli.Commands;
using Heavytail.Cli.Tests.Support;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests.House;

/// <summary><c>docs/cli.md</c> is the tool's own help; <c>UPDATE_GOLDEN=1</c> writes it anew.</summary>
public sealed class CommandLineDocTests
{
    [Fact]
    public void The_page_is_the_help_of_every_command() => Golden.Verify(Page(), "docs/cli.md");

    private static string Page()
    {
        using var interruption = new Interruption();
        var root = HeavytailTool.Create(TextReader.Null, TextWriter.Null, TextWriter.Null, interruption);
        var page = new StringBuilder(
            "# The command line\n\nWhat `--help` prints; a test keeps this page equal to it.\n");
        page.Append(
            "\n[first-hour.md](first-hour.md) is where to begin, [metrics.md](metrics.md) explains the columns, ");
        page.Append("[formats.md](formats.md) the files, [trend.md](trend.md) trends and rankings, ");
        page.Append("[check.md](check.md) checks, [compare.md](compare.md) comparisons, [plans.md](plans.md) plans, ");
        page.Append("[surgery.md](surgery.md) surgery, ");
        page.Append("[cache.md](cache.md) the cache of spectra.\n");
        page.Append("\nExit codes: 0 done; 1 a check failed; 2 part of the request failed, the rest was completed; ");
        page.Append("130, 143, 129 ended by Ctrl-C, SIGTERM or a closed terminal.\n");
        page.Append("Results that cannot be written to one place (`-o`, `--spectra`, standard output) ");
        page.Append("go to the others, with 2.\n");
        page.Append("Inputs are files: pipes, sockets and devices are refused; `@file` is the name of a file.\n");
        page.Append("Environment: `HEAVYTAIL_THREADS` (as `-j`), `HEAVYTAIL_MEMORY` (as `--memory`), ");
        page.Append("`HEAVYTAIL_CACHE` (as `--cache`), `HEAVYTAIL_CACHE_SIZE` (`2GB`), ");
        page.Append("`HEAVYTAIL_KERNELS` (`vector512`, `vector256`, `vector128`, `scalar`), `HEAVYTAIL_PARENT` ");
        page.Append("(`stdin` ends the work with standard input), `NO_COLOR`, `COLUMNS`.\n");
        page.Append("Without arguments the help goes to standard error, and the exit code is 2.\n");
        foreach (string[] words in Commands(root, []).Prepend([]))
        {
            string help = Tool.Run([.. words, "--help"]).Output;
            page.Append("\n## " + string.Join(' ', words.Prepend(HeavytailTool.Name)) + "\n\n```text\n")
                .Append(help.Trim()).Append("\n```\n");
        }

        return page.ToString();
    }

    /// <summary>The words of every command below one, each before those below it.</summary>
    private static IEnumerable<string[]> Commands(Command above, string[] words) =>
        above.Subcommands.Where(command => !command.Hidden).SelectMany(command =>
            Commands(command, [.. words, command.Name]).Prepend([.. words, command.Name]));
}
