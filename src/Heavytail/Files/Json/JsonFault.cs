using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Heavytail.Files.Json;

/// <summary>What is wrong with a text that should be JSON: the line, the column, what was found and expected.</summary>
internal static class JsonFault
{
    private const int DefaultDepth = 64;
    private const int MostShown = 20;

    private static readonly SearchValues<byte> s_ends = SearchValues.Create(" \t\r\n,:[]{}\""u8);

    /// <summary>Describes the first fault.</summary>
    /// <param name="json">The whole text.</param>
    /// <param name="options">The options that it was read with.</param>
    /// <returns><c>line 3, column 12: found `}` where a value was expected</c>.</returns>
    public static string Describe(ReadOnlySpan<byte> json, JsonReaderOptions options = default)
    {
        var open = new Stack<bool>(); // for each list or object around the fault, whether it is a list
        var reader = new Utf8JsonReader(json, options);
        int end = 0;
        var last = JsonTokenType.None;
        try
        {
            while (reader.Read())
            {
                last = reader.TokenType;
                switch (last)
                {
                    case JsonTokenType.StartArray or JsonTokenType.StartObject:
                        open.Push(last == JsonTokenType.StartArray);
                        break;
                    case JsonTokenType.EndArray or JsonTokenType.EndObject:
                        open.Pop();
                        break;
                    case JsonTokenType.PropertyName or JsonTokenType.String:
                        reader.GetString();
                        break;
                    default:
                        break;
                }

                end = (int)reader.BytesConsumed;
            }

            return "it is valid JSON of another form";
        }
        catch (InvalidOperationException)
        {
            return Place(json, (int)reader.TokenStartIndex) + "a quoted text is not valid Unicode";
        }
        catch (JsonException e)
        {
            int most = options.MaxDepth == 0 ? DefaultDepth : options.MaxDepth;
            int at = OffsetOf(json, e);
            return open.Count >= most && at < json.Length && json[at] is (byte)'[' or (byte)'{'
                ? Place(json, at) + string.Create(
                    CultureInfo.InvariantCulture, $"more than {most} levels of lists and objects")
                : Describe(json, end, at, last, open);
        }
    }

    /// <summary>What is wrong, where a reader that looks for certain values may have failed.</summary>
    /// <param name="json">The whole text.</param>
    /// <param name="error">The failure, of the JSON, or with a message of the reader's own.</param>
    /// <param name="options">The options that it was read with.</param>
    public static string Describe(ReadOnlySpan<byte> json, Exception error, JsonReaderOptions options = default) =>
        error is JsonException { LineNumber: null } ? error.Message : Describe(json, options);

