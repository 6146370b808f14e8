using System.Globalization;

namespace Heavytail.Gates;

/// <summary>
/// Whether a rule can be followed: known names, limits in order, nothing that its definition ignores.
/// </summary>
internal static class RuleCheck
{
    /// <exception cref="PolicyException">It cannot.</exception>
    public static void Check(GateRule rule)
    {
        CheckParts(rule);
        CheckLimits(rule);
        if (rule.Definition.Takes.HasFlag(RuleParts.Metric))
        {
            CheckMetric(rule);
        }
    }

    private static void CheckParts(GateRule rule)
    {
        (RuleParts Part, string Name, bool IsSet)[] parts =
        [
            (RuleParts.Metric, "metric", rule.Metric is not null),
            (RuleParts.Min, "min", rule.Min is not null),
            (RuleParts.Max, "max", rule.Max is not null),
            (RuleParts.Words, "only", rule.Only.Count > 0),
            (RuleParts.Words, "not", rule.Not.Count > 0),
            (RuleParts.Change, "change", rule.Change is not null),
            (RuleParts.Layers, "layers", rule.Layers.Count > 0),
            (RuleParts.Uncertain, "uncertain", rule.FailsWhereUncertain),
        ];
        var taken = rule.Definition.Takes;
        foreach (var (part, name, isSet) in parts)
        {
            if (isSet && !taken.HasFlag(part))
            {
                var (id, known) = (rule.Definition.Id, parts.Where(other => taken.HasFlag(other.Part)));
                string list = string.Join(", ", known.Select(other => other.Name));
                throw Wrong(rule, $"{id} takes no `{name}`", list.Length == 0
                    ? $"{id} has nothing to set but `severity`"
                    : $"beside `severity`, {id} takes {list}");
            }
        }
    }

    private static void CheckLimits(GateRule rule)
    {
        if (rule.Min > rule.Max)
        {
            throw Wrong(rule, Invariant($"`min` {rule.Min} is above `max` {rule.Max}"), "exchange them");
        }

        if (rule.Change is { Amount: var amount } && !(amount >= 0))
        {
            throw Wrong(rule, Invariant($"`change` {amount} is negative"), "0 allows no change");
        }
    }

    private static void CheckMetric(GateRule rule)
    {
        if (rule.Metric is not string metric)
        {
            throw Wrong(rule, "`metric` is missing", "`metric: alpha`; `heavytail explain` lists the metrics");
        }

        bool hasWords = Known(rule, metric);
        bool wantsModel = rule.Definition == RuleCatalog.ModelMetric;
        if (GateMetrics.IsOfModel(metric) != wantsModel)
        {
            throw Wrong(
                rule,
                $"{rule.Definition.Id} does not judge `{metric}`",
                wantsModel ? $"metrics of the model begin with `{GateMetrics.ModelPrefix}`"
                    : $"{RuleCatalog.ModelMetric.Id} judges metrics of the model");
        }

        if (rule.Definition == RuleCatalog.Change)
        {
            CheckChange(rule, metric, hasWords);
            return;
        }

        bool limits = rule.Min is not null || rule.Max is not null;
        string[] words = [.. rule.Only, .. rule.Not];
        if (hasWords ? limits || words.Length == 0 : words.Length > 0 || !limits)
        {
            throw Wrong(
                rule,
                hasWords ? $"`{metric}` is a word, and needs `only` or `not`" : $"`{metric}` needs `min` or `max`",
                hasWords ? $"`not: [{WordOr(metric)}]`" : null);
        }

        var known = GateMetrics.WordsOf(metric);
        if (known.Count > 0 && words.FirstOrDefault(word => !known.Contains(word)) is string unknown)
        {
            throw Wrong(
                rule,
                $"`{metric}` is never `{unknown}`",
                Spelling.DidYouMean(unknown, known) ?? $"its words are {string.Join(", ", known)}");
        }
    }

    private static void CheckChange(GateRule rule, string metric, bool hasWords)
    {
        if (hasWords)
        {
            throw Wrong(rule, $"`{metric}` is a word, which has no change", "name a metric that is a number");
        }

        if (rule.Change is null)
        {
            throw Wrong(rule, "`change` is missing", "`change: 0.1` allows so much, `change: 5%` a share");
        }
    }

    private static bool Known(GateRule rule, string metric)
    {
        try
        {
            return GateMetrics.HasWords(metric);
        }
        catch (UnknownNameException error)
        {
            throw Wrong(rule, error.Message, error.Hint ?? "`heavytail explain` lists the metrics");
        }
    }

    private static string WordOr(string metric) => GateMetrics.WordsOf(metric) is [var first, ..] ? first : "WORD";

    private static PolicyException Wrong(GateRule rule, string problem, string? hint) =>
        new(rule.Id, problem, hint);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
