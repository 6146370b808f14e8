using System.Text;

namespace Heavytail.Tensors;

/// <summary>
/// Asks of a name, before an expression does, whether it has any of the words that the expression needs: most names
/// have none, and a checkpoint has tens of thousands.
/// </summary>
internal sealed class WordCheck
{
    /// <summary>Longer names are lowered on the heap.</summary>
    private const int OnStack = 512;

    private readonly string[] _words;
    private readonly bool _ignoresCase;

    /// <param name="comparison">Ordinal, with or without case, as the expression's.</param>
    /// <param name="words">Words of ASCII; whatever the expression matches contains one of them.</param>
    public WordCheck(StringComparison comparison, params string[] words)
    {
        _ignoresCase = comparison == StringComparison.OrdinalIgnoreCase;
        _words = _ignoresCase ? [.. words.Select(word => word.ToLowerInvariant())] : words;
    }

    /// <summary>False where the expression cannot match. Beyond ASCII, expressions have rules of their own.</summary>
    public bool MayMatch(string name)
    {
        if (!Ascii.IsValid(name))
        {
            return true;
        }

        if (!_ignoresCase)
        {
            return Has(name);
        }

        // A search that ignores case looks at one character after the other; one that does not, at many at once.
        Span<char> lower = name.Length <= OnStack ? stackalloc char[name.Length] : new char[name.Length];
        Ascii.ToLower(name, lower, out _);
        return Has(lower);
    }

    private bool Has(ReadOnlySpan<char> name)
    {
        foreach (string word in _words)
        {
            if (name.Contains(word, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
