using System.Globalization;
using System.Numerics;
using System.Text;

namespace Heavytail.Formats.PyTorch;

/// <summary>The keys of dicts as parts of names: what Python prints of them.</summary>
internal static class PickleKeys
{
    /// <summary>Tuples in tuples; Flax's flattened dicts have one level.</summary>
    private const int MaxDepth = 8;

    /// <summary>Digits before the point that Python writes out, and zeros behind it.</summary>
    private const int MostDigits = 16;
    private const int MostZeros = 4;

    /// <summary>The text of a key; null of a kind that no dict of tensors has.</summary>
    /// <param name="key">The key; of a tuple the parts are joined as the keys of nested dicts are.</param>
    /// <param name="mostLength">Where the text may be cut: longer names are refused.</param>
    public static string? Text(object? key, int mostLength)
    {
        var text = new StringBuilder();
        return Append(text, key, mostLength, 0) ? text.ToString() : null;
    }

    private static bool Append(StringBuilder text, object? key, int mostLength, int depth)
    {
        if (key is PickleTuple tuple)
        {
            for (int i = 0; i < tuple.Items.Count && text.Length <= mostLength; i++)
            {
                text.Append(i == 0 ? "" : ".");
                if (depth == MaxDepth || !Append(text, tuple.Items[i], mostLength, depth + 1))
                {
                    return false;
                }
            }

            return tuple.Items.Count > 0;
        }

        string? plain = key switch
        {
            string name => name,
            long or BigInteger => ((IFormattable)key).ToString(null, CultureInfo.InvariantCulture),
            null => "None",
            true => "True",
            false => "False",
            double number => Float(number),
            PickleBytes { Text: { } bytes } => bytes,
            PickleGlobal global => global.Name,
            _ => null,
        };
        text.Append(plain);
        return plain is not null;
    }

    /// <summary>The shortest digits that give the number, as Python's <c>repr</c> writes them.</summary>
    private static string Float(double number)
    {
        if (!double.IsFinite(number))
        {
            return double.IsNaN(number) ? "nan" : number > 0 ? "inf" : "-inf";
        }

        string[] parts = number.ToString("E16", CultureInfo.InvariantCulture).Split('E');
        int exponent = int.Parse(parts[1], CultureInfo.InvariantCulture);
        string shortest = number.ToString("R", CultureInfo.InvariantCulture);
        string sign = shortest.StartsWith('-') ? "-" : "";
        string digits = shortest.Split('E')[0].Replace(".", "", StringComparison.Ordinal).Trim('-').Trim('0');
        if (digits.Length == 0)
        {
            return sign + "0.0";
        }

        if (exponent is < -MostZeros or >= MostDigits)
        {
            string fraction = digits.Length > 1 ? "." + digits[1..] : "";
            string size = Math.Abs(exponent).ToString("D2", CultureInfo.InvariantCulture);
            return $"{sign}{digits[0]}{fraction}e{(exponent < 0 ? '-' : '+')}{size}";
        }

        return exponent < 0 ? $"{sign}0.{new string('0', -exponent - 1)}{digits}"
            : digits.Length <= exponent + 1 ? $"{sign}{digits.PadRight(exponent + 1, '0')}.0"
            : $"{sign}{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}";
    }
}
