using System.Text;
using Heavytail.Cli.Tests.Support;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests.House;

/// <summary>
/// README shows what the tool really prints: the lines after a <c>$ heavytail …</c> of a <c>console</c> block are its
/// output, and tables of speed are those of the benchmarks. <c>UPDATE_GOLDEN=1</c> writes them anew.
/// </summary>
public sealed class ReadmeTests
{
    private const string Prompt = "$ heavytail ";

    [Theory]
    [InlineData("README.md")]
    [InlineData("samples/fashion-mnist/README.md")]
    public void Every_console_block_shows_the_real_output(string file) => Check(file, Rewrite);

    [Fact]
    public void Speed_is_what_the_benchmarks_wrote() => Check("README.md", SpeedQuotes.Rewrite);

    [Fact]
    public void Every_shell_command_runs()
    {
        using var folder = new TempFolder();
        string sample = Repository.Path("samples/fashion-mnist/batch-0016.safetensors");
        Directory.CreateDirectory(Path.Combine(folder.Path, "checkpoints"));
        Directory.CreateDirectory(Path.Combine(folder.Path, "runs"));
        Directory.CreateDirectory(Path.Combine(folder.Path, "samples"));
        File.CreateSymbolicLink(
            Path.Combine(folder.Path, "samples/fashion-mnist"), Repository.Path("samples/fashion-mnist"));
        foreach (string name in new[] { "model.safetensors", "model.pt", "checkpoints/a.safetensors", "runs/b.pt" })
        {
            File.Copy(sample, Path.Combine(folder.Path, name));
        }

        var commands = Blocks("sh").SelectMany(Heavytail).ToArray();
        Assert.True(commands.Length >= 9, "README lost its examples");
        foreach (string command in commands)
        {
            var result = new Tool { Folder = folder.Path }.Start(Split(command));
            Assert.True(result.ExitCode == 0, $"heavytail {command}: exit {result.ExitCode}\n{result.Error}");
            Assert.NotEmpty(result.Output);
        }
    }

    private static void Check(string file, Func<string, string> rewrite) =>
        Golden.Verify(rewrite(File.ReadAllText(Repository.Path(file))), file);

    /// <summary>The arguments of the commands that start the tool; the others build, test and pack it.</summary>
    private static IEnumerable<string> Heavytail(string block)
    {
        foreach (string line in block.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            const string run = "dotnet run -c Release --project src/Heavytail.Cli -- ";
            string command = line.Split(" #")[0].Split(" >")[0].TrimEnd();
            if (command.StartsWith(run, StringComparison.Ordinal))
            {
                yield return command[run.Length..];
            }
            else if (command.StartsWith("heavytail ", StringComparison.Ordinal))
            {
                yield return command["heavytail ".Length..];
            }
            else
            {
                Assert.Contains(command, new[]
                {
                    "dotnet test",
                    "dotnet pack -o packages -p:ToolPlatforms=linux-x64",
                    "dotnet tool install --global Heavytail.Tool --prerelease --add-source packages",
                });
            }
        }
    }

    private static IEnumerable<string> Blocks(string language)
    {
        string fence = $"```{language}\n";
        string text = File.ReadAllText(Repository.Path("README.md"));
        return text.Split(fence).Skip(1).Select(rest => rest[..rest.IndexOf("```", StringComparison.Ordinal)]);
    }

    private static string Rewrite(string text)
    {
        var result = new StringBuilder();
        bool inOutput = false;
        foreach (string line in text.Split('\n'))
        {
            if (line.StartsWith(Prompt, StringComparison.Ordinal))
            {
                var run = Tool.Run(Split(line[Prompt.Length..]));
                Assert.Equal("", run.Error);
                result.Append(line).Append('\n').Append(run.Output.TrimEnd('\n')).Append('\n');
                inOutput = true;
            }
            else if (line == "```" || !inOutput)
            {
                inOutput = false;
                result.Append(line).Append('\n');
            }
        }

        return result.ToString()[..^1];
    }

    private static string[] Split(string command) =>
        [.. command.Split(' ').Select(word => word.Trim('"'))];
}
