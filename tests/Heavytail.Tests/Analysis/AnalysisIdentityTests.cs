using System.Reflection;
using System.Text.Json;
using Xunit;

namespace Heavytail.Tests.Analysis;

/// <summary>Every option that is part of a result's identity is in the JSON; those of execution are not.</summary>
public sealed class AnalysisIdentityTests
{
    private static readonly IReadOnlyList<UserRule> s_rules = UserRules.Parse(
        """{ "rules": [ { "name": "heads", "match": "*.wqkv", "kind": "dense", "axes": "oi", "parts": ["q", "k", "v"] } ] }""");

    /// <summary>Another value than the default one of every identity option. A new option needs a row here.</summary>
    private static readonly Dictionary<string, AnalysisOptions> s_changed = new()
    {
        ["LayerSelection.Layers"] = new() { Selection = new() { Layers = ["a*"] } },
        ["LayerSelection.MinEvals"] = new() { Selection = new() { MinEvals = 11 } },
        ["LayerSelection.MaxEvals"] = new() { Selection = new() { MaxEvals = 1000 } },
        ["LayerSelection.Recurrent"] = new() { Selection = new() { Recurrent = RecurrentCut.Stacked } },
        ["LayerSelection.Rules"] = new() { Selection = new() { Rules = s_rules } },
        ["MethodOptions.Convention"] = new() { Method = new() { Convention = Convention.Sdm2020 } },
        ["MethodOptions.Precision"] = new() { Method = new() { Precision = Precision.Single } },
        ["MethodOptions.Matrices"] = new()
        {
            Method = new() { Matrices = new() { Kind = MatrixKind.Windows, WindowCount = 3 } },
        },
        ["MeasureOptions.List"] = new() { Measures = new() { List = [new Nothing()] } },
        ["MeasureOptions.Seed"] = new() { Measures = new() { Seed = 7 } },
    };

    public static TheoryData<string> Options => [.. IdentityOptions()];

    [Theory]
    [MemberData(nameof(Options))]
    public void Every_identity_option_is_in_the_JSON(string option) =>
        Assert.NotEqual(OptionsOf(new AnalysisOptions()), OptionsOf(s_changed[option]));

    [Fact]
    public void Execution_is_not_in_the_JSON_but_for_the_memory_limit()
    {
        string plain = OptionsOf(new AnalysisOptions());
        Assert.Equal(plain, OptionsOf(new AnalysisOptions { Execution = new() { Threads = 3, HashFiles = false } }));
        Assert.Equal(plain, OptionsOf(new AnalysisOptions { Execution = new() { KeepSpectra = false } }));
        Assert.NotEqual(plain, OptionsOf(new AnalysisOptions { Execution = new() { Memory = 1 << 30 } }));
    }

    [Fact]
    public void Rules_are_hashed_by_what_they_say_and_not_by_their_layout()
    {
        var compact = UserRules.Parse(
            """{"rules":[{"kind":"dense","axes":"oi","match":"*.wqkv","parts":["q","k","v"],"name":"heads"}]}""");
        var other = UserRules.Parse("""{"rules":[{"kind":"dense","axes":"io","match":"*.wqkv","name":"heads"}]}""");
        Assert.Equal(RulesIdentity.From(s_rules).Sha256, RulesIdentity.From(compact).Sha256);
        Assert.NotEqual(RulesIdentity.From(s_rules).Sha256, RulesIdentity.From(other).Sha256);
        Assert.Equal(["heads"], RulesIdentity.From(s_rules).Names);
    }

    [Theory]
    [MemberData(nameof(Options))]
    public void Identities_are_equal_where_all_options_are(string option)
    {
        var plain = AnalysisIdentity.From(new AnalysisOptions());
        Assert.Equal(plain, AnalysisIdentity.From(new AnalysisOptions { Execution = new() { Threads = 3 } }));
        var changed = AnalysisIdentity.From(s_changed[option]);
        var again = AnalysisIdentity.From(s_changed[option] with { Execution = new() { Threads = 3 } });
        Assert.NotEqual(plain, changed);
        Assert.NotSame(changed, again);
        Assert.Equal(changed, again);
        Assert.Equal(changed.GetHashCode(), again.GetHashCode());
    }

    [Fact]
    public void Lists_are_compared_by_what_they_hold()
    {
        static AnalysisIdentity Of(params string[] layers) =>
            AnalysisIdentity.From(new AnalysisOptions { Selection = new() { Layers = layers } });
        Assert.Equal(Of("a", "b"), Of("a", "b"));
        Assert.NotEqual(Of("a", "b"), Of("a,b"));
        Assert.Equal(new RulesIdentity("1", ["a"]), new RulesIdentity("1", ["a"]));
        Assert.NotEqual(new RulesIdentity("1", ["a"]), new RulesIdentity("2", ["a"]));
    }

    [Fact]
    public void Models_with_different_options_have_their_own_in_a_document()
    {
        using var checkpoint = Checkpoint.FromTensors(
            "m", [new NamedTensor("a.weight", new TensorShape([20, 30]), new float[600])]);
        var cancellation = TestContext.Current.CancellationToken;
        Document[] Of(params AnalysisOptions[] options) =>
        [
            new AnalysisDocument(
                [.. options.Select(option => Analyzer.Analyze(checkpoint, option, cancellation: cancellation))], []),
            new DescriptionDocument([.. options.Select(option => Description.From(checkpoint, option))], []),
        ];
        var plain = new AnalysisOptions { Selection = new() { Layers = [] } };
        var threads = new AnalysisOptions { Execution = new() { Threads = 1 } };
        Assert.All(Of(plain, threads), document => Assert.Equal([10, null, null], LeastOf(document)));
        var other = new AnalysisOptions { Selection = new() { MinEvals = 5 } };
        Assert.All(Of(plain, other), document => Assert.Equal([null, 10, 5], LeastOf(document)));
    }

    /// <summary>The option min_evals of a document, then of each of its models; null without options.</summary>
    private static int?[] LeastOf(Document document)
    {
        using var writer = new StringWriter();
        document.Write(DocumentFormat.Json, writer);
        using var json = JsonDocument.Parse(writer.ToString());
        return [.. json.RootElement.GetProperty("models").EnumerateArray().Prepend(json.RootElement).Select(block =>
            block.TryGetProperty("options", out var options) && options.ValueKind == JsonValueKind.Object
                ? options.GetProperty("min_evals").GetInt32()
                : (int?)null)];
    }

    private static IEnumerable<string> IdentityOptions() =>
        new[] { typeof(LayerSelection), typeof(MethodOptions), typeof(MeasureOptions) }.SelectMany(part =>
            part.GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(
                property => $"{part.Name}.{property.Name}"));

    private static string OptionsOf(AnalysisOptions options)
    {
        using var writer = new StringWriter();
        new AnalysisDocument([], []) { Options = options }.Write(DocumentFormat.Json, writer);
        using var document = JsonDocument.Parse(writer.ToString());
        return document.RootElement.GetProperty("options").GetRawText();
    }

    private sealed class Nothing : IMeasure
    {
        public string Name => "nothing";

        public IReadOnlyList<Metric> Metrics => [];

        public LayerMetrics Measure(MeasureInput input) => input.Metrics;
    }
}
