namespace Heavytail.Cli.Output;

/// <summary>Tables whose real numbers have their decimal points below each other.</summary>
internal static class DecimalColumns
{
    /// <summary>The table with blanks after numbers that have fewer decimals than others of their column.</summary>
    public static TextTable Align(TextTable table)
    {
        int[] decimals = [.. table.Columns.Select((column, index) => column.Kind == ColumnKind.Real
            ? table.Rows.Select(row => Decimals(row[index].Text)).DefaultIfEmpty().Max()
            : 0)];
        return table.Map((_, column, cell) => decimals[column] == 0 || cell.Text.Length == 0
            ? cell
            : cell with { Text = cell.Text + new string(' ', decimals[column] - Decimals(cell.Text)) });
    }

    /// <summary>The point and what follows it.</summary>
    private static int Decimals(string text) => text.IndexOf('.', StringComparison.Ordinal) is >= 0 and int point
        ? text.Length - point
        : 0;
}
