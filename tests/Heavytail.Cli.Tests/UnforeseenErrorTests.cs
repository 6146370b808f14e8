using System.CommandLine;
using Heavytail.Cli.Options;
using Heavytail.Cli.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests;

/// <summary>Whatever goes wrong with one file, it is an error of that file, and the others are read.</summary>
public sealed class UnforeseenErrorTests
{
    public static TheoryData<Exception, string> Troubles() => new()
    {
        { new MeasureException("odd", "fc", new InvalidOperationException("no sum")),
            "internal: MeasureException: measure `odd` failed on layer `fc`: InvalidOperationException: no sum" },
        { new KeyNotFoundException("far out"), "internal: KeyNotFoundException: far out" },
        { new InsufficientMemoryException(), "needs more memory than there is" },
        { new StackGuard(), "internal: StackGuard: deep" },
    };

    [Theory]
    [MemberData(nameof(Troubles))]
    public void Costs_its_file_alone(Exception trouble, string words)
    {
        using var folder = new TempFolder();
        string[] paths =
        [
            .. new[] { "one", "bad", "two" }
                .Select(name => new SampleFile().Add("fc.weight", 20, 30).Write(folder.File(name + ".safetensors"))),
        ];
        using var error = new StringWriter();
        using var output = new StringWriter();
        using var interruption = new Interruption();
        var shell = new Shell(TextReader.Null, output, error, new DisplayOptions(), interruption);
        var command = new Command("try");
        var options = new OutputOptions();
        options.AddTo(command);
        IReadOnlyList<string> read = [];
        shell.Handle(command, options, (_, session) =>
        {
            read = session.Models(paths, checkpoint => checkpoint.Path.Contains("bad.", StringComparison.Ordinal)
                ? throw trouble
                : Path.GetFileNameWithoutExtension(checkpoint.Path));
            return session.Errors.Count;
        });
        Assert.Equal(1, command.Parse("").Invoke());
        Assert.Equal(["one", "two"], read);
        Assert.Contains($"`{paths[1]}`: {words}", error.ToString(), StringComparison.Ordinal);
    }

    private sealed class StackGuard() : Exception("deep");
}
