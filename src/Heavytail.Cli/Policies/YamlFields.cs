using System.Globalization;
using Heavytail.Cli.Output;

namespace Heavytail.Cli.Policies;

/// <summary>Values of fields, with errors that name the field and the line.</summary>
internal static class YamlFields
{
    /// <summary>Refuses a field that is not known.</summary>
    /// <param name="map">The fields.</param>
    /// <param name="known">The names that there are.</param>
    /// <param name="owner">What has the fields.</param>
    public static void RefuseOthers(YamlMap map, IReadOnlyList<string> known, string owner)
    {
        foreach (var (name, _) in map.Fields)
        {
            if (!known.Contains(name.Text))
            {
                throw new YamlProblemException(
                    name.Line,
                    $"{owner} has no field `{name.Text}`",
                    Spelling.DidYouMean(name.Text, known) ?? $"fields are {string.Join(", ", known)}");
            }
        }
    }

    /// <summary>A single text.</summary>
    public static string Text(YamlNode node, string name) => node is YamlText text
        ? text.Text
        : throw new YamlProblemException(node.Line, $"`{name}` is {node.Kind}, expected a single value");

    /// <summary>One of some words.</summary>
    public static string Word(YamlNode node, string name, IReadOnlyList<string> words)
    {
        string word = Text(node, name);
        return words.Contains(word) ? word : throw new YamlProblemException(
            node.Line,
            $"`{name}` is `{word}`, expected {WordList.Join(words, "or")}",
            Spelling.DidYouMean(word, words));
    }

    /// <summary>A finite number.</summary>
    public static double Number(YamlNode node, string name) => Number(Text(node, name)) ?? throw
        new YamlProblemException(node.Line, $"`{name}` is `{Text(node, name)}`, expected a number");

    /// <summary>The number of a text; null where it is not a finite one.</summary>
    public static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            && double.IsFinite(number) ? number : null;

    /// <summary><c>true</c> or <c>false</c>.</summary>
    public static bool Flag(YamlNode node, string name) => Word(node, name, ["true", "false"]) == "true";

    /// <summary>A list of texts; a single text is a list of one.</summary>
    public static IReadOnlyList<string> Texts(YamlNode node, string name)
    {
        IReadOnlyList<YamlNode> items = node is YamlList list ? list.Items : [node];
        string[] texts = [.. items.Select(item => Text(item, name))];
        return texts.Length == 0 || texts.Contains("")
            ? throw new YamlProblemException(node.Line, $"`{name}` is empty")
            : texts;
    }
}
