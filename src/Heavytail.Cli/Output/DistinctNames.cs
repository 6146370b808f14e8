using System.Text;

namespace Heavytail.Cli.Output;

/// <summary>Names cut to a width: those that would look alike keep the part in which they differ.</summary>
internal static class DistinctNames
{
    private const char Ellipsis = '…';

    /// <summary>Each name as it is shown.</summary>
    /// <param name="texts">The names; any may be there twice.</param>
    /// <param name="width">The width, in columns of a terminal.</param>
    public static IReadOnlyDictionary<string, string> Shorten(IEnumerable<string> texts, int width)
    {
        var shown = new Dictionary<string, string>(StringComparer.Ordinal);
        var alike = texts.Distinct(StringComparer.Ordinal).GroupBy(text => Printable.Shorten(text, width));
        foreach (var group in alike)
        {
            string[] names = [.. group];
            bool differ = names.Length > 1 && names.All(name => Ascii.IsValid(name));
            (int start, int end) = differ ? Common(names) : (0, 0);
            foreach (string name in names)
            {
                shown[name] = differ ? Around(name, start, end, width) : group.Key;
            }
        }

        return shown;
    }

    /// <summary>How many letters all begin with, and how many more they all end with.</summary>
    private static (int Start, int End) Common(string[] names)
    {
        int least = names.Min(name => name.Length);
        int start = 0;
        while (start < least && names.All(name => name[start] == names[0][start]))
        {
            start++;
        }

        int end = 0;
        while (end < least - start && names.All(name => name[^(end + 1)] == names[0][^(end + 1)]))
        {
            end++;
        }

        return (start, end);
    }

    /// <summary>The part that differs, with as much of its surroundings as there is room for.</summary>
    private static string Around(string name, int start, int end, int width)
    {
        string middle = name[start..^end];
        int room = width - middle.Length;
        if (room < 2)
        {
            return Printable.Shorten(Ellipsis + middle, width);
        }

        // The end, with the extension, says less than the folder before.
        int after = Math.Min(end, Math.Max(1, room / 3));
        int before = Math.Min(start, room - after);
        after = Math.Min(end, room - before);
        string head = before == start ? name[..start] : name[..(before - 1)] + Ellipsis;
        return head + middle + (after == end ? name[^end..] : Ellipsis + name[^(after - 1)..]);
    }
}
