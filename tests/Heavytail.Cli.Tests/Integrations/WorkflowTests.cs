using System.Text.RegularExpressions;
using Heavytail.Tests.Support;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace Heavytail.Cli.Tests.Integrations;

/// <summary>
/// Workflows and the action: actions are pinned by commit, inputs are not code, and nobody may write unasked.
/// </summary>
public sealed partial class WorkflowTests
{
    public static TheoryData<string> Files =>
    [
        "action.yml",
        .. Directory.GetFiles(Repository.Path(".github/workflows"), "*.yml")
            .Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/')),
    ];

    public static TheoryData<string> Workflows =>
        [.. Files.Select(row => row.Data).Where(file => file != "action.yml")];

    [Theory]
    [MemberData(nameof(Files))]
    public void Actions_are_pinned_by_commit_and_say_their_version(string file) => Assert.All(
        File.ReadLines(Repository.Path(file)).Where(
            line => line.TrimStart('-', ' ').StartsWith("uses:", StringComparison.Ordinal)),
        line => Assert.Matches(PinnedOrLocal(), line));

    [Theory]
    [MemberData(nameof(Files))]
    public void No_expression_is_in_the_code_of_a_step(string file)
    {
        string[] scripts = [.. Values(Load(file), "run")];
        Assert.NotEmpty(scripts);
        Assert.All(scripts, script => Assert.DoesNotContain("${{", script, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Workflows))]
    public void Without_a_word_a_job_may_only_read(string file)
    {
        var permissions = (YamlMappingNode)((YamlMappingNode)Load(file))["permissions"];
        Assert.Equal([("contents", "read")], permissions.Select(pair => (pair.Key.ToString(), pair.Value.ToString())));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Scripts_that_are_called_are_there(string file) => Assert.All(
        Values(Load(file), "run").SelectMany(script => Script().Matches(script).Select(match => match.Value)),
        script => Assert.True(File.Exists(Repository.Path(script)), script));

    private static YamlNode Load(string file)
    {
        var yaml = new YamlStream();
        using var reader = new StreamReader(Repository.Path(file));
        yaml.Load(reader);
        return yaml.Documents[0].RootNode;
    }

    /// <summary>The values of a key, wherever it is.</summary>
    private static IEnumerable<string> Values(YamlNode node, string key) => node switch
    {
        YamlMappingNode mapping => mapping.SelectMany(pair =>
            pair.Key.ToString() == key && pair.Value is YamlScalarNode scalar
                ? [scalar.Value ?? ""]
                : Values(pair.Value, key)),
        YamlSequenceNode sequence => sequence.SelectMany(child => Values(child, key)),
        _ => [],
    };

    [GeneratedRegex(@"uses: (\./\S+|[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$")]
    private static partial Regex PinnedOrLocal();

    [GeneratedRegex(@"(?<![\w/])(eng|python|\.ci)/[\w./-]*\w")]
    private static partial Regex Script();
}
