using System.Text;

namespace Heavytail.Tensors;

/// <summary>
/// Asks of a name, before an expression does, whether it has any of the words that the expression needs: most names
/// have none, and a checkpoint has tens of thousands.
/// </summary>
/// <param name="comparison">Ordinal, with or without case, as the expression's.</param>
/// <param name="words">Words; whatever the expression matches contains one of them.</param>
internal sealed class WordCheck(StringComparison comparison, params string[] words)
{
    /// <summary>False where the expression cannot match. Beyond ASCII, expressions have rules of their own.</summary>
    public bool MayMatch(string name)
    {
        foreach (string word in words)
        {
            if (name.Contains(word, comparison))
            {
                return true;
            }
        }

        return !Ascii.IsValid(name);
    }
}
