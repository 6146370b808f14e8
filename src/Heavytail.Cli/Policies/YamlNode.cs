namespace Heavytail.Cli.Policies;

/// <summary>A value of a YAML document, with the line that it is on.</summary>
/// <param name="Line">The line, from 1.</param>
internal abstract record YamlNode(long Line)
{
    /// <summary>What it is, for messages.</summary>
    public abstract string Kind { get; }
}

/// <summary>A word, a number, or another text.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Text">The text.</param>
internal sealed record YamlText(long Line, string Text) : YamlNode(Line)
{
    public override string Kind => Text.Length == 0 ? "empty" : "a single value";
}

/// <summary>Values one after the other.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Items">The values.</param>
internal sealed record YamlList(long Line, IReadOnlyList<YamlNode> Items) : YamlNode(Line)
{
    public override string Kind => "a list";
}

/// <summary>Values with names, each of which it has once.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Fields">The names with their values.</param>
internal sealed record YamlMap(long Line, IReadOnlyList<(YamlText Name, YamlNode Value)> Fields) : YamlNode(Line)
{
    public override string Kind => "a map";

    /// <summary>The value of a name; null where there is none.</summary>
    public YamlNode? Find(string name) => Fields.FirstOrDefault(field => field.Name.Text == name).Value;
}
