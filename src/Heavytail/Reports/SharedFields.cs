using System.Text.Json;

namespace Heavytail.Reports;

/// <summary>The JSON fields that several documents have in common.</summary>
internal static class SharedFields
{
    /// <summary>The version of the form, and its maker.</summary>
    public static Fields Tool() => new()
    {
        { "schema_version", Document.SchemaVersion },
        { "tool", new Fields { { "name", Document.ToolName }, { "version", Document.ToolVersion } } },
    };

    /// <summary>
    /// What was asked for. What changes no number, as the number of threads, is left out: the bytes must not depend on
    /// it.
    /// </summary>
    public static Action<Utf8JsonWriter> Options(AnalysisOptions options) => AnalysisIdentity.From(options).Write;

    /// <summary>What was asked for, where files were analyzed; null where the metrics come from a table.</summary>
    public static Action<Utf8JsonWriter> OptionsOrNull(AnalysisOptions? options) =>
        options is null ? json => json.WriteNullValue() : Options(options);

    /// <summary>
    /// Whether one block of options holds for all models of a document; where it does not, each model has its own.
    /// </summary>
    /// <param name="options">The options of the document.</param>
    /// <param name="models">Those of its models.</param>
    public static bool HoldsForAll(AnalysisOptions options, IEnumerable<AnalysisOptions> models)
    {
        var identity = AnalysisIdentity.From(options);
        return models.All(model => ReferenceEquals(model, options) || AnalysisIdentity.From(model).Equals(identity));
    }

    /// <summary>The options of one model, in a document where models have different ones.</summary>
    public static Fields OwnOptions(AnalysisOptions options, bool isOwn) =>
        isOwn ? new Fields { { "options", Options(options) } } : [];

    /// <summary>What decides the numbers of a model, beside its weights.</summary>
    public static Fields Convention(AnalysisOptions options) => new()
    {
        { "convention", options.Method.Convention.Scaling },
        { "compat", options.Method.Convention.Compatibility },
        { "precision", options.Method.Precision.Word() },
    };

    /// <summary>Errors as an array of objects.</summary>
    public static IEnumerable<Fields> Errors(IEnumerable<ReportError> errors) => errors.Select(error => new Fields
    {
        { "path", error.Path },
        { "tensor", error.Tensor },
        { "message", error.Message },
        { "hint", error.Hint },
    });

    /// <summary>Errors as lines among those of tensors.</summary>
    public static IEnumerable<Fields> ErrorLines(IEnumerable<ReportError> errors) => errors.Select(error => new Fields
    {
        { "kind", "error" },
        { "model", error.Path },
        { "longname", error.Tensor },
        { "status", "error" },
        { "note", error.Message },
        { "hint", error.Hint },
    });
}