    /// <summary>What a token is, for people: <c>an array</c>.</summary>
    public static string Word(JsonTokenType type) => type switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "a string",
        JsonTokenType.Number => "a number",
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        JsonTokenType.Null => "null",
        JsonTokenType.PropertyName => "a name",
        JsonTokenType.EndObject or JsonTokenType.EndArray => "the end",
        _ => "nothing",
    };

    /// <summary>The fault at a place.</summary>
    /// <param name="json">The whole text.</param>
    /// <param name="end">Where the last token ends.</param>
    /// <param name="at">The place.</param>
    /// <param name="last">The last token.</param>
    /// <param name="open">For each list or object around the place whether it is a list.</param>
    private static string Describe(
        ReadOnlySpan<byte> json, int end, int at, JsonTokenType last, Stack<bool> open)
    {
        var before = json[Math.Min(end, at)..at];
        bool isQuoted = IsOpenQuote(before);
        if (json[at..].Trim(" \t\r\n"u8).IsEmpty)
        {
            return json.Trim(" \t\r\n"u8).IsEmpty
                ? "it is empty"
                : Line(json, json.TrimEnd(" \t\r\n"u8).Length) + "the text ends "
                    + (isQuoted ? "within a quoted text"
                        : open.TryPeek(out bool isList) ? $"before its {(isList ? "list" : "object")} is closed"
                        : "too early");
        }

        if (isQuoted)
        {
            return Place(json, at) + (json[at] < ' '
                ? $"{Found(json, at)} in a quoted text, where it is written with a backslash"
                : "a quoted text has a backslash, or a byte, that JSON does not allow");
        }

        if (open.Count == 0 && last != JsonTokenType.None)
        {
            return Place(json, at) + $"found {Found(json, at)} after the end of the text";
        }

        bool follows = before.Trim(" \t\r\n"u8) is [.., (byte)','];
        int start = at - before.TrimStart(" \t\r\n,"u8).Length;
        bool isNamed = before.TrimEnd(" \t\r\n"u8) is [.., (byte)'"'];
        string found = Found(json, isNamed ? at : start);
        return follows && json[at] is (byte)'}' or (byte)']' && start == at
            ? Place(json, at) + $"found {found} behind a comma, which is one too many"
            : Place(json, isNamed ? at : start)
                + $"found {found} where {Expected(last, follows, isNamed, open)} was expected";
    }

    private static string Expected(JsonTokenType last, bool follows, bool isNamed, Stack<bool> open)
    {
        bool isList = open.TryPeek(out bool top) && top;
        return isNamed ? "`:`"
            : last == JsonTokenType.PropertyName || open.Count == 0 || (follows && isList) ? "a value"
            : follows ? "a name in double quotes"
            : last == JsonTokenType.StartObject ? "a name in double quotes, or `}`,"
            : last == JsonTokenType.StartArray ? "a value, or `]`,"
            : isList ? "`,` or `]`" : "`,` or `}`";
    }

    /// <summary>Whether a quoted text begins and does not end.</summary>
    private static bool IsOpenQuote(ReadOnlySpan<byte> text)
    {
        bool isOpen = false;
        for (int k = 0; k < text.Length; k++)
        {
            if (isOpen && text[k] == '\\')
            {
                k++;
            }
            else if (text[k] == '"')
            {
                isOpen = !isOpen;
            }
        }

        return isOpen;
    }

    /// <summary>The word or sign at a place.</summary>
    private static string Found(ReadOnlySpan<byte> json, int at)
    {
        var rest = json[at..];
        int length = rest.IndexOfAny(s_ends);
        string text = Encoding.UTF8.GetString(rest[..(length switch
        {
            < 0 => Math.Min(rest.Length, 4 * MostShown),
            0 => 1,
            _ => Math.Min(length, 4 * MostShown),
        })]);
        return text is "\n" or "\r" ? "a line break"
            : text == "\t" ? "a tab"
            : text[0] == '\ufeff' ? "a byte order mark"
            : char.IsControl(text[0]) ? "a control character"
            : text.Length > MostShown ? $"`{text[..MostShown]}…`" : $"`{text}`";
    }

    private static int OffsetOf(ReadOnlySpan<byte> json, JsonException error)
    {
        int offset = 0;
        for (long line = error.LineNumber ?? 0; line > 0; line--)
        {
            int length = json[offset..].IndexOf((byte)'\n');
            if (length < 0)
            {
                break;
            }

            offset += length + 1;
        }

        return (int)Math.Min(json.Length, offset + (error.BytePositionInLine ?? 0));
    }

    private static string Place(ReadOnlySpan<byte> json, int at)
    {
        int start = json[..at].LastIndexOf((byte)'\n') + 1;
        int column = Encoding.UTF8.GetCharCount(json[start..at]) + 1;
        return string.Create(CultureInfo.InvariantCulture, $"line {LineOf(json, at)}, column {column}: ");
    }

    private static string Line(ReadOnlySpan<byte> json, int at) =>
        string.Create(CultureInfo.InvariantCulture, $"line {LineOf(json, at)}: ");

    private static int LineOf(ReadOnlySpan<byte> json, int at) => json[..at].Count((byte)'\n') + 1;
}
