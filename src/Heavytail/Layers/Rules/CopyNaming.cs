using System.Text.RegularExpressions;
using Heavytail.Tensors;

namespace Heavytail.Layers.Rules;

/// <summary>A name that says of its tensor that it is in a copy of a network.</summary>
/// <param name="Kind">What kind of copy.</param>
/// <param name="Group">What all tensors of the copy have in common: the prefix, or the suffix.</param>
/// <param name="Rest">Name of the tensor within the copy.</param>
/// <param name="Originals">Prefixes under which the network itself would be; of a suffix, the name itself.</param>
/// <param name="MayBeAnywhere">Whether the network may also have another prefix, or none.</param>
internal sealed record CopyMark(
    CopyKind Kind, string Group, string Rest, IReadOnlyList<string> Originals, bool MayBeAnywhere)
{
    /// <summary>Whether the mark is behind the name of each tensor: <c>kernel/ExponentialMovingAverage</c>.</summary>
    public bool IsSuffix { get; init; }
}

/// <summary>Kinds of copies.</summary>
internal enum CopyKind
{
    /// <summary>A moving average: EMA, Polyak's.</summary>
    Average,

    /// <summary>Stochastic weight averaging; <c>swa</c> is also attention in a sliding window.</summary>
    StochasticAverage,

    /// <summary>A network that follows another slowly: a target of reinforcement learning, MoCo's keys.</summary>
    Follower,

    /// <summary>A teacher beside its student.</summary>
    Teacher,

    /// <summary>Another moment of the same training: the best one, the first.</summary>
    Snapshot,
}

/// <summary>The names of copies: where a mark stands, and what the network itself would be called.</summary>
internal static partial class CopyNaming
{
    /// <summary>Parts of a name that are looked at; deeper, no mark is known.</summary>
    private const int MostParts = 24;

    /// <summary>Words that say where a network is and not what is in it.</summary>
    private static readonly string[] s_containers =
    [
        "module", "model", "params", "net", "network", "state_dict", "_orig_mod", "weights", "model_state",
        "online_model", "state", "named_parameters_dict",
    ];

    /// <summary>Parts under which trainers keep a copy: <c>callbacks.EMA.ema_state_dict.fc1.weight</c>.</summary>
    private static readonly string[] s_keepers =
    [
        "callbacks", "extra_state", "extra", "trainer", "algorithms", "checkpoint", "ewc",
    ];

    private static readonly WordCheck s_marks = new(
        StringComparison.OrdinalIgnoreCase, "average", "ema", "swa", "polyak", "shadow", "avg", "target", "teacher",
        "encoder_k", "encoder_m", "proj_m", "momentum_", "slow_", "best_", "init", "prev", "current_", "original_",
        "_old", "old_", "ref_", "reference_", "_ref", "_best", "fast_", "star", "ewc");

    /// <summary>Names that the network of a snapshot may have; none is a network without a prefix.</summary>
    private static readonly string[] s_networks =
    [
        "${a}", "state_dict", "model_state_dict", "model", "net", "network", "policy", "params", "",
    ];

    /// <summary>Names of followers, with the names that the network may have.</summary>
    private static readonly (Regex Follower, CopyKind Kind, string[] Originals)[] s_pairs =
    [
        (Teacher(), CopyKind.Teacher, ["${a}student${b}"]),
        (TargetBehind(), CopyKind.Follower, ["${a}"]),
        (TargetBefore(), CopyKind.Follower, ["${a}", "online_${a}"]),
        (Target(), CopyKind.Follower, ["online"]),
        (Keys(), CopyKind.Follower, ["${a}encoder_q"]),
        (Momentum(), CopyKind.Follower, ["${a}"]),
        (MomentumBefore(), CopyKind.Follower, ["${a}", "base_${a}"]),
        (Moment(), CopyKind.Snapshot, s_networks),
        (MomentBehind(), CopyKind.Snapshot, s_networks),
    ];

    /// <summary>The mark in a name; null where there is none.</summary>
    public static CopyMark? Parse(string name)
    {
        if (name.Length > NameParts.Longest || !s_marks.MayMatch(name))
        {
            return null;
        }

        var parts = PathParts.Of(name, MostParts);
        CopyMark? found = null;
        bool isLeading = true;
        for (int k = 0; k < parts.Count; k++)
        {
            string part = parts[k];
            bool isLast = k == parts.Count - 1;
            if (Word(part) is { } word)
            {
                if (isLast)
                {
                    return found ?? Suffix(parts, word.Kind, word.Left, isLeading);
                }

                if (isLeading && Prefix(parts, k, word.Kind, word.Left) is { } prefix)
                {
                    found = found is null ? prefix : prefix with { Originals = found.Originals };
                    continue;
                }

                if (!isLeading && word is { Kind: CopyKind.Average, Left.Length: > 0 } && !parts.HasNumberBefore(k))
                {
                    return new CopyMark(
                        word.Kind, parts.Until(k), parts.After(k), [parts.Before(k) + word.Left], false);
                }
            }

            if (found is not null)
            {
                return found;
            }

            if (!isLast && !parts.HasNumberBefore(k) && Pair(parts, k) is { } pair)
            {
                return pair;
            }

            isLeading &= IsContainer(part) || IsKeeper(parts, k);
        }

        return found;
    }

