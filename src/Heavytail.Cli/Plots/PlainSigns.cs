using System.Text;

namespace Heavytail.Cli.Plots;

/// <summary>Text for terminals that show ASCII alone.</summary>
internal static class PlainSigns
{
    private const string Superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

    /// <summary>The text in ASCII: signs as words, superscripts after a caret, others as question marks.</summary>
    public static string Of(string text)
    {
        var plain = new StringBuilder(text.Length);
        bool isRaised = false;
        foreach (char c in text)
        {
            int digit = Superscripts.IndexOf(c, StringComparison.Ordinal);
            bool raises = digit >= 0 || c == '⁻';
            plain.Append(raises && !isRaised ? "^" : "");
            isRaised = raises;
            plain.Append(digit >= 0 ? (char)('0' + digit) : c switch
            {
                _ when char.IsAscii(c) => c.ToString(),
                'λ' => "lambda",
                'α' => "alpha",
                'σ' => "sigma",
                'ρ' => "rho",
                '±' => "+/-",
                '×' => "x",
                '√' => "sqrt ",
                '≥' => ">=",
                '≤' => "<=",
                '′' => "'",
                '–' or '⁻' or '−' => "-",
                '…' => "...",
                _ => "?",
            });
        }

        return plain.ToString();
    }
}
