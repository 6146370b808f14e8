using Heavytail.Tests.Support;

namespace Heavytail.Cli.Tests.Support;

/// <summary>Output held against a committed file; <c>UPDATE_GOLDEN=1</c> rewrites the file.</summary>
/// <remarks>The tool's version changes with every commit; in golden files it is <c>VERSION</c>.</remarks>
internal static class GoldenOutput
{
    public static void Check(string name, string actual) => Golden.Verify(
        actual.Replace(
            $"\"version\": \"{Document.ToolVersion}\"", "\"version\": \"VERSION\"", StringComparison.Ordinal),
        $"tests/Heavytail.Cli.Tests/Golden/{name}.txt");
}
