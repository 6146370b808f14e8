namespace Heavytail.Cli.Output;

/// <summary>A column of a sheet as a table shows it.</summary>
/// <param name="Name">Its name in the sheet.</param>
/// <param name="Priority">Columns of a higher number are dropped first where there is no room.</param>
internal sealed record ShownColumn(string Name, int Priority)
{
    /// <summary>Its heading; null for its name.</summary>
    public string? Heading { get; init; }

    /// <summary>The width to which long cells may be shortened in their middle; null for never.</summary>
    public int? ShortenTo { get; init; }

    /// <summary>Whether cells that differ go on to differ when they are shortened.</summary>
    public bool StaysDistinct { get; init; }

    /// <summary>The columns with one that is always shown: where it is not among them, it comes last.</summary>
    /// <param name="columns">The columns.</param>
    /// <param name="name">The one to show; null for none.</param>
    public static IReadOnlyList<ShownColumn> Keep(IReadOnlyList<ShownColumn> columns, string? name) =>
        name is null ? columns
        : columns.Any(column => column.Name == name)
            ? [.. columns.Select(column => column.Name == name ? column with { Priority = 0 } : column)]
            : [.. columns, new ShownColumn(name, 0)];
}

/// <summary>Makes tables of sheets.</summary>
internal static class SheetTable
{
    /// <summary>A table of some columns of a sheet.</summary>
    /// <param name="sheet">The sheet, which has all the columns.</param>
    /// <param name="columns">The columns, in the order of reading.</param>
    /// <param name="toneOf">The tone of a row, by its position; null for plain rows.</param>
    public static TextTable From(Sheet sheet, IReadOnlyList<ShownColumn> columns, Func<int, Tone>? toneOf = null)
    {
        var chosen = sheet.Select(columns.Select(column => column.Name));
        return new TextTable(
            [.. chosen.Columns.Zip(columns, (known, shown) => new TextColumn(
                shown.Heading ?? known.Name, known.Kind, shown.Priority, shown.ShortenTo)
            {
                StaysDistinct = shown.StaysDistinct,
            })],
            [.. chosen.Rows.Select((row, index) => Cells(row, toneOf?.Invoke(index) ?? Tone.Plain))]);
    }

    private static TextCell[] Cells(IReadOnlyList<Cell> row, Tone tone) =>
        [.. row.Select(cell => TextCell.From(cell, tone))];
}
