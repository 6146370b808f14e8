using System.Globalization;
using System.Text.RegularExpressions;

namespace Heavytail.Formats.HuggingFace;

/// <summary>The name of a shard: <c>model-00001-of-00003.safetensors</c>.</summary>
/// <param name="Model">What the names of all shards of the model have in common.</param>
/// <param name="Number">Its number, from 1 (some writers: 0).</param>
/// <param name="Count">The number of shards.</param>
internal sealed partial record ShardName((string Before, string Count, string After) Model, int Number, int Count)
{
    /// <summary>What to do where shards are missing.</summary>
    public const string PutTogether = "put all files of the model into one folder";

    /// <summary>The name of the index that joins them.</summary>
    public string Index => $"{Model.Before.TrimEnd('-', '_', '.')}{Model.After}.index.json";

    /// <summary>What a file's name says; null where it is no shard's, or of the only one.</summary>
    public static ShardName? Of(string name)
    {
        var match = Pattern().Match(name);
        return match.Success && Parse("count") is var count and > 1 && Parse("number") is var number
            && number <= count
            ? new ShardName(
                (match.Groups["before"].Value, match.Groups["count"].Value, match.Groups["after"].Value), number, count)
            : null;

        int Parse(string group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);
    }

    /// <summary>The name of another shard, which writes its number with as many digits.</summary>
    /// <param name="own">The name that this is.</param>
    /// <param name="number">Its number.</param>
    public string NameOf(string own, int number) => Model.Before
        + number.ToString("D" + Pattern().Match(own).Groups["number"].Length, CultureInfo.InvariantCulture)
        + $"-of-{Model.Count}{Model.After}";

    [GeneratedRegex(
        @"^(?<before>.+[-_.])(?<number>\d{1,5})-of-(?<count>\d{1,5})"
        + @"(?<after>(\.[A-Za-z]\w*)?\.(safetensors|bin|pt|pth))$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
