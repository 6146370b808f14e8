namespace Heavytail.Cli.Output;

/// <summary>A cell: its text, and what it means.</summary>
internal sealed record TextCell(string Text, Tone Tone = Tone.Plain)
{
    /// <summary>The value of a document, rounded for people; its severity decides the tone, if it has any.</summary>
    public static TextCell From(Cell cell, Tone tone = Tone.Plain) => new(
        Printable.Text(cell.Rounded),
        cell.Severity switch
        {
            Severity.Error => Tone.Error,
            Severity.Warning => Tone.Warning,
            _ => tone,
        });
}

/// <summary>A column of a text table.</summary>
/// <param name="Name">Its heading.</param>
/// <param name="Kind">What it holds; numbers are aligned right.</param>
/// <param name="Priority">Columns of a higher number are dropped first where there is no room.</param>
/// <param name="ShortenTo">The width to which long cells may be shortened in their middle; null for never.</param>
internal sealed record TextColumn(string Name, ColumnKind Kind, int Priority, int? ShortenTo = null)
{
    /// <summary>Enough of a layer's name for its block and its end.</summary>
    public const int LayerName = 18;

    /// <summary>Models differ at the end of their names; below this they look the same.</summary>
    public const int ModelName = 36;

    /// <summary>
    /// Whether cells that differ go on to differ when they are shortened; other columns make room for that.
    /// </summary>
    public bool StaysDistinct { get; init; }
};

/// <summary>Lays a table out within a width: shortens names first, then drops columns, and tells which.</summary>
internal sealed class TextTable(IReadOnlyList<TextColumn> columns, IReadOnlyList<IReadOnlyList<TextCell>> rows)
{
    private const string Indent = " ";
    private const string Gap = "  ";
    private const string BelowIndent = "     ";

    /// <summary>
    /// A name that needs more, or half of the width, to differ from the others is shortened all the same.
    /// </summary>
    private const int MostForNames = 48;

    private const int NameStep = 3;

    /// <summary>Names that are compared; a longer table has room for <see cref="MostForNames"/>.</summary>
    private const int MostCompared = 2000;

    public IReadOnlyList<TextColumn> Columns => columns;

    public IReadOnlyList<IReadOnlyList<TextCell>> Rows => rows;

    /// <summary>The same table with other cells.</summary>
    /// <param name="map">Makes a cell of a row, a column and the cell that is there.</param>
    public TextTable Map(Func<int, int, TextCell, TextCell> map) =>
        new(columns, [.. rows.Select((row, r) => row.Select((cell, c) => map(r, c, cell)).ToArray())]);

    /// <summary>Columns of the whole table, with nothing shortened.</summary>
    public int NaturalWidth() =>
        Indent.Length + columns.Select(NaturalWidth).Sum() + (Gap.Length * (columns.Count - 1));

    /// <summary>Writes the table; with <paramref name="fit"/> false, as wide as it is.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="fit">Whether to shorten names and to drop columns.</param>
    /// <param name="below">A sentence below a row, on as many lines as it takes; null for none.</param>
    /// <returns>The names of the columns that had no room, the most useful first.</returns>
    public IReadOnlyList<string> Write(Terminal terminal, bool fit, Func<int, string>? below = null)
    {
        int[] widths = [.. columns.Select(NaturalWidth)];
        var shown = Enumerable.Range(0, columns.Count).ToList();
        if (fit)
        {
            Fit(widths, shown, terminal.Width);
        }

        var names = shown.Where(column => columns[column].ShortenTo is not null).ToDictionary(
            column => column, column => DistinctNames.Shorten(rows.Select(row => row[column].Text), widths[column]));
        WriteRow(terminal, widths, shown, column => new TextCell(columns[column].Name, Tone.Dim));
        for (int index = 0; index < rows.Count; index++)
        {
            var row = rows[index];
            WriteRow(terminal, widths, shown, column => names.TryGetValue(column, out var shortened)
                ? row[column] with { Text = shortened[row[column].Text] }
                : row[column]);
            if (below?.Invoke(index) is { Length: > 0 } sentence)
            {
                Paragraph.Write(terminal, BelowIndent, sentence, Tone.Dim);
            }
        }

        return [.. Enumerable.Range(0, columns.Count).Except(shown).OrderBy(column => columns[column].Priority)
            .Select(column => columns[column].Name)];
    }

    private int NaturalWidth(TextColumn column, int index) =>
        rows.Select(row => Printable.Width(row[index].Text)).Append(column.Name.Length).Max();

    private void Fit(int[] widths, List<int> shown, int available)
    {
        int Excess() =>
            Indent.Length + shown.Sum(column => widths[column]) + (Gap.Length * (shown.Count - 1)) - available;

        int?[] least =
        [
            .. columns.Select((_, column) => Excess() > 0 ? LeastWidth(column, widths[column], available) : null),
        ];
        while (Excess() > 0)
        {
            int? longName = shown.Where(column => widths[column] > least[column])
                .Cast<int?>().MaxBy(column => widths[column!.Value]);
            if (longName is int name && widths[name] - Excess() >= least[name])
            {
                widths[name] -= Excess();
                return;
            }

            if (shown.Count == 1)
            {
                int last = shown[0];
                widths[last] = Math.Max(columns[last].ShortenTo ?? widths[last], widths[last] - Excess());
                return;
            }

            shown.Remove(shown.MaxBy(column => columns[column].Priority));
        }
    }

    /// <summary>
    /// The width to which a column may be shortened; null for none. Names of layers share their beginnings and their
    /// ends, and a table in which two rows have the same name is of no use.
    /// </summary>
    private int? LeastWidth(int column, int natural, int available)
    {
        if (columns[column] is not { ShortenTo: int least, StaysDistinct: true })
        {
            return columns[column].ShortenTo;
        }

        int most = Math.Min(natural, Math.Min(MostForNames, available / 2));
        string[] texts = [.. rows.Select(row => row[column].Text).Distinct(StringComparer.Ordinal)];
        for (int width = least; width < most; width += NameStep)
        {
            if (texts.Length <= MostCompared
                && DistinctNames.Shorten(texts, width).Values.Distinct(StringComparer.Ordinal).Count() == texts.Length)
            {
                return width;
            }
        }

        return Math.Max(least, most);
    }

    private void WriteRow(Terminal terminal, int[] widths, List<int> shown, Func<int, TextCell> cell)
    {
        // Trailing blanks are left out: they wrap in a narrow window and are noise in a file.
        int last = shown.FindLastIndex(column => cell(column).Text.Length > 0);
        for (int k = 0; k <= last; k++)
        {
            int column = shown[k];
            var (text, tone) = cell(column);
            string padding = new(' ', Math.Max(0, widths[column] - Printable.Width(text)));
            bool right = columns[column].Kind != ColumnKind.Text;
            terminal.Write((k == 0 ? Indent : Gap) + (right ? padding : ""));
            terminal.Write(k == last ? text.TrimEnd() : text, tone);
            terminal.Write(right || k == last ? "" : padding);
        }

        terminal.WriteLine();
    }
}
