using System.Text;

namespace Heavytail.Reports;

/// <summary>Tables and words as GitHub's Markdown has them.</summary>
internal static class MarkdownTable
{
    private const string Special = "\\`*|<~";

    public static void Write(
        IReadOnlyList<(string Name, ColumnKind Kind)> columns,
        IEnumerable<IEnumerable<object?>> rows,
        TextWriter destination)
    {
        WriteLine(columns.Select(column => Escape(column.Name)), destination);
        WriteLine(columns.Select(column => column.Kind == ColumnKind.Text ? ":---" : "---:"), destination);
        foreach (var row in rows)
        {
            WriteLine(row.Select(value => Escape(CellText.Rounded(value))), destination);
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

    /// <summary>An underscore between letters or digits means nothing to Markdown.</summary>
    private static bool IsInsideWord(string text, int i) =>
        i > 0 && i + 1 < text.Length && char.IsLetterOrDigit(text[i - 1]) && char.IsLetterOrDigit(text[i + 1]);

    /// <summary>Brackets alone mean nothing to Markdown; only what follows them makes a link.</summary>
    private static bool OpensTarget(string text, int i) =>
        i + 1 < text.Length && text[i + 1] is ('(' or '[' or ':');

    private static void WriteLine(IEnumerable<string> cells, TextWriter destination)
    {
        destination.Write("| " + string.Join(" | ", cells) + " |\n");
    }
}
