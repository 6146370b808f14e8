using Heavytail.Tests.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace Heavytail.Tests.Conventions;

/// <summary>README's C# compiles against the library, and prints what it promises.</summary>
public sealed class ReadmeSampleTests
{
    private const string Fence = "```csharp\n";

    private const string ImplicitUsings =
        "using System; using System.Collections.Generic; using System.IO; using System.Linq;\n";

    [Fact]
    public void Every_sample_compiles_and_runs()
    {
        string[] samples = [.. File.ReadAllText(Repository.Path("README.md")).Split(Fence).Skip(1)
            .Select(rest => rest[..rest.IndexOf("```", StringComparison.Ordinal)])];
        Assert.NotEmpty(samples);
        foreach (string sample in samples)
        {
            string output = Run(Compile(sample.Replace(
                "samples/", Repository.Path("samples") + "/", StringComparison.Ordinal)));
            Assert.Matches(@"(?m)^fc1 +\d+\.\d\d 256\r?$", output);
        }
    }

    private static System.Reflection.Assembly Compile(string source)
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Append(typeof(Analyzer).Assembly.Location)
            .Distinct()
            .Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create(
            "ReadmeSample",
            [CSharpSyntaxTree.ParseText(ImplicitUsings + source)],
            references,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication));
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        return System.Reflection.Assembly.Load(image.ToArray());
    }

    private static string Run(System.Reflection.Assembly program)
    {
        var console = Console.Out;
        using var output = new StringWriter();
        Console.SetOut(output);
        try
        {
            program.EntryPoint!.Invoke(null, [Array.Empty<string>()]);
        }
        finally
        {
            Console.SetOut(console);
        }

        return output.ToString();
    }
}
