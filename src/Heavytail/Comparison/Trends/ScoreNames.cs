using System.Text.RegularExpressions;

namespace Heavytail.Comparison.Trends;

/// <summary>Which end of a score is the better one, by the words of its name.</summary>
internal static partial class ScoreNames
{
    /// <summary>Better when lower, and possibly a percentage.</summary>
    private static readonly HashSet<string> s_lowerShares =
    [
        "error", "errors", "err", "wer", "cer", "per", "ter", "ser", "der", "eer", "fpr", "fnr", "far", "frr", "ece",
        "hter", "misclass", "misclassification", "misclassifications", "misclassified", "miss", "misses", "mistakes",
        "mer", "wil",
        "failure", "failures", "dcf", "alarm", "alarms",
    ];

    /// <summary>Better when lower, and no percentage.</summary>
    private static readonly HashSet<string> s_lowerValues =
    [
        "loss", "losses", "mse", "rmse", "nrmse", "mae", "mape", "smape", "mase", "msle", "rmsle", "mad", "nll",
        "nlpd", "perplexity", "ppl", "pplx", "bpc", "bpb", "bpd", "bits", "nats", "fid", "kid", "fad", "lpips",
        "crossentropy", "xent", "ce", "bce", "entropy", "brier", "kl", "kld", "divergence", "distance", "deviance",
        "residual", "residuals", "cost", "regret", "risk", "hinge", "mcd", "epe", "logloss", "nelbo", "surprisal",
        "hausdorff", "hd", "chamfer", "emd", "crps", "ade", "fde", "niqe", "brisque", "levenshtein",
    ];

    /// <summary>Better when higher.</summary>
    private static readonly HashSet<string> s_higher =
    [
        "accuracy", "acc", "top", "precision", "recall", "f", "auc", "auroc", "roc", "auprc", "ap", "map", "iou",
        "miou", "dice", "bleu", "rouge", "meteor", "chrf", "ssim", "stoi", "mcc",
        "kappa", "ndcg", "mrr", "score", "correct", "hits", "r", "win", "winrate",
        "tar", "gar",
        "sensitivity", "specificity", "tpr", "tnr", "correlation", "pearson", "spearman", "squad", "em",
        "glue",
    ];

    /// <summary>Better when higher, and no percentage.</summary>
    private static readonly HashSet<string> s_higherValues =
        ["psnr", "snr", "sdr", "sisdr", "sisnr", "pesq", "mos", "elo", "reward", "return", "likelihood"];

    /// <summary>Turn what stands beside them: an error-free rate is no error rate.</summary>
    private static readonly HashSet<string> s_turning =
        ["free", "non", "reduction", "improvement", "gain", "minus", "neg", "inverse", "avoided", "drop", "saved"];

    private static readonly string[] s_splits = ["test", "valid", "validation", "val", "train", "eval", "dev"];

    /// <summary>Whether a lower score is better; null where the name does not say.</summary>
    /// <param name="column">Name of a column, in any case: <c>top1_err</c>, <c>valLoss</c>.</param>
    public static bool? IsLowerBetter(string column)
    {
        string[] words = Words(Condition().Replace(column, ""));
        bool isFalseRate = words.Contains("false") && (words.Contains("positive") || words.Contains("negative"));
        bool isLower = isFalseRate
            || words.Any(word => s_lowerShares.Contains(word) || s_lowerValues.Contains(word));
        bool isHigher = words.Any(word => s_higher.Contains(word) || s_higherValues.Contains(word));
        bool isNegativeLikelihood = words.Contains("negative") && words.Contains("likelihood");
        bool isNegated = words.Contains("negative") && !isFalseRate;
        int turns = words.Count(s_turning.Contains) + (Complement().IsMatch(column) ? 1 : 0) + (isNegated ? 1 : 0);
        return isNegativeLikelihood ? true
            : isLower ? turns % 2 == 0
            : isHigher ? turns % 2 == 1
            : null;
    }

    /// <summary>Whether its values may be percent or fractions: no loss, no perplexity, no decibels.</summary>
    public static bool MayBePercent(string column) =>
        !Words(column).Any(word => s_lowerValues.Contains(word) || s_higherValues.Contains(word));

    /// <summary>Words as written and as divided at capitals: <c>mIoU</c> is a word, <c>valLoss</c> two.</summary>
    private static string[] Words(string column) =>
    [
        .. Letters().Matches(column).Concat(Parts().Matches(column))
            .Select(match => Whole(match.Value.ToLowerInvariant())).Distinct(),
    ];

    /// <summary><c>loss</c> of <c>valloss</c>, where somebody wrote two words as one.</summary>
    private static string Whole(string word)
    {
        string? split = s_splits.FirstOrDefault(split => word.StartsWith(split, StringComparison.Ordinal));
        return split is null || word.Length == split.Length ? word : word[split.Length..];
    }

    /// <summary>What a score is measured at: <c>_at_fpr</c>, <c>@0.1</c>.</summary>
    [GeneratedRegex("(?<=[A-Za-z0-9][ ._-]*)(@|(?<![A-Za-z])at(?![A-Za-z])).*$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Condition();

    /// <summary>What is left of a whole, or nothing: <c>1-wer</c>, <c>100 − accuracy</c>, <c>-loss</c>.</summary>
    [GeneratedRegex(@"^\s*(1|1\.0|100)?\s*[-−–]\s*[A-Za-z]", RegexOptions.CultureInvariant)]
    private static partial Regex Complement();

    [GeneratedRegex("[A-Za-z]+", RegexOptions.CultureInvariant)]
    private static partial Regex Letters();

    /// <summary>Words between digits, signs and capitals: <c>top</c> and <c>Err</c> of <c>top1Err</c>.</summary>
    [GeneratedRegex("[A-Z]+(?![a-z])|[A-Z]?[a-z]+", RegexOptions.CultureInvariant)]
    private static partial Regex Parts();
}
