using System.Text;
using Heavytail.Cli.Tests.Support;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests.House;

/// <summary>
/// Pages of <c>docs</c> show what their commands print, pipes to jq and pandas included; <c>UPDATE_GOLDEN=1</c> writes
/// them anew. A command whose program is not here keeps what is written. Blocks <c>sh</c> run without an error.
/// </summary>
public sealed class PageCommandTests
{
    private const string Console = "```console\n";
    private const string Shell = "```sh\n";

    /// <summary>In place of docker and podman: options and the image are read over, the rest runs here.</summary>
    private const string ContainerCommand = """
        #!/bin/bash
        [ "$1" = run ] || exit 0
        while [ $# -gt 0 ] && [[ $1 != */heavytail:* ]]; do shift; done
        shift
        exec heavytail "$@"

        """;

    public static TheoryData<string> PagesWithOutput { get; } = Pages(Console);

    /// <summary>The commands of python.md build programs and wheels for minutes: the release does.</summary>
    public static TheoryData<string> PagesWithCommands { get; } = Pages(Shell, "docs/python.md");

    [Theory]
    [MemberData(nameof(PagesWithOutput))]
    public void Every_console_block_shows_the_real_output(string path)
    {
        using var shell = new ToolShell();
        string text = File.ReadAllText(Repository.Path(path));
        var page = new StringBuilder();
        foreach (string part in text.Split(Console))
        {
            if (page.Length == 0)
            {
                page.Append(part);
                continue;
            }

            int end = part.IndexOf("```", StringComparison.Ordinal);
            page.Append(Console).Append(Rewrite(part[..end], shell)).Append(part[end..]);
        }

        Golden.Verify(page.ToString(), path);
    }

    /// <summary>In a folder with the samples, a model and its folder; docker runs the tool where it is.</summary>
    [Theory]
    [MemberData(nameof(PagesWithCommands))]
    public void Every_shell_block_runs(string path)
    {
        using var work = new TempFolder();
        PageInputs.Prepare(work);
        using var shell = new ToolShell { Folder = work.Path };
        shell.Add("docker", ContainerCommand).Add("podman", ContainerCommand);
        shell.With("HEAVYTAIL_CACHE", work.File("cache"));
        Assert.Equal(0, shell.Run("heavytail analyze model.safetensors").Code);
        string text = File.ReadAllText(Repository.Path(path));
        string[] blocks = [.. text.Split(Shell).Skip(1).Select(
            rest => rest[..rest.IndexOf("```", StringComparison.Ordinal)])];
        bool hasJq = shell.Has("jq --version");
        foreach (string block in blocks.Where(
            block => hasJq || !block.Contains("jq", StringComparison.Ordinal)))
        {
            (int code, string output) = shell.Run($"set -e\n{block}");
            Assert.True(code == 0, $"{block}\nexit {code}\n{output}");
        }
    }

    private static TheoryData<string> Pages(string fence, params string[] without)
    {
        var files = Directory.EnumerateFiles(Repository.Path("docs"), "*.md", SearchOption.AllDirectories);
        string[] pages =
        [
            .. files.Where(file => File.ReadAllText(file).Contains(fence, StringComparison.Ordinal))
                .Select(static file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'))
                .Except(without).Order(StringComparer.Ordinal),
        ];
        Assert.True(pages.Length > 10, "pages lost their commands");
        return [.. pages];
    }

    private static string Rewrite(string block, ToolShell shell)
    {
        // A command goes on while its quotes are open.
        string[] lines = block.Split('\n');
        int used = 1;
        while (used < lines.Length && lines[..used].Sum(line => line.Count(c => c == '\'')) % 2 == 1)
        {
            used++;
        }

        string command = string.Join('\n', lines[..used])[2..];
        bool needsJq = command.Contains("| jq", StringComparison.Ordinal)
            || command.StartsWith("bash samples/ci", StringComparison.Ordinal);
        string? module = command.Contains("pandas", StringComparison.Ordinal) ? "pandas"
            : command.StartsWith("eng/run-action", StringComparison.Ordinal) ? "yaml"
            : null;
        bool isHere = (!needsJq || shell.Has("jq --version"))
            && (module is null || shell.Has($"python3 -c 'import {module}'"));
        if (!isHere)
        {
            return block;
        }

        (int code, string output) = shell.Run(command);
        Assert.True(code == 0, $"{command}\nexit {code}\n{output}");
        return $"$ {command}\n{output.TrimEnd('\n')}\n";
    }
}
