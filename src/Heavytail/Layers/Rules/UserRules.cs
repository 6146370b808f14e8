using System.Text;
using System.Text.Json;
using Heavytail.Files.Json;
using Heavytail.Layers;

namespace Heavytail;

/// <summary>
/// The JSON of rules that a user writes:
/// <code>
/// { "rules": [
///   { "name": "tf-conv", "match": "*/filters", "kind": "conv", "axes": "kkio" },
/// { "name": "heads", "match": "*.wqkv", "kind": "dense", "axes": "oi", "parts": { "q": 4096, "k": 1024, "v": 1024 } },
/// { "match": "*.codebook", "kind": "skip", "reason": "no layer" } ] }
/// </code>
/// </summary>
public static class UserRules
{
    /// <summary>The words of <c>kind</c>.</summary>
    public static IReadOnlyDictionary<string, TensorPurpose> Kinds { get; } = new Dictionary<string, TensorPurpose>(
        StringComparer.Ordinal)
    {
        ["dense"] = TensorPurpose.Dense,
        ["embedding"] = TensorPurpose.Embedding,
        ["conv"] = TensorPurpose.Convolution,
        ["conv_transposed"] = TensorPurpose.TransposedConvolution,
        ["conv_depthwise"] = TensorPurpose.DepthwiseConvolution,
        ["lstm"] = TensorPurpose.Lstm,
        ["gru"] = TensorPurpose.Gru,
        ["rnn"] = TensorPurpose.Rnn,
        ["bilinear"] = TensorPurpose.Bilinear,
    };

    private const string SkipWord = "skip";

    private static readonly JsonDocumentOptions s_options =
        new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = 16 };

    private static readonly string[] s_keys = ["name", "match", "kind", "axes", "groups", "parts", "stack", "reason"];

    /// <summary>Reads the rules, in their order.</summary>
    /// <exception cref="FormatException">It is not such JSON; the message says which rule, what was found and
    /// expected.</exception>
    public static IReadOnlyList<UserRule> Parse(string json)
    {
        try
        {
            using var document = SmallJson.Parse(Encoding.UTF8.GetBytes(json), s_options);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("rules", out var rules) && rules.ValueKind == JsonValueKind.Array
                ? [.. rules.EnumerateArray().Select((rule, index) => ParseRule(rule, index + 1))]
                : throw new FormatException("no list `rules` at the top: { \"rules\": [ … ] }");
        }
        catch (JsonException e)
        {
            throw new FormatException($"not JSON: {e.Message}", e);
        }
    }

    private static UserRule ParseRule(JsonElement json, int number)
    {
        string what = $"rule {number}";
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException($"{what} is not an object {{ … }}");
        }

        string[] keys = [.. json.EnumerateObject().Select(property => property.Name)];
        if (keys.Except(s_keys).FirstOrDefault() is { } unknown)
        {
            throw new FormatException(
                $"{what} has `{unknown}`{Meant(unknown, s_keys)}; known keys are {string.Join(", ", s_keys)}");
        }

        if (FirstTwice(keys) is { } twice)
        {
            throw new FormatException($"{what} has `{twice}` twice");
        }

        string match = Text(json, "match", what)
            ?? throw new FormatException($"{what} has no `match`, a glob on tensor names");
        string name = Text(json, "name", what) ?? $"rule {number}";
        string kind = Text(json, "kind", what) ?? throw new FormatException($"{what} has no `kind`: {AllKinds}");
        if (kind == SkipWord)
        {
            return new UserRule(name, match, null, Text(json, "reason", what) ?? "skipped by the rule", []);
        }

        if (!Kinds.TryGetValue(kind, out var purpose))
        {
            throw new FormatException(
                $"{what} has kind `{kind}`{Meant(kind, [.. Kinds.Keys, SkipWord])}, expected one of {AllKinds}");
        }

        var role = new TensorRole(purpose, name)
        {
            Axes = Text(json, "axes", what)
                ?? throw new FormatException($"{what} has no `axes`, a letter for each dimension: oi, oikk, kkio …"),
            Groups = Groups(json, what),
            StackWord = Text(json, "stack", what),
            Parts = [.. SizedParts(json, what)],
        };
        CheckAxes(role, what);
        string[] parts = EqualParts(json, what);
        return FirstTwice([.. role.Parts.Select(part => part.Name), .. parts]) is { } same
            ? throw new FormatException($"{what} has two parts `{same}`")
            : new UserRule(name, match, role, null, parts);
    }

    /// <summary>What no shape can mend is an error of the file, not of a tensor.</summary>
    private static void CheckAxes(TensorRole role, string what)
    {
        if (MatrixForm.UnknownLetter(role.Axes) is { } problem)
        {
            throw new FormatException($"{what}: {problem}");
        }

        if (role.StackWord is not null && !role.Axes.Contains('s', StringComparison.Ordinal))
        {
            throw new FormatException($"{what} has a `stack`, and no `s` in its axes `{role.Axes}` that counts it");
        }
    }

    /// <summary>The first text that came before; null where all differ.</summary>
    private static string? FirstTwice(IEnumerable<string> texts)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return texts.FirstOrDefault(text => !seen.Add(text));
    }

    private static string Meant(string word, IEnumerable<string> known) =>
        Spelling.DidYouMean(word, known) is string question ? $" ({question})" : "";

    private static string AllKinds => string.Join(", ", Kinds.Keys.Append(SkipWord));

    private static string? Text(JsonElement json, string key, string what) => !json.TryGetProperty(key, out var value)
        ? null
        : value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text
            : throw new FormatException($"{what} has a `{key}` that is not a string");

    private static int Groups(JsonElement json, string what) => !json.TryGetProperty("groups", out var value)
        ? 1
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int groups) && groups > 0
            ? groups
            : throw new FormatException($"{what} has `groups` that are not a positive integer");

    private static IEnumerable<TensorPart> SizedParts(JsonElement json, string what)
    {
        if (!json.TryGetProperty("parts", out var parts) || parts.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        return parts.EnumerateObject().Select(part =>
            part.Value.ValueKind == JsonValueKind.Number && part.Value.TryGetInt64(out long outputs) && outputs > 0
                ? new TensorPart(part.Name, outputs)
                : throw new FormatException($"{what}: part `{part.Name}` has no positive number of outputs"));
    }

    private static string[] EqualParts(JsonElement json, string what)
    {
        if (!json.TryGetProperty("parts", out var parts) || parts.ValueKind == JsonValueKind.Object)
        {
            return [];
        }

        return parts.ValueKind == JsonValueKind.Array
            && parts.EnumerateArray().All(part => part.ValueKind == JsonValueKind.String)
            ? [.. parts.EnumerateArray().Select(part => part.GetString()!)]
            : throw new FormatException($"{what} has `parts` that are neither names nor names with outputs");
    }
}
