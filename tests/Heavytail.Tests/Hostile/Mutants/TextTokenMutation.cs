using System.Text;
using System.Text.RegularExpressions;

namespace Heavytail.Tests.Hostile.Mutants;

/// <summary>
/// Headers of JSON, tables, text in pickles: numbers beyond every type, deep nesting, quotes, doubled keys, objects and
/// lines, long names. One character is one byte.
/// </summary>
internal sealed partial class TextTokenMutation : IMutation
{
    private static readonly string[] s_numbers =
    [
        "1e999", "-1e999", "1e-999", "-1", "-0", "0", "00", "0x10", "1.5", "NaN", "Infinity", "9223372036854775807",
        "9223372036854775808", "18446744073709551615", "18446744073709551616", "4294967296", "2147483648", "1_000",
        "1e18", "99999999999999999999999999999999999999",
    ];

    private static readonly string[] s_quoted =
    [
        "", "\\u0000", "\\ud800", "../../x", "/etc/passwd", "\u00e2\u0080\u00ae", "\n", "=1+1", "%s", "*", "**", "[",
        "\\",
    ];

    private static readonly string[] s_separators = ["", ".", "/", "_", ":", ".0."];

    public string Name => "text";

    public byte[] Apply(byte[] bytes, Materials materials)
    {
        string text = Encoding.Latin1.GetString(bytes);
        string changed = materials.Random.Next(8) switch
        {
            0 or 1 => Change(text, Number(), materials, _ => materials.Pick(s_numbers)),
            2 => Change(text, Quoted(), materials, _ => $"\"{materials.Pick(s_quoted)}\""),
            3 => Change(text, Quoted(), materials, name => Long(name, materials)),
            4 => Change(text, Value(), materials, value => Nested(value, materials)),
            5 => Change(text, Pair(), materials, pair => Repeat(pair + ",", pair.Length, materials) + pair),
            6 => Change(text, Balanced(), materials, value => Repeat(value + ",", value.Length, materials) + value),
            _ => Change(text, Line(), materials, line => Row(line, materials)),
        };
        return Materials.Cap(Encoding.Latin1.GetBytes(changed));
    }

    private static string Change(string text, Regex token, Materials materials, Func<string, string> change)
    {
        var tokens = token.Matches(text);
        if (tokens.Count == 0)
        {
            return text;
        }

        var chosen = tokens[materials.Random.Next(tokens.Count)];
        return text[..chosen.Index] + change(chosen.Value) + text[(chosen.Index + chosen.Length)..];
    }

    private static string Long(string name, Materials materials) =>
        $"\"{Repeat(name.Trim('"') + materials.Pick(s_separators), name.Length, materials)}\"";

    private static string Nested(string value, Materials materials)
    {
        int depth = 1 << materials.Random.Next(0, 14);
        return materials.OneIn(2)
            ? new string('[', depth) + value + new string(']', materials.OneIn(8) ? depth - 1 : depth)
            : Repeat("{\"a\":", depth) + value + new string('}', depth);
    }

    private static string Row(string line, Materials materials) => materials.Random.Next(6) switch
    {
        0 => Repeat(line + "\n", line.Length, materials) + line,
        1 => line + new string(materials.Pick([',', ';', '\t']), 1 << materials.Random.Next(0, 14)),
        2 => line.Replace("\"", materials.Pick(["", "\"\"", "'"]), StringComparison.Ordinal),
        3 => "\"" + line,
        4 => line.Replace(',', materials.Pick([';', '\t', '\0', '|'])),
        _ => "",
    };

    private static string Repeat(string text, int length, Materials materials) =>
        Repeat(text, Math.Max(1, (1 << materials.Random.Next(1, 16)) / Math.Max(1, length)));

    private static string Repeat(string text, int times) => new StringBuilder().Insert(0, text, times).ToString();

    [GeneratedRegex("-?[0-9]+(\\.[0-9]+)?")]
    private static partial Regex Number();

    [GeneratedRegex("\"[^\"\n]{0,200}\"")]
    private static partial Regex Quoted();

    [GeneratedRegex("\"[^\"\n]{0,200}\"(?!:)|[0-9]+|\\[[^][{}]{0,200}\\]")]
    private static partial Regex Value();

    [GeneratedRegex("\"[^\"\n]{1,200}\" ?: ?(\"[^\"\n]{0,200}\"|[0-9]+|\\[[^][{}]{0,200}\\]|\\{[^{}]{0,500}\\})")]
    private static partial Regex Pair();

    [GeneratedRegex("\\{[^{}]{0,500}\\}|\\[[^][]{0,200}\\]")]
    private static partial Regex Balanced();

    [GeneratedRegex("[^\n]+")]
    private static partial Regex Line();
}
