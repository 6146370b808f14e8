using System.Text.RegularExpressions;

namespace Heavytail.Formats.Adapters;

/// <summary>
/// <c>rank_pattern</c> or <c>alpha_pattern</c>: the first pattern that matches a module's name, or its end behind a
/// point, gives the number.
/// </summary>
internal sealed class AdapterPatterns
{
    /// <summary>One for each module of the largest adapters known, several times over.</summary>
    private const int Most = 20_000;

    private const int LongestPattern = 1000;

    /// <summary>For patterns that look around or back, which only a search with trials can match.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(100);

    private readonly List<(string Text, Regex? Pattern, double Value)> _patterns = [];
    private readonly string _key;
    private readonly Func<string, Exception> _invalid;

    /// <param name="key">Its key in the configuration.</param>
    /// <param name="pairs">Patterns and numbers, in the order of the file.</param>
    /// <param name="invalid">Makes the error of the configuration.</param>
    public AdapterPatterns(
        string key, IReadOnlyList<KeyValuePair<string, double>> pairs, Func<string, Exception> invalid)
    {
        (_key, _invalid) = (key, invalid);
        if (pairs.Count > Most)
        {
            throw invalid($"`{key}` has {pairs.Count:N0} patterns; at most {Most:N0} are read");
        }

        foreach (var (pattern, value) in pairs)
        {
            _patterns.Add((pattern, IsName(pattern) ? null : Compile(pattern), value));
        }
    }

    /// <summary>The number of a module; null where no pattern matches.</summary>
    public double? Find(string module)
    {
        foreach (var (text, pattern, value) in _patterns)
        {
            if (pattern is null ? IsEndOf(module, text) : Matches(pattern, module))
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>Whether a pattern is a plain name. A point in it stands for any letter, as in Python.</summary>
    private static bool IsName(string pattern) =>
        pattern.Length > 0 && pattern.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '.');

    private static bool IsEndOf(string module, string name)
    {
        int start = module.Length - name.Length;
        if (start < 0 || (start > 0 && module[start - 1] != '.'))
        {
            return false;
        }

        for (int k = 0; k < name.Length; k++)
        {
            if (name[k] != '.' && name[k] != module[start + k])
            {
                return false;
            }
        }

        return true;
    }

    private bool Matches(Regex pattern, string module)
    {
        try
        {
            return pattern.IsMatch(module);
        }
        catch (RegexMatchTimeoutException)
        {
            throw _invalid($"`{_key}`: the pattern `{pattern}` takes too long to match `{module}`");
        }
    }

    private Regex Compile(string pattern)
    {
        if (pattern.Length > LongestPattern)
        {
            throw _invalid($"`{_key}` has a pattern of {pattern.Length:N0} letters; at most {LongestPattern} are read");
        }

        // A key that begins with ^ begins where the module's name does.
        string whole = pattern.StartsWith('^') ? $"(?:{pattern})$" : $@"^(?:.*\.)?(?:{pattern})$";
        try
        {
            return new Regex(whole, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (NotSupportedException)
        {
            return new Regex(whole, RegexOptions.CultureInvariant, s_patience);
        }
        catch (ArgumentException)
        {
            throw _invalid($"`{_key}` has `{pattern}`, which is not a regular expression");
        }
    }
}
