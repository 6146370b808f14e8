namespace Heavytail.Tests.Tensors;

/// <summary>
/// Strings that a regular expression was written for: each alternative, with and without each optional part. Enough of
/// the language for the expressions of this repository.
/// </summary>
internal sealed class PatternStrings
{
    private const int Most = 500_000;
    private readonly string _pattern;
    private int _at;

    private PatternStrings(string pattern) => _pattern = pattern;

    public static IReadOnlyList<string> Of(string pattern) => new PatternStrings(pattern).Alternatives();

    private char Next => _at < _pattern.Length ? _pattern[_at] : '\0';

    private List<string> Alternatives()
    {
        var all = Sequence();
        while (Next == '|')
        {
            _at++;
            all.AddRange(Sequence());
        }

        return all;
    }

    private List<string> Sequence()
    {
        List<string> all = [""];
        while (_at < _pattern.Length && Next is not ('|' or ')'))
        {
            var atom = Quantified(Atom());
            Assert(all.Count * atom.Count <= Most);
            all = [.. all.SelectMany(start => atom.Select(end => start + end))];
        }

        return all;
    }

    private List<string> Quantified(List<string> atom)
    {
        switch (Next)
        {
            case '?' or '*':
                _at++;
                SkipLazy();
                return ["", .. atom.Where(text => text.Length > 0)];
            case '+':
                _at++;
                SkipLazy();
                return atom;
            case '{':
                _at = _pattern.IndexOf('}', _at) + 1;
                return atom;
            default:
                return atom;
        }
    }

    private void SkipLazy() => _at += Next == '?' ? 1 : 0;

    private List<string> Atom()
    {
        char first = _pattern[_at++];
        return first switch
        {
            '(' => Group(),
            '[' => Class(),
            '\\' => [Escaped(_pattern[_at++])],
            '^' or '$' => [""],
            '.' => ["x"],
            _ => [first.ToString()],
        };
    }

    private static string Escaped(char letter) => letter switch { 'd' => "0", 'w' => "x", _ => letter.ToString() };

    private List<string> Group()
    {
        // What stands before is in the string already; what must not follow is left out.
        bool isEmpty = false;
        if (Next == '?')
        {
            string kind = _pattern[(_at + 1)..(_at + 3)];
            bool isBehind = kind is "<=" or "<!";
            isEmpty = isBehind || kind[0] == '!';
            _at = isBehind ? _at + 3 : kind[0] == '<' ? _pattern.IndexOf('>', _at) + 1 : _at + 2;
        }

        var inner = Alternatives();
        Assert(Next == ')');
        _at++;
        return isEmpty ? [""] : inner;
    }

    /// <summary>Every character that is written, and both ends of a range.</summary>
    private List<string> Class()
    {
        int end = _pattern.IndexOf(']', _at);
        string letters = _pattern[_at..end];
        Assert(letters[0] != '^' && !letters.Contains('\\', StringComparison.Ordinal));
        _at = end + 1;
        return [.. letters.Where((letter, k) => letter != '-' || k == 0).Select(letter => letter.ToString())];
    }

    private void Assert(bool holds)
    {
        if (!holds)
        {
            throw new NotSupportedException($"`{_pattern}` at {_at}");
        }
    }
}
