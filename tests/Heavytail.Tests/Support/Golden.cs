using System.Globalization;
using Xunit;

namespace Heavytail.Tests.Support;

/// <summary>Compares text with a committed file; <c>UPDATE_GOLDEN=1</c> writes the file instead.</summary>
internal static class Golden
{
    /// <summary>Fails at the first line that differs.</summary>
    /// <param name="actual">The text, with line feeds.</param>
    /// <param name="path">The file, relative to the root of the repository.</param>
    public static void Verify(string actual, string path)
    {
        string file = Repository.Path(path);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, actual);
            return;
        }

        Assert.True(File.Exists(file), $"{path} is missing; run with UPDATE_GOLDEN=1 and read what it writes");
        string expected = File.ReadAllText(file);
        if (expected != actual)
        {
            Assert.Fail($"{path}, {FirstDifference(expected.Split('\n'), actual.Split('\n'))}");
        }
    }

    private static string FirstDifference(string[] expected, string[] actual)
    {
        int line = expected.Zip(actual).TakeWhile(pair => pair.First == pair.Second).Count();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"line {line + 1}:\nexpected: {At(expected, line)}\nfound:    {At(actual, line)}\nUPDATE_GOLDEN=1 accepts");
    }

    private static string At(string[] lines, int index) => index < lines.Length ? lines[index] : "(end of file)";
}