    /// <summary>Whether a part of a name says where a network is and not what is in it.</summary>
    public static bool IsContainer(string part) =>
        s_containers.Contains(part, StringComparer.Ordinal) || part.EndsWith("_state_dict", StringComparison.Ordinal);

    /// <summary>
    /// Whether a part says where a trainer keeps something; its callbacks have names, its algorithms numbers.
    /// </summary>
    private static bool IsKeeper(PathParts parts, int k) => s_keepers.Contains(parts[k], StringComparer.Ordinal)
        || (k > 0 && (parts[k - 1] == "callbacks"
            || (parts[k].All(char.IsAsciiDigit) && Enumerable.Range(0, k).Any(before => IsKeeper(parts, before)))));

    /// <summary>
    /// A prefix of a copy, <c>g_ema</c>; null of <c>swa_layers</c>, which are layers of attention.
    /// </summary>
    private static CopyMark? Prefix(PathParts parts, int k, CopyKind kind, string left) =>
        kind == CopyKind.Average || left.Length == 0 || IsContainer(left)
            ? new CopyMark(
                kind, parts.Until(k), parts.After(k), left.Length > 0 ? [parts.Before(k) + left] : [], true)
            : null;

    /// <summary>
    /// <c>kernel/ExponentialMovingAverage</c>, <c>weight_ema</c>, mmcv's <c>ema_backbone_conv_weight</c>.
    /// </summary>
    private static CopyMark? Suffix(PathParts parts, CopyKind kind, string left, bool isLeading)
    {
        int last = parts.Count - 1;
        string plain = left.Length > 0 ? parts.Before(last) + left : parts.Owner(last);
        return isLeading && parts[last].StartsWith("ema_", StringComparison.Ordinal)
            ? new CopyMark(kind, parts.Before(last) + "ema_", left, [], true)
            : plain.Length == 0 ? null
            : new CopyMark(kind, $"…{kind}", plain, [], false) { IsSuffix = true };
    }

    private static CopyMark? Pair(PathParts parts, int k)
    {
        // Elastic weight consolidation pulls the network to the parameters of the last task.
        if (k == 1 && parts[0] == "ewc" && parts[1] is "params" or "means" or "old_params" or "star_params")
        {
            return new CopyMark(CopyKind.Snapshot, parts.Until(k), parts.After(k), s_networks[1..], false);
        }

        foreach (var (follower, kind, originals) in s_pairs)
        {
            if (follower.Match(parts[k]) is { Success: true } match)
            {
                return new CopyMark(
                    kind, parts.Until(k), parts.After(k),
                    [
                        .. originals.Select(original =>
                            original.Length == 0 ? parts.Owner(k) : parts.Before(k) + match.Result(original)),
                    ], false);
            }
        }

        return null;
    }

    /// <summary>What a part of a name says without the word that marks an average.</summary>
    private static (CopyKind Kind, string Left)? Word(string part)
    {
        if (Average().Match(part) is not { Success: true } match)
        {
            return null;
        }

        string left = match.Groups["word"].Success ? match.Groups["word"].Value
            : $"{match.Groups["a"].Value}_{match.Groups["b"].Value}".Trim('_');
        return (match.Groups["swa"].Success ? CopyKind.StochasticAverage : CopyKind.Average, left);
    }

    [GeneratedRegex(
        "^((?<word>model|params|weights)_avg|avg_(?<word>model|params|weights)"
        + "|((?<a>.+)_)?(ema|(?<swa>swa)|polyak|shadow|averaged|moving_average|ExponentialMovingAverage)(_(?<b>.+))?)$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Average();

    /// <summary>DINO's, mean teachers'.</summary>
    [GeneratedRegex(
        @"^(?<a>(\w+_)?)teacher(?<b>(_\w+)?)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Teacher();

    [GeneratedRegex(
        @"^(?<a>(\w+_)?(critic|actor|policy|value|[qv]f|q|q_net|q_network|net|network|model)\d*)_target$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex TargetBehind();

    /// <summary>Reinforcement learning's, BYOL's, Dreamer's.</summary>
    [GeneratedRegex(
        @"^(target|slow)_(?<a>(critic|actor|policy|value|[qv]f|q|q_net|q_network|net|network|model|encoder"
        + @"|projector)\d*)$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex TargetBefore();

    [GeneratedRegex("^target$", RegexOptions.CultureInvariant)]
    private static partial Regex Target();

    /// <summary>MoCo's.</summary>
    [GeneratedRegex(@"^(?<a>(\w+_)?)encoder_k$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Keys();

    /// <summary>ALBEF's and BLIP's.</summary>
    [GeneratedRegex(@"^(?<a>(\w+_)?(encoder|proj))_m$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Momentum();

    /// <summary>Snapshots that trainers keep beside the last state.</summary>
    [GeneratedRegex(
        "^(best|init|initial|prev|previous|current|original|old|ref|reference|fast|star)_"
        + "(?<a>state_dict|model_state_dict|model_state|model|weights|net|network|policy|params)$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Moment();

    /// <summary>What reinforcement learning compares its policy with.</summary>
    [GeneratedRegex(
        "^(?<a>state_dict|model_state_dict|model|net|network|policy|actor|critic|params)_"
        + "(old|prev|previous|ref|reference|init|initial|best)$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex MomentBehind();

    /// <summary>MoCo's of version 3.</summary>
    [GeneratedRegex(@"^momentum_(?<a>\w+)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex MomentumBefore();
}
