using Heavytail.Reports;

namespace Heavytail;

/// <summary>The heading of a column.</summary>
/// <param name="Name">The name.</param>
/// <param name="Kind">What the column holds, which decides its alignment.</param>
public sealed record SheetColumn(string Name, ColumnKind Kind);

/// <summary>A table without any layout: named columns, and rows of cells.</summary>
/// <param name="Columns">The columns.</param>
/// <param name="Rows">The rows, each with a cell for every column.</param>
public sealed record Sheet(IReadOnlyList<SheetColumn> Columns, IReadOnlyList<IReadOnlyList<Cell>> Rows)
{
    /// <summary>The columns of these names, in this order.</summary>
    /// <exception cref="ArgumentException">A column is missing.</exception>
    public Sheet Select(IEnumerable<string> names)
    {
        int[] chosen = [.. names.Select(IndexOf)];
        return new Sheet(
            [.. chosen.Select(index => Columns[index])],
            [.. Rows.Select(row => chosen.Select(index => row[index]).ToArray())]);
    }

    /// <summary>The position of a column.</summary>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public int IndexOf(string name)
    {
        for (int index = 0; index < Columns.Count; index++)
        {
            if (Columns[index].Name == name)
            {
                return index;
            }
        }

        throw new ArgumentException($"the sheet has no column `{name}`", nameof(name));
    }

    internal static Sheet From<T>(IReadOnlyList<Column<T>> columns, IEnumerable<T> rows) => new(
        [.. columns.Select(column => new SheetColumn(column.Name, column.Kind))],
        [.. rows.Select(row => columns.Select(column => column.CellOf(row)).ToArray())]);
}
