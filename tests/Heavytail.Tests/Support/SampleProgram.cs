using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace Heavytail.Tests.Support;

/// <summary>Programs that the documentation shows, compiled against the library's public API and run here.</summary>
internal static class SampleProgram
{
    private const string ImplicitUsings = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;
        """;

    /// <summary>The console belongs to the process, so one program waits for another.</summary>
    private static readonly Lock s_console = new();

    /// <summary>All that the tests have beside them, the library among it.</summary>
    public static IReadOnlyList<MetadataReference> References { get; } =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Append(typeof(Analyzer).Assembly.Location)
            .Distinct()
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>What a program of these files prints.</summary>
    public static string Run(params string[] sources)
    {
        lock (s_console)
        {
            return RunAlone(sources);
        }
    }

    private static string RunAlone(string[] sources)
    {
        var console = Console.Out;
        using var output = new StringWriter();
        Console.SetOut(output);
        try
        {
            Compile(sources).EntryPoint!.Invoke(null, [Array.Empty<string>()]);
        }
        finally
        {
            Console.SetOut(console);
        }

        return output.ToString();
    }

    private static Assembly Compile(IEnumerable<string> sources)
    {
        var compilation = CSharpCompilation.Create(
            "Sample",
            [.. sources.Append(ImplicitUsings).Select(source => CSharpSyntaxTree.ParseText(source))],
            References,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication));
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        return Assembly.Load(image.ToArray());
    }
}
