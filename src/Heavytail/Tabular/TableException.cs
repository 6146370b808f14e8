namespace Heavytail;

/// <summary>
/// A table could not be read; the message says where, what was found, what was expected, and what to do.
/// </summary>
public sealed class TableException : HeavytailException
{
    internal TableException(
        string path, string problem, string? hint = null, string? place = null, string? column = null,
        Exception? inner = null)
        : base(
            $"`{path}`{(place is null ? "" : $", {place}")}{(column is null ? "" : $", column `{column}`")}: {problem}",
            hint, inner)
    {
        Path = path;
        Place = place;
        Column = column;
        Problem = problem;
    }

    /// <summary>The file at fault.</summary>
    public string Path { get; }

    /// <summary>
    /// Where in it: <c>line 12</c> of text, <c>row 11</c> of a Parquet file; null where it is the whole file.
    /// </summary>
    public string? Place { get; }

    /// <summary>The column at fault, where it is one.</summary>
    public string? Column { get; }

    /// <summary>The fault and the expectation, without file and position.</summary>
    public string Problem { get; }
}
