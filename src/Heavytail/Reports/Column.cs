namespace Heavytail.Reports;

/// <summary>A column of a table, and a property of a JSON object.</summary>
/// <typeparam name="T">A row.</typeparam>
/// <param name="Name">The name.</param>
/// <param name="Kind">What the column holds.</param>
/// <param name="Value">The cell of a row.</param>
internal sealed record Column<T>(string Name, ColumnKind Kind, Func<T, Cell> Value)
{
    /// <summary>
    /// Whether the value is the same for all rows of a model; JSON lines write it before those of the row.
    /// </summary>
    public bool IsOfModel { get; init; }

    /// <summary>Whether people can do without the column, since headings and other columns say the same.</summary>
    public bool IsForPrograms { get; init; }

    /// <summary>How much the value of a row deserves attention; null where it never does.</summary>
    public Func<T, Severity>? Severity { get; init; }

    /// <summary>The cell of a row, with its severity.</summary>
    public Cell CellOf(T row) => Severity is null ? Value(row) : Value(row) with { Severity = Severity(row) };
}
