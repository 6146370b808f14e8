using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Heavytail.Cli.Policies;

/// <summary>
/// Just enough YAML for policies: texts, lists and maps of one document. Anchors and aliases are refused, which can
/// make much of little, and tags, which name types. Depth and number of values are limited.
/// </summary>
internal sealed class YamlReader
{
    private const int MaxDepth = 8;
    private const int MaxNodes = 20_000;

    private readonly Parser _parser;
    private int _nodes;

    private YamlReader(TextReader text) => _parser = new Parser(text);

    /// <summary>The document of a text; null where the text has none.</summary>
    /// <exception cref="YamlProblemException">It is not YAML, or more than a policy needs.</exception>
    public static YamlNode? Read(string text)
    {
        int control = Array.FindIndex(text.ToCharArray(), IsControl);
        if (control >= 0)
        {
            // The parser would end at a NUL, and leave out the rules behind it.
            long line = 1 + text.AsSpan(0, control).Count('\n');
            throw new YamlProblemException(line, Invariant($"it has the character U+{(int)text[control]:X4}"));
        }

        var reader = new YamlReader(new StringReader(text));
        try
        {
            return reader.Document();
        }
        catch (YamlException e)
        {
            if (Tab(text) is { } tab)
            {
                throw new YamlProblemException(tab, "it is indented with a tab", "YAML takes spaces");
            }

            string problem = e.InnerException?.Message ?? e.Message;
            throw new YamlProblemException(e.Start.Line, $"it is not YAML: {problem.TrimEnd('.')}");
        }
    }

    private YamlNode? Document()
    {
        Expect<StreamStart>();
        if (Next() is not DocumentStart)
        {
            return null;
        }

        var root = Node(Next(), 0);
        Expect<DocumentEnd>();
        return Next() is DocumentStart second
            ? throw new YamlProblemException(second.Start.Line, "a second document begins; a policy is one")
            : root;
    }

    private YamlNode Node(ParsingEvent found, int depth)
    {
        long line = found.Start.Line;
        if (depth > MaxDepth)
        {
            throw new YamlProblemException(line, Invariant($"values are nested deeper than {MaxDepth}"));
        }

        if (++_nodes > MaxNodes)
        {
            throw new YamlProblemException(line, Invariant($"there are more than {MaxNodes} values"));
        }

        if (found is AnchorAlias || found is NodeEvent { Anchor.IsEmpty: false })
        {
            throw new YamlProblemException(line, "anchors and aliases (`&` and `*`) are not supported");
        }

        if (found is NodeEvent { Tag.IsEmpty: false })
        {
            throw new YamlProblemException(line, "tags (`!`) are not supported; quote a text that begins with one");
        }

        return found switch
        {
            Scalar scalar => new YamlText(line, scalar.Value),
            SequenceStart => new YamlList(line, Items(depth)),
            MappingStart => new YamlMap(line, Fields(depth)),
            _ => throw new YamlProblemException(line, "a value is missing"),
        };
    }

    private List<YamlNode> Items(int depth)
    {
        var items = new List<YamlNode>();
        for (var item = Next(); item is not SequenceEnd; item = Next())
        {
            items.Add(Node(item, depth + 1));
        }

        return items;
    }

    private List<(YamlText Name, YamlNode Value)> Fields(int depth)
    {
        var fields = new List<(YamlText, YamlNode)>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var key = Next(); key is not MappingEnd; key = Next())
        {
            if (Node(key, depth + 1) is not YamlText name)
            {
                throw new YamlProblemException(key.Start.Line, "a name is expected before `:`");
            }

            fields.Add((name, Node(Next(), depth + 1)));
            if (!names.Add(name.Text))
            {
                throw new YamlProblemException(name.Line, $"`{name.Text}` is there twice");
            }
        }

        return fields;
    }

    private void Expect<T>()
        where T : ParsingEvent
    {
        var found = Next();
        if (found is not T)
        {
            throw new YamlProblemException(found.Start.Line, "the document does not end where it should");
        }
    }

    private ParsingEvent Next() => _parser.MoveNext()
        ? _parser.Current!
        : throw new YamlProblemException(1, "the document ends early");

    /// <summary>The first line that is indented with a tab: the parser names one behind it. Null for none.</summary>
    private static long? Tab(string text)
    {
        int line = 0;
        foreach (var content in text.AsSpan().EnumerateLines())
        {
            line++;
            if (content.Trim().Length > 0 && content[..^content.TrimStart().Length].Contains('\t'))
            {
                return line;
            }
        }

        return null;
    }

    private static bool IsControl(char c) => char.IsControl(c) && c is not ('\t' or '\n' or '\r');

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Text is not YAML that a policy can have.</summary>
/// <param name="line">The line, from 1.</param>
/// <param name="problem">What was found.</param>
/// <param name="hint">The next step; null for none.</param>
internal sealed class YamlProblemException(long line, string problem, string? hint = null) : Exception(problem)
{
    public long Line { get; } = line;

    public string? Hint { get; } = hint;
}
