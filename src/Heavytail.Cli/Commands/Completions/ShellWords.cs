using System.Text;

namespace Heavytail.Cli.Commands.Completions;

/// <summary>A line as a shell splits it: quotes and backslashes are taken out.</summary>
/// <param name="Before">The words before the one that is typed.</param>
/// <param name="Current">The word that is typed, as far as it goes; empty after a blank.</param>
internal sealed record ShellWords(IReadOnlyList<string> Before, string Current)
{
    /// <summary>Splits a line whose last quotes may be open.</summary>
    public static ShellWords Split(string line)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        char quote = '\0';
        bool isWord = false;
        for (int k = 0; k < line.Length; k++)
        {
            char c = line[k];
            bool escapes = c == '\\' && quote != '\'' && k + 1 < line.Length;
            if (escapes && (quote == '\0' || line[k + 1] is '"' or '\\' or '$' or '`'))
            {
                word.Append(line[++k]);
                isWord = true;
            }
            else if (c == quote)
            {
                quote = '\0';
            }
            else if (quote == '\0' && c is '"' or '\'' && quote == '\0')
            {
                quote = c;
                isWord = true;
            }
            else if (quote == '\0' && char.IsWhiteSpace(c))
            {
                if (isWord)
                {
                    words.Add(word.ToString());
                }

                word.Clear();
                isWord = false;
            }
            else
            {
                word.Append(c);
                isWord = true;
            }
        }

        return new ShellWords(words, word.ToString());
    }
}
