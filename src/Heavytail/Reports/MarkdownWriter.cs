using System.Text;

namespace Heavytail.Reports;

/// <summary>Blocks as GitHub's Markdown has them.</summary>
internal static class MarkdownWriter
{
    private const string Special = "\\`*|<~$";

    /// <summary>What makes headings, quotations, lists, rules and check boxes of a line that begins with it.</summary>
    private const string Leading = "#>+-=[";

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

    /// <summary>
    /// Text that Markdown shows as it is, within a line: no markup, HTML, entity, formula or link, and no hidden
    /// characters.
    /// </summary>
    public static string Escape(string text)
    {
        text = VisibleText.Escape(text);
        var result = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            bool special = Special.Contains(c, StringComparison.Ordinal)
                || (c == '_' && !IsInsideWord(text, i))
                || (c == ']' && OpensTarget(text, i))
                || (c == '&' && OpensEntity(text, i))
                || IsPartOfAddress(text, i);
            result.Append(special ? "\\" : "").Append(c);
        }

        return result.ToString();
    }

    private static void Write(Block block, TextWriter destination)
    {
        switch (block)
        {
            case Block.Heading heading:
                destination.Write($"{new string('#', heading.Level)} {Start(Closed(Escape(heading.Text)))}\n");
                break;
            case Block.Paragraph paragraph:
                destination.Write($"{Start(paragraph.Markdown)}\n");
                break;
            case Block.Bullets bullets:
                destination.Write(string.Concat(bullets.Items.Select(item => $"- {Start(item)}\n")));
                break;
            case Block.Table { Sheet: var sheet }:
                WriteTable(sheet.Columns, sheet.Rows.Select(row => row.Select(cell => cell.Rounded)), destination);
                break;
        }
    }

    /// <summary>The text of a line, so that its first characters mean nothing to Markdown.</summary>
    private static string Start(string markdown)
    {
        int digits = markdown.AsSpan().IndexOfAnyExceptInRange('0', '9');
        return markdown switch
        {
            [' ', .. var rest] => "&#32;" + rest, // four blanks would be code
            [var first, ..] when Leading.Contains(first, StringComparison.Ordinal) => "\\" + markdown,
            _ when digits > 0 && markdown[digits] is ('.' or ')') => markdown.Insert(digits, "\\"),
            _ => markdown,
        };
    }

    /// <summary>The text of a heading, at whose end number signs would be dropped.</summary>
    private static string Closed(string markdown) =>
        markdown is [.. var start, '#'] ? start + "\\#" : markdown;

    /// <summary>An underscore between letters or digits means nothing to Markdown.</summary>
    private static bool IsInsideWord(string text, int i) =>
        i > 0 && i + 1 < text.Length && char.IsLetterOrDigit(text[i - 1]) && char.IsLetterOrDigit(text[i + 1]);

    /// <summary>Brackets alone mean nothing to Markdown; only what follows them makes a link.</summary>
    private static bool OpensTarget(string text, int i) =>
        i + 1 < text.Length && text[i + 1] is ('(' or '[' or ':');

    private static bool OpensEntity(string text, int i) =>
        i + 1 < text.Length && (char.IsAsciiLetter(text[i + 1]) || text[i + 1] == '#');

    /// <summary>GitHub makes links of <c>http://…</c> and <c>www.…</c> without any markup.</summary>
    private static bool IsPartOfAddress(string text, int i) =>
        (text[i] == ':' && text.AsSpan(i).StartsWith("://", StringComparison.Ordinal))
        || (text[i] == '.' && text.AsSpan(0, i).EndsWith("www", StringComparison.OrdinalIgnoreCase));

    private static void WriteLine(IEnumerable<string> cells, TextWriter destination) =>
        destination.Write("| " + string.Join(" | ", cells) + " |\n");
}
