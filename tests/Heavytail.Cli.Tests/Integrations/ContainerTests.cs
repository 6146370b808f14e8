using System.Text.RegularExpressions;
using System.Xml.Linq;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests.Integrations;

/// <summary>
/// The image of the <c>Containerfile</c> and that of the SDK's container target are the same;
/// <c>eng/container-check</c> runs both.
/// </summary>
public sealed partial class ContainerTests
{
    private static readonly XDocument s_project = XDocument.Load(
        Repository.Path("src/Heavytail.Cli/Heavytail.Cli.csproj"));

    private static readonly string s_stage = LastStage();

    [Fact]
    public void Both_set_the_same_variables()
    {
        var project = s_project.Descendants("ContainerEnvironmentVariable").ToDictionary(
            item => item.Attribute("Include")!.Value, item => item.Attribute("Value")!.Value);
        var file = Variable().Matches(Instruction("ENV")).ToDictionary(
            match => match.Groups[1].Value, match => match.Groups[2].Value);
        Assert.True(file.Remove("PATH"), "without PATH scripts in the image do not find the program");
        Assert.Equal(project.OrderBy(pair => pair.Key), file.OrderBy(pair => pair.Key));
    }

    [Fact]
    public void Both_run_the_program_as_a_user_without_rights()
    {
        string user = s_project.Descendants("ContainerUser").Single().Value;
        Assert.Equal(user, Instruction("USER"));
        Assert.Matches("^[1-9][0-9]*:[1-9][0-9]*$", user);
        string entry = s_project.Descendants("ContainerEntrypoint").Single().Attribute("Include")!.Value;
        Assert.Equal($"[\"{entry}\"]", Instruction("ENTRYPOINT"));
        Assert.Equal("/app/heavytail", entry);
    }

    [Fact]
    public void Both_begin_with_the_same_base_and_have_the_same_labels()
    {
        string runtime = s_project.Descendants("ContainerBaseImage").Single().Value;
        string file = File.ReadAllText(Repository.Path("Containerfile"));
        Assert.Contains($"ARG RUNTIME={runtime}\n", file, StringComparison.Ordinal);
        string labels = Instruction("LABEL");
        foreach (string name in new[] { "Title", "Description", "Vendor", "BaseImage" })
        {
            string value = s_project.Descendants($"Container{name}").Single().Value;
            Assert.Contains($"=\"{value}\"", labels, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_page_explains_each_variable()
    {
        string page = File.ReadAllText(Repository.Path("docs/container.md"));
        foreach (var item in s_project.Descendants("ContainerEnvironmentVariable"))
        {
            string row = $"| `{item.Attribute("Include")!.Value}={item.Attribute("Value")!.Value}` |";
            Assert.Contains(row, page, StringComparison.Ordinal);
        }
    }

    private static string Instruction(string word) =>
        s_stage.Split('\n').Single(line => line.StartsWith($"{word} ", StringComparison.Ordinal))[(word.Length + 1)..];

    /// <summary>What follows the last FROM, with lines that go on joined.</summary>
    private static string LastStage()
    {
        string text = File.ReadAllText(Repository.Path("Containerfile")).Replace("\\\n", "", StringComparison.Ordinal);
        return text[text.LastIndexOf("\nFROM ", StringComparison.Ordinal)..];
    }

    [GeneratedRegex(@"(\w+)=(\S+)")]
    private static partial Regex Variable();
}
