using System.Text;

namespace Heavytail.Tests.House;

/// <summary>A room and the rooms that it uses directly.</summary>
internal sealed record Room(string Name, IReadOnlyList<string> Uses);

/// <summary>
/// The lines <c>room → rooms that it uses</c> of ARCHITECTURE.md, lowest room first. Lines that begin with a space
/// continue the line above.
/// </summary>
internal static class RoomDrawing
{
    public const string Begin = "<!-- rooms -->\n```\n";
    public const string End = "```\n<!-- /rooms -->";

    private const string Arrow = " →";
    private const string Indent = "   ";
    private const int Columns = 120;

    public static IReadOnlyList<Room> Read(string page)
    {
        (int first, int end) = Find(page);
        string lines = page[first..end].Replace($"\n{Indent} ", " ", StringComparison.Ordinal);
        return [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Parse)];
    }

    /// <summary>The page with other lines in place of those it has.</summary>
    public static string Replace(string page, IEnumerable<Room> rooms)
    {
        (int first, int end) = Find(page);
        return $"{page[..first]}{string.Concat(rooms.Select(Line))}{page[end..]}";
    }

    private static (int First, int End) Find(string page)
    {
        int first = page.IndexOf(Begin, StringComparison.Ordinal);
        int end = page.IndexOf(End, StringComparison.Ordinal);
        return first < 0 || end < first
            ? throw new InvalidDataException($"ARCHITECTURE.md has no block between {Begin} and {End}")
            : (first + Begin.Length, end);
    }

    private static Room Parse(string line)
    {
        string[] parts = line.Split(Arrow);
        const StringSplitOptions words = StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;
        return new Room(parts[0].Trim(), parts[1].Split(',', words));
    }

    private static string Line(Room room)
    {
        var text = new StringBuilder(room.Name).Append(Arrow);
        int column = text.Length;
        for (int k = 0; k < room.Uses.Count; k++)
        {
            string word = room.Uses[k] + (k + 1 < room.Uses.Count ? "," : "");
            if (column + 1 + word.Length > Columns)
            {
                text.Append('\n').Append(Indent);
                column = Indent.Length;
            }

            text.Append(' ').Append(word);
            column += 1 + word.Length;
        }

        return text.Append('\n').ToString();
    }
}
