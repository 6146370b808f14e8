namespace Heavytail.Tabular;

/// <summary>What the columns of every table have to be, whatever its format.</summary>
internal static class TableColumns
{
    /// <exception cref="TableException">There are none, or two have one name.</exception>
    public static void Check(string path, IEnumerable<string> names, string? place = null)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (string name in names.Where(name => name.Length > 0))
        {
            if (!seen.Add(name))
            {
                throw new TableException(path, $"two columns are named `{name}`", "rename one of them", place);
            }
        }

        if (seen.Count == 0)
        {
            throw new TableException(path, "no column has a name", "the first line names the columns", place);
        }
    }

    public static TableException NoRows(string path) => new(path, "has a header and no rows");
}
