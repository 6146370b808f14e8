using System.Text.RegularExpressions;
using Heavytail.Tensors;

namespace Heavytail.Layers.Rules;

/// <summary>
/// Averages that training keeps of a network. One is a copy only beside the network itself; alone, it is the network.
/// </summary>
internal static partial class CopyRules
{
    private static readonly WordCheck s_marks = new(
        StringComparison.OrdinalIgnoreCase, "average", "ema", "swa", "polyak", "shadow", "avg", "target",
        "collected_params");

    private static readonly WordCheck s_lists = new(
        StringComparison.Ordinal, "shadow_params", "collected_params", "ema_params", "params_ema");

    public static Verdict? MovingAverage(TensorInfo tensor, LayerContext context)
    {
        if (!IsCopy(tensor.Name))
        {
            return null;
        }

        return Original(tensor, context) is { } original
            ? Verdict.Skip(SkipReason.Copy, $"an average over the training of `{original.Name}`, which is here too")
            : ListOf(tensor.Name) is { } list && context.Networks.HasShapesOf(list)
            ? Verdict.Skip(
                SkipReason.Copy,
                $"`{list[..^1]}` has the shapes of the network's own tensors: its average over the training")
            : null;
    }

    /// <summary>Whether a name is that of an average, or of a copy that follows another network slowly.</summary>
    public static bool IsCopy(string name) =>
        name.Length <= NameParts.Longest && s_marks.MayMatch(name) && Mark().IsMatch(name);

    /// <summary>The prefix of an average that is a list of tensors without names; null of any other tensor.</summary>
    public static string? ListOf(string name) =>
        name.Length <= NameParts.Longest && s_lists.MayMatch(name)
        && ListPrefix().Match(name) is { Success: true } list ? list.Value : null;

    private static TensorInfo? Original(TensorInfo tensor, LayerContext context)
    {
        var (parent, last) = NameParts.Of(tensor.Name);
        string name = parent + last;
        var match = Mark().Match(name);
        string before = name[..match.Groups["part"].Index];
        string part = match.Groups["part"].Value;
        string after = name[(match.Groups["part"].Index + part.Length)..];

        // The same name without the mark: `encoder_ema.fc` and `encoder.fc`, `kernel/ExponentialMovingAverage`.
        string word = Word().Replace(part, "");
        string plain = word.Length > 0 ? before + word + after
            : after.Length > 0 ? before + after[1..]
            : before.TrimEnd('.', '/');
        if (context.Find(plain) is { } same && same.Shape.Equals(tensor.Shape) && same != tensor)
        {
            return same;
        }

        // A target network of reinforcement learning is one of several; only its own name is proof.
        return after.Length < 2 || part.Contains("target", StringComparison.OrdinalIgnoreCase)
            ? null
            : context.Networks.Find(after[1..], tensor.Shape, tensor);
    }

    [GeneratedRegex(
        @"(^|[./])(?<part>ExponentialMovingAverage(?=$|:)|([a-z\d_]*_)?(ema|swa|polyak|shadow|averaged"
        + @"|moving_average)(_[a-z\d_]*)?|(model|params|weights)_avg|avg_(model|params|weights)"
        + @"|(critic|actor|policy|value|[qv]f|q|q_net|q_network|net|network|model)\d*_target"
        + @"|target_(critic|actor|policy|value|[qv]f|q|q_net|q_network|net|network|model)\d*"
        + "|collected_params)(?=[./]|$|:)",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Mark();

    /// <summary>What a mark adds to a name.</summary>
    [GeneratedRegex(
        @"^ExponentialMovingAverage$|(^|_)(ema|swa|polyak|shadow|averaged|moving_average|avg|target)(?=_|$)|(?<=^)_",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Word();

    [GeneratedRegex(@"^(.*[./])?(shadow_params|collected_params|ema_params|params_ema)[./](?=\d+$)",
        RegexOptions.CultureInvariant)]
    private static partial Regex ListPrefix();
}
