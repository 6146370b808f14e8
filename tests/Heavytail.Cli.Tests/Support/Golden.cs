using Xunit;

namespace Heavytail.Cli.Tests.Support;

/// <summary>Output held against a committed file; <c>UPDATE_GOLDEN=1</c> writes the file anew.</summary>
internal static class Golden
{
    public static void Check(string name, string actual)
    {
        string path = Repository.File($"tests/Heavytail.Cli.Tests/Golden/{name}.txt");
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
        }
        else
        {
            Assert.Equal(File.ReadAllText(path), actual);
        }
    }
}
