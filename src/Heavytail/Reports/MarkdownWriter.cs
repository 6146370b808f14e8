using System.Text;

namespace Heavytail.Reports;

/// <summary>Blocks as GitHub's Markdown has them.</summary>
internal static class MarkdownWriter
{
    private const string Special = "\\`*|<~";

    /// <summary>Writes blocks, each with an empty line below it; a table that stands alone has none.</summary>
    public static void Write(IEnumerable<Block> blocks, TextWriter destination)
    {
        Block[] all = [.. blocks];
        foreach (var block in all)
        {
            Write(block, destination);
            destination.Write(all.Length > 1 ? "\n" : "");
        }
    }

    /// <summary>Writes a table.</summary>
    /// <param name="columns">The columns; numbers are aligned right.</param>
    /// <param name="rows">The texts of the cells.</param>
    /// <param name="destination">The destination.</param>
    public static void WriteTable(
        IReadOnlyList<SheetColumn> columns, IEnumerable<IEnumerable<string>> rows, TextWriter destination)
    {
        WriteLine(columns.Select(column => Escape(column.Name)), destination);
        WriteLine(columns.Select(column => column.Kind == ColumnKind.Text ? ":---" : "---:"), destination);
        foreach (var row in rows)
        {
            WriteLine(row.Select(Escape), destination);
        }
    }

    /// <summary>Text that Markdown shows as it is; line breaks become spaces.</summary>
    public static string Escape(string text)
    {
        var result = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            bool special = Special.Contains(c, StringComparison.Ordinal)
                || (c == '_' && !IsInsideWord(text, i))
                || (c == ']' && OpensTarget(text, i));
            result.Append(special ? "\\" : "").Append(char.IsControl(c) ? ' ' : c);
        }

        return result.ToString();
    }

    private static void Write(Block block, TextWriter destination)
    {
        switch (block)
        {
            case Block.Heading heading:
                destination.Write($"{new string('#', heading.Level)} {Escape(heading.Text)}\n");
                break;
            case Block.Paragraph paragraph:
                destination.Write($"{paragraph.Markdown}\n");
                break;
            case Block.Bullets bullets:
                destination.Write(string.Concat(bullets.Items.Select(item => $"- {item}\n")));
                break;
            case Block.Table { Sheet: var sheet }:
                WriteTable(sheet.Columns, sheet.Rows.Select(row => row.Select(cell => cell.Rounded)), destination);
                break;
        }
    }

    /// <summary>An underscore between letters or digits means nothing to Markdown.</summary>
    private static bool IsInsideWord(string text, int i) =>
        i > 0 && i + 1 < text.Length && char.IsLetterOrDigit(text[i - 1]) && char.IsLetterOrDigit(text[i + 1]);

    /// <summary>Brackets alone mean nothing to Markdown; only what follows them makes a link.</summary>
    private static bool OpensTarget(string text, int i) =>
        i + 1 < text.Length && text[i + 1] is ('(' or '[' or ':');

    private static void WriteLine(IEnumerable<string> cells, TextWriter destination) =>
        destination.Write("| " + string.Join(" | ", cells) + " |\n");
}
