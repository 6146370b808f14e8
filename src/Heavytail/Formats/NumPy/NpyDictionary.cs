// Specification: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html ("Format Version 1.0").
using System.Globalization;

namespace Heavytail.Formats.NumPy;

/// <summary>
/// Just enough of Python's literals for the header of a .npy file:
/// <c>{'descr': '&lt;f4', 'fortran_order': False, 'shape': (3, 4), }</c>. Whatever is not these three keys with a
/// string, a truth value and a tuple of integers is refused; nothing is ever evaluated.
/// </summary>
internal sealed class NpyDictionary
{
    private readonly string _text;
    private int _at;

    private NpyDictionary(string text) => _text = text;

    /// <summary>The type string, or null for a list of fields (a structured type).</summary>
    public string? Descr { get; private set; }

    public bool FortranOrder { get; private set; }

    public IReadOnlyList<long> Shape { get; private set; } = [];

    /// <summary>Parses the header's text.</summary>
    /// <exception cref="FormatException">It is anything else.</exception>
    public static NpyDictionary Parse(string text)
    {
        var dictionary = new NpyDictionary(text);
        dictionary.ReadDictionary();
        return dictionary;
    }

    private void ReadDictionary()
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        Expect('{');
        while (!TryTake('}'))
        {
            string key = ReadString();
            if (!keys.Add(key))
            {
                throw new FormatException($"the key `{key}` occurs twice");
            }

            Expect(':');
            ReadValue(key);
            if (!TryTake(','))
            {
                Expect('}');
                break;
            }
        }

        Peek();
        if (_at < _text.Length)
        {
            throw Unexpected("nothing after the dictionary");
        }

        if (keys.Count != 3)
        {
            throw new FormatException("the header must give `descr`, `fortran_order` and `shape`");
        }
    }

    private void ReadValue(string key)
    {
        switch (key)
        {
            case "descr" when Peek() == '[':
                SkipList();
                break;
            case "descr":
                Descr = ReadString();
                break;
            case "fortran_order":
                FortranOrder = ReadTruth();
                break;
            case "shape":
                Shape = ReadTuple();
                break;
            default:
                throw new FormatException($"unexpected key `{key}`, expected `descr`, `fortran_order` and `shape`");
        }
    }

    private bool ReadTruth()
    {
        Peek();
        foreach (string word in (ReadOnlySpan<string>)["True", "False"])
        {
            if (_text.AsSpan(_at).StartsWith(word, StringComparison.Ordinal))
            {
                _at += word.Length;
                return word == "True";
            }
        }

        throw Unexpected("True or False");
    }

    private List<long> ReadTuple()
    {
        var sides = new List<long>();
        Expect('(');
        while (!TryTake(')'))
        {
            sides.Add(ReadInteger());
            if (TryTake(','))
            {
                continue;
            }

            // `(3)` is a number in Python, not a tuple; NumPy writes `(3,)`.
            if (sides.Count == 1)
            {
                throw Unexpected("`,` (a tuple)");
            }

            Expect(')');
            break;
        }

        return sides;
    }

    private long ReadInteger()
    {
        Peek();
        int start = _at;
        while (_at < _text.Length && (char.IsAsciiDigit(_text[_at]) || (_at == start && _text[_at] == '-')))
        {
            _at++;
        }

        var digits = _text.AsSpan(start, _at - start);
        if (digits is "" or "-")
        {
            throw Unexpected("a whole number");
        }

        if (!long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value))
        {
            throw new FormatException($"`{digits}` in the shape does not fit in 63 bits");
        }

        // Python 2 wrote long integers with an L.
        TryTake('L');
        return value;
    }

    private string ReadString()
    {
        char quote = Peek();
        if (quote is not ('\'' or '"'))
        {
            throw Unexpected("a quoted string");
        }

        int start = ++_at;
        while (_at < _text.Length && _text[_at] != quote)
        {
            if (_text[_at] == '\\')
            {
                throw Unexpected("a string without escapes");
            }

            _at++;
        }

        if (_at == _text.Length)
        {
            throw Unexpected($"the closing {quote}");
        }

        return _text[start.._at++];
    }

    /// <summary>
    /// Passes over a list of fields: brackets are balanced, strings are strings, the rest is not looked at.
    /// </summary>
    private void SkipList()
    {
        int depth = 0;
        do
        {
            switch (Peek())
            {
                case '[' or '(':
                    depth++;
                    _at++;
                    break;
                case ']' or ')':
                    depth--;
                    _at++;
                    break;
                case '\'' or '"':
                    ReadString();
                    break;
                case '\0' when _at == _text.Length:
                    throw Unexpected("the closing ]");
                default:
                    _at++;
                    break;
            }
        }
        while (depth > 0);
    }

    private void Expect(char expected)
    {
        if (!TryTake(expected))
        {
            throw Unexpected($"`{expected}`");
        }
    }

    private bool TryTake(char wanted)
    {
        if (Peek() != wanted)
        {
            return false;
        }

        _at++;
        return true;
    }

    /// <summary>The next character that is not white space; NUL at the end.</summary>
    private char Peek()
    {
        while (_at < _text.Length && _text[_at] is (' ' or '\n' or '\t' or '\r'))
        {
            _at++;
        }

        return _at < _text.Length ? _text[_at] : '\0';
    }

    private FormatException Unexpected(string expected)
    {
        string found = _at < _text.Length ? $"`{_text.AsSpan(_at, Math.Min(12, _text.Length - _at))}`" : "the end";
        return new FormatException($"found {found} at character {_at} where {expected} was expected");
    }
}
