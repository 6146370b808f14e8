using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Heavytail;

/// <summary>
/// The options that decide a result, as every report carries them: the first three parts of <see
/// cref="AnalysisOptions"/>,
/// and the memory limit, which may skip a layer. Results with equal identities and equal weights are equal.
/// </summary>
public sealed record AnalysisIdentity
{
    /// <summary>The fewest eigenvalues of a layer.</summary>
    public required int MinEvals { get; init; }

    /// <summary>The most eigenvalues of a layer; null for no limit, or the convention's.</summary>
    public required int? MaxEvals { get; init; }

    /// <summary>The memory limit in bytes; null where the machine decides.</summary>
    public required long? Memory { get; init; }

    /// <summary>Globs on names.</summary>
    public required IReadOnlyList<string> Layers { get; init; }

    /// <summary>The scaling of weights.</summary>
    public required string Convention { get; init; }

    /// <summary>The program whose quirks are reproduced; <c>none</c> for none.</summary>
    public required string Compat { get; init; }

    /// <summary>The arithmetic of the reduction to a band.</summary>
    public required string Precision { get; init; }

    /// <summary>The error of eigenvalues as a share of λ_max; null where it is that of double precision.</summary>
    public required double? EigenvalueError { get; init; }

    /// <summary>What the spectrum of a layer is taken of.</summary>
    public required string Matrices { get; init; }

    /// <summary>Whether the spectrum is that of 1/λ.</summary>
    public required bool Inverse { get; init; }

    /// <summary>The dimensions of the images of the operator, outermost first; null for other matrices.</summary>
    public required IReadOnlyList<int>? Image { get; init; }

    /// <summary>The two dimensions of windows; null where the layer decides, and for other matrices.</summary>
    public required IReadOnlyList<int>? Window { get; init; }

    /// <summary>The number of windows along each dimension; null where the layer decides, and for others.</summary>
    public required int? WindowCount { get; init; }

    /// <summary>How gates of recurrent layers are cut.</summary>
    public required string Rnn { get; init; }

    /// <summary>The user's rules; null without.</summary>
    public required RulesIdentity? Rules { get; init; }

    /// <summary>The measures beside those of the convention, by name, in their order.</summary>
    public required IReadOnlyList<string> Measures { get; init; }

    /// <summary>The seed of every draw.</summary>
    public required int Seed { get; init; }

    /// <summary>The identity of options.</summary>
    public static AnalysisIdentity From(AnalysisOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var convention = options.Method.Convention;
        var matrices = options.Method.Matrices;
        return new AnalysisIdentity
        {
            MinEvals = options.Selection.MinEvalsOf(convention),
            MaxEvals = options.Selection.MaxEvals,
            Memory = options.Execution.Memory,
            Layers = options.Selection.Layers,
            Convention = convention.Scaling,
            Compat = convention.Compatibility,
            Precision = options.Method.Precision.Word(),
            EigenvalueError = options.Method.Precision == Heavytail.Precision.Single ? Precisions.SingleError : null,
            Matrices = matrices.Kind.Word(),
            Inverse = matrices.Inverse,
            Image = matrices.Image.Count == 0 ? null : matrices.Image,
            Window = matrices.Window is { } window ? [window.Rows, window.Columns] : null,
            WindowCount = matrices.WindowCount,
            Rnn = options.Selection.RecurrentOf(convention).Word(),
            Rules = options.Selection.Rules.Count == 0 ? null : RulesIdentity.From(options.Selection.Rules),
            Measures = [.. options.Measures.List.Select(measure => measure.Name)],
            Seed = options.Measures.Seed,
        };
    }

    /// <summary>Whether all options are the same; lists are compared by what they hold.</summary>
    public bool Equals(AnalysisIdentity? other) => other is not null && Text() == other.Text();

    /// <inheritdoc/>
    public override int GetHashCode() => Text().GetHashCode(StringComparison.Ordinal);

    /// <summary>Writes the identity as a JSON object, in the spelling of reports.</summary>
    internal void Write(Utf8JsonWriter json) =>
        JsonSerializer.Serialize(json, this, AnalysisIdentityJson.Default.AnalysisIdentity);

    /// <summary>Every option in one text, so that a new one is compared too.</summary>
    private string Text() => JsonSerializer.Serialize(this, AnalysisIdentityJson.Default.AnalysisIdentity);
}

/// <summary>The identity of the user's rules.</summary>
/// <param name="Sha256">
/// SHA-256 of what the rules say, in lower-case hex: the same however their file is formatted.
/// </param>
/// <param name="Names">The names of the rules, in their order.</param>
public sealed record RulesIdentity(string Sha256, IReadOnlyList<string> Names)
{
    /// <summary>Whether the rules say the same.</summary>
    public bool Equals(RulesIdentity? other) =>
        other is not null && Sha256 == other.Sha256 && Names.SequenceEqual(other.Names);

    /// <inheritdoc/>
    public override int GetHashCode() => Sha256.GetHashCode(StringComparison.Ordinal);

    /// <summary>Separates fields: no name, glob or letter holds it.</summary>
    private const char Separator = '\u001f';

    internal static RulesIdentity From(IReadOnlyList<UserRule> rules)
    {
        string content = string.Join('\n', rules.Select(Describe));
        return new RulesIdentity(
            Convert.ToHexStringLower(Hashing.Sha256.Of(Encoding.UTF8.GetBytes(content))),
            [.. rules.Select(rule => rule.Name)]);
    }

    private static string Describe(UserRule rule)
    {
        var role = rule.Role;
        string[] fields =
        [
            rule.Name,
            rule.Match,
            rule.Reason ?? "",
            role is null ? "" : FormattableString.Invariant(
                $"{role.Purpose} {role.Axes} {role.Groups} {role.StackWord}"),
            string.Join(
                ' ', role?.Parts.Select(part => FormattableString.Invariant($"{part.Name}={part.Outputs}")) ?? []),
            string.Join(' ', rule.Parts),
        ];
        return string.Join(Separator, fields);
    }
}

/// <summary>Writes identities without reflection, in the spelling of reports.</summary>
/// <remarks>Metadata, which would be for reading, cost a hundred types at the first identity.</remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(AnalysisIdentity))]
internal sealed partial class AnalysisIdentityJson : JsonSerializerContext;
