using Heavytail.Reports;

namespace Heavytail;

/// <summary>A file, or a tensor of one, that could not be read.</summary>
/// <param name="Path">The file.</param>
/// <param name="Tensor">The tensor, where it is one.</param>
/// <param name="Message">What was found, and what was expected.</param>
/// <param name="Hint">The next step, where there is one.</param>
public sealed record ReportError(string Path, string? Tensor, string Message, string? Hint)
{
    /// <summary>The error of an exception.</summary>
    public static ReportError From(CheckpointException error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return new ReportError(error.Path, error.Tensor, error.Problem, error.Hint);
    }

    /// <summary>Errors for people: a heading and a list; nothing where there are none.</summary>
    internal static IEnumerable<Block> Blocks(IReadOnlyList<ReportError> errors) => errors.Count == 0
        ? []
        :
        [
            new Block.Heading(Block.Heading.Main, "Errors"),
            new Block.Bullets([.. errors.Select(error => error.Line())]),
        ];

    private string Line()
    {
        string tensor = Tensor is null ? "" : $"{Tensor}: ";
        string hint = Hint is null ? "" : $" ({Hint})";
        return MarkdownWriter.Escape($"{Path}: {tensor}{Message}{hint}");
    }
}
