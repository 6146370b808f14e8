using System.Text;
using Heavytail.Cli.Tests.Support;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests.House;

/// <summary>
/// Pages of <c>docs</c> show what their commands print, pipes to jq and pandas included; <c>UPDATE_GOLDEN=1</c> writes
/// them anew. A command whose program is not here keeps what is written. Blocks <c>sh</c> run without an error.
/// </summary>
public sealed class FirstHourTests
{
    private const string Page = "docs/first-hour.md";
    private const string Fence = "```console\n";

    /// <summary>In place of docker and podman: options and the image are read over, the rest runs here.</summary>
    private const string ContainerCommand = """
        #!/bin/bash
        [ "$1" = run ] || exit 0
        while [ $# -gt 0 ] && [[ $1 != */heavytail:* ]]; do shift; done
        shift
        exec heavytail "$@"

        """;

    [Theory]
    [InlineData(Page)]
    [InlineData("docs/theory.md")]
    [InlineData("docs/check.md")]
    [InlineData("docs/compare.md")]
    [InlineData("docs/surgery.md")]
    [InlineData("docs/first-five-minutes.md")]
    [InlineData("docs/tutorials/judge-a-checkpoint.md")]
    [InlineData("docs/tutorials/compare-fine-tunes.md")]
    [InlineData("docs/tutorials/choose-a-release.md")]
    [InlineData("docs/tutorials/prune.md")]
    [InlineData("docs/tutorials/watch-a-run.md")]
    [InlineData("docs/from-weightwatcher.md")]
    [InlineData("docs/what-alpha-can-tell.md")]
    [InlineData("docs/ci.md")]
    public void Every_console_block_shows_the_real_output(string path)
    {
        using var shell = new ToolShell();
        string text = File.ReadAllText(Repository.Path(path));
        var page = new StringBuilder();
        foreach (string part in text.Split(Fence))
        {
            if (page.Length == 0)
            {
                page.Append(part);
                continue;
            }

            int end = part.IndexOf("```", StringComparison.Ordinal);
            page.Append(Fence).Append(Rewrite(part[..end], shell)).Append(part[end..]);
        }

        Golden.Verify(page.ToString(), path);
    }

    /// <summary>In a folder with the samples, a model and its folder; docker runs the tool where it is.</summary>
    [Theory]
    [InlineData(Page, 5)]
    [InlineData("docs/first-five-minutes.md", 2)]
    [InlineData("docs/tutorials/judge-a-checkpoint.md", 1)]
    [InlineData("docs/tutorials/compare-fine-tunes.md", 1)]
    [InlineData("docs/tutorials/choose-a-release.md", 1)]
    [InlineData("docs/tutorials/prune.md", 1)]
    [InlineData("docs/tutorials/watch-a-run.md", 1)]
    [InlineData("docs/from-weightwatcher.md", 1)]
    [InlineData("docs/ci.md", 1)]
    [InlineData("docs/container.md", 2)]
    public void Every_shell_block_runs(string path, int least)
    {
        using var work = new TempFolder();
        File.CreateSymbolicLink(work.File("samples"), Repository.Path("samples"));
        File.CreateSymbolicLink(work.File("eng"), Repository.Path("eng"));
        File.CreateSymbolicLink(work.File("python"), Repository.Path("python"));
        Directory.CreateDirectory(work.File("checkpoints"));
        string sample = Repository.Path("samples/fashion-mnist/batch-0016.safetensors");
        File.Copy(sample, work.File("model.safetensors"));
        File.Copy(sample, work.File("checkpoints/last.safetensors"));
        using var shell = new ToolShell { Folder = work.Path };
        shell.Add("docker", ContainerCommand).Add("podman", ContainerCommand);
        string text = File.ReadAllText(Repository.Path(path));
        string[] blocks = [.. text.Split("```sh\n").Skip(1).Select(
            rest => rest[..rest.IndexOf("```", StringComparison.Ordinal)])];
        Assert.True(blocks.Length >= least, "the page lost its commands");
        bool hasJq = shell.Has("jq --version");
        foreach (string block in blocks.Where(
            block => hasJq || !block.Contains("jq", StringComparison.Ordinal)))
        {
            (int code, string output) = shell.Run(block);
            Assert.True(code == 0, $"{block}\nexit {code}\n{output}");
        }
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
