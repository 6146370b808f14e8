using System.CommandLine;
using System.CommandLine.Completions;
using Heavytail.Cli.Options;
using Heavytail.Cli.Policies;

namespace Heavytail.Cli.Commands.Check;

/// <summary>The options that make a policy: a file, or flags, or flags that change a file.</summary>
internal sealed class CheckArguments
{
    private readonly Option<string?> _policy = new("--policy")
    {
        Description = "The rules, as YAML; docs/check.md explains it [default: HT001 to HT007, and with a baseline "
            + "HT011, HT013 to HT015]",
        HelpName = "FILE",
    };

    private readonly Option<string?> _baseline = new("--baseline")
    {
        Description = "Compare with an earlier state: the JSON of `heavytail analyze MODEL -o FILE.json`",
        HelpName = "FILE",
    };

    private readonly Option<string> _failOn = new("--fail-on")
    {
        Description = "The least level of a finding that gives exit code 1 [default: that of the policy, or error]",
        HelpName = string.Join('|', Levels),
    };

    private readonly Option<string[]> _severity = List(
        "--severity", "Set the level of a rule, or turn it off: `HT007=off,HT005=error`", "RULE=LEVEL");

    private readonly Option<string[]> _min = List(
        "--min", "The least value of a metric of layers, or of `model.METRIC`: `alpha=2`", "METRIC=VALUE");

    private readonly Option<string[]> _max = List(
        "--max",
        "The largest value of a metric of layers, or of `model.METRIC`: `alpha=6,model.alpha=4`",
        "METRIC=VALUE");

    private readonly Option<bool> _uncertain = new("--uncertain")
    {
        Description = "Let the value of alpha decide, also where its interval reaches across a limit",
    };

    private static string[] Levels => [.. FindingLevels.Words, PolicyParser.Never];

    public void AddTo(Command command)
    {
        _policy.RefuseEmpty();
        _baseline.RefuseEmpty();
        _failOn.AllowOnly(Levels);
        _severity.CompletionSources.Add(_ => RuleCatalog.All.SelectMany(
            rule => RuleParser.Severities.Select(level => new CompletionItem($"{rule.Id}={level}"))));
        foreach (var limit in new[] { _min, _max })
        {
            limit.CompletionSources.Add(_ => GateMetrics.Names.Select(name => new CompletionItem($"{name}=")));
        }

        foreach (Option option in new Option[] { _policy, _baseline, _failOn, _severity, _min, _max, _uncertain })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The policy that is asked for, and its baseline.</summary>
    /// <exception cref="HeavytailException">A file or a value cannot be followed.</exception>
    public (GatePolicy Policy, Baseline? Baseline) Read(ParseResult parsed, Session session)
    {
        string? path = parsed.GetValue(_policy);
        var file = path is null ? null : PolicyFile.Read(path);
        string? baselinePath = parsed.GetValue(_baseline) ?? file?.Baseline;
        session.Keep(new[] { path, baselinePath }.OfType<string>());
        var policy = file?.Policy ?? (baselinePath is null ? GatePolicy.Default.WithoutBaseline() : GatePolicy.Default);
        policy = Changed(policy, parsed);
        CheckBaseline(policy, baselinePath, path);
        return (policy, baselinePath is null ? null : Baseline.Read(baselinePath));
    }

    private GatePolicy Changed(GatePolicy policy, ParseResult parsed)
    {
        GateRule[] limits = [.. Limits(parsed, _min, isMin: true), .. Limits(parsed, _max, isMin: false)];
        policy = policy with { Rules = [.. policy.Rules, .. limits] };
        foreach (var (rule, level) in Pairs(parsed, _severity, "a rule and a level, `HT007=off`"))
        {
            policy = RuleLevels.Set(policy, rule, level, $"`{_severity.Name} {rule}={level}`");
        }

        policy = policy with
        {
            FailOn = parsed.GetValue(_failOn) is string word ? PolicyParser.FailOn(word) : policy.FailOn,
        };
        if (parsed.GetValue(_uncertain))
        {
            policy = policy with { Rules = [.. policy.Rules.Select(Uncertain)] };
        }

        policy.Check();
        return policy.Rules.Count > 0 ? policy : throw new UsageException(
            "no rule is on: nothing would be checked", "leave a rule on, or add one with `--min` or `--max`");
    }

    private static GateRule Uncertain(GateRule rule) =>
        rule with { FailsWhereUncertain = rule.Definition.Takes.HasFlag(RuleParts.Uncertain) };

    private static IEnumerable<GateRule> Limits(ParseResult parsed, Option<string[]> option, bool isMin)
    {
        foreach (var (metric, text) in Pairs(parsed, option, "a metric and a number, `alpha=6`"))
        {
            double value = YamlFields.Number(text)
                ?? throw new UsageException($"`{option.Name} {metric}={text}`: expected a number after `=`");
            var definition = GateMetrics.IsOfModel(metric) ? RuleCatalog.ModelMetric : RuleCatalog.LayerMetric;
            var rule = new GateRule(definition)
            {
                Metric = metric,
                Min = isMin ? value : null,
                Max = isMin ? null : value,
            };
            try
            {
                new GatePolicy([rule]).Check();
            }
            catch (PolicyException e)
            {
                throw new UsageException($"`{option.Name} {metric}={text}`: {e.Problem}", e.Hint);
            }

            yield return rule;
        }
    }

    /// <summary>A rule that needs a baseline must not pass without one, nor a baseline be read for nothing.</summary>
    private void CheckBaseline(GatePolicy policy, string? baseline, string? file)
    {
        if (baseline is null && policy.Rules.FirstOrDefault(rule => rule.Definition.NeedsBaseline) is { } needy)
        {
            throw new UsageException(
                $"rule `{needy.Id}` compares with a baseline, and none is given",
                $"add `{_baseline.Name} FILE`, or `baseline: FILE` to the policy");
        }

        if (baseline is not null && !policy.NeedsBaseline)
        {
            throw new UsageException(
                $"no rule of `{file ?? "--severity"}` compares with the baseline `{baseline}`",
                "add the rule HT011, or leave the baseline out");
        }
    }

    private static (string Name, string Value)[] Pairs(ParseResult parsed, Option<string[]> option, string expected) =>
    [
        .. OptionRules.SplitList(parsed.GetValue(option) ?? []).Select(
            pair => pair.Split('=', 2) is [var name, var value]
                ? (name.Trim(), value.Trim())
                : throw new UsageException($"`{option.Name} {pair}`: expected {expected}")),
    ];

    private static Option<string[]> List(string name, string description, string value) => new(name)
    {
        Description = description + "; comma-separated or repeated",
        HelpName = OptionRules.ListOf(value),
        AllowMultipleArgumentsPerToken = false,
        DefaultValueFactory = _ => [],
    };
}
