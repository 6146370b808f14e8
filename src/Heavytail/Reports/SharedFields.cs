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
        { "model", error.Path },
        { "longname", error.Tensor },
        { "status", "error" },
        { "note", error.Message },
        { "hint", error.Hint },
    });
}
