namespace Heavytail;

/// <summary>
/// Order of paths in which <c>step-10</c> stands behind <c>step-2</c>: digits in a row are one number, the rest is
/// ordinal. Names that are equal but for leading zeros are ordered by those.
/// </summary>
public sealed class NaturalOrder : IComparer<string>
{
    /// <summary>The order.</summary>
    public static NaturalOrder Instance { get; } = new();

    /// <inheritdoc/>
    public int Compare(string? x, string? y)
    {
        if (x is null || y is null)
        {
            return string.CompareOrdinal(x, y);
        }

        (int i, int j) = (0, 0);
        while (i < x.Length && j < y.Length)
        {
            if (char.IsAsciiDigit(x[i]) && char.IsAsciiDigit(y[j]))
            {
                var first = Digits(x, ref i);
                var second = Digits(y, ref j);
                int order = first.Length != second.Length
                    ? first.Length.CompareTo(second.Length) : first.CompareTo(second, StringComparison.Ordinal);
                if (order != 0)
                {
                    return order;
                }
            }
            else if (x[i] != y[j])
            {
                return x[i].CompareTo(y[j]);
            }
            else
            {
                i++;
                j++;
            }
        }

        int rest = (x.Length - i).CompareTo(y.Length - j);
        return rest != 0 ? rest : string.CompareOrdinal(x, y);
    }

    /// <summary>The digits from here on, without zeros in front.</summary>
    private static ReadOnlySpan<char> Digits(string text, ref int position)
    {
        int start = position;
        while (position < text.Length && char.IsAsciiDigit(text[position]))
        {
            position++;
        }

        return text.AsSpan(start, position - start).TrimStart('0');
    }
}
