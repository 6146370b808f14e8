using NJsonSchema;
using NJsonSchema.Validation;
using Xunit;

namespace Heavytail.Tests.Reports;

/// <summary>
/// JSON against a schema as the code builds it. Another test compares that with the file in <c>docs</c>, so it does not
/// matter in which order <c>UPDATE_GOLDEN=1</c> rewrites files.
/// </summary>
internal static class SchemaCheck
{
    /// <summary>What is wrong, a line for each property; empty where nothing is.</summary>
    public static async Task<string> Problems(string json, string schema)
    {
        var parsed = await JsonSchema.FromJsonAsync(schema, TestContext.Current.CancellationToken);
        return string.Join('\n', parsed.Validate(json).SelectMany(Leaves)
            .Select(problem => $"{problem.Path} of line {problem.LineNumber}: {problem.Kind}"));
    }

    /// <summary>The problems behind one of a schema with alternatives.</summary>
    private static IEnumerable<ValidationError> Leaves(ValidationError problem) =>
        problem is ChildSchemaValidationError alternatives
            ? alternatives.Errors.Values.SelectMany(errors => errors).SelectMany(Leaves)
            : [problem];
}
