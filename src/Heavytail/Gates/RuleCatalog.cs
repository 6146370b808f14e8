using Heavytail.Gates;

namespace Heavytail;

/// <summary>The rules of this library, the gravest first. Ids are never used again for something else.</summary>
public static class RuleCatalog
{
    private const RuleParts Limits = RuleParts.Min | RuleParts.Max;

    /// <summary>Values of a layer within limits, or words that are allowed.</summary>
    public static RuleDefinition LayerMetric { get; } = new()
    {
        Id = "HT009",
        Name = "layer-metric",
        Summary = "A metric of a layer is beyond a limit, or a word that is not allowed.",
        Level = FindingLevel.Error,
        Takes = RuleParts.Metric | Limits | RuleParts.Words | RuleParts.Layers | RuleParts.Uncertain,
        Judge = LayerMetricRule.Judge,
    };

    /// <summary>Counts and means of a model within limits.</summary>
    public static RuleDefinition ModelMetric { get; } = new()
    {
        Id = "HT010",
        Name = "model-metric",
        Summary = "A count or a mean of the model is beyond a limit.",
        Level = FindingLevel.Error,
        Takes = RuleParts.Metric | Limits,
        Judge = ModelMetricRule.Judge,
    };

    /// <summary>Changes since the baseline within a limit.</summary>
    public static RuleDefinition Change { get; } = new()
    {
        Id = "HT012",
        Name = "change",
        Summary = "A metric of a layer changed by more than a limit since the baseline.",
        Level = FindingLevel.Error,
        Takes = RuleParts.Metric | RuleParts.Change | RuleParts.Layers,
        NeedsBaseline = true,
        Judge = ChangeRule.Judge,
    };

    /// <summary>Every rule, by id.</summary>
    public static IReadOnlyList<RuleDefinition> All { get; } =
    [
        new()
        {
            Id = "HT001",
            Name = "non-finite-weights",
            Summary = "A layer has NaN or infinite weights.",
            Level = FindingLevel.Error,
            Takes = RuleParts.Layers,
            IsDefault = true,
            Judge = StatusRules.NonFinite,
        },
        new()
        {
            Id = "HT002",
            Name = "not-analyzed",
            Summary = "A layer could not be analyzed, or its spectrum has no tail to fit.",
            Level = FindingLevel.Error,
            Takes = RuleParts.Layers,
            IsDefault = true,
            Judge = StatusRules.NotAnalyzed,
        },
        new()
        {
            Id = "HT003",
            Name = "looks-untrained",
            Summary = "So many layers could be random weights that the model looks untrained.",
            Level = FindingLevel.Error,
            Takes = RuleParts.Max | RuleParts.Layers,
            IsDefault = true,
            Judge = UntrainedRule.Judge,
        },
        new()
        {
            Id = "HT004",
            Name = "over-trained",
            Summary = "A layer's alpha is below 2, and so is its interval.",
            Level = FindingLevel.Error,
            Takes = RuleParts.Layers | RuleParts.Uncertain,
            IsDefault = true,
            Judge = LabelRules.OverTrained,
        },
        new()
        {
            Id = "HT005",
            Name = "under-trained",
            Summary = "A layer's alpha is above 6, and so is its interval.",
            Level = FindingLevel.Warning,
            Takes = RuleParts.Layers | RuleParts.Uncertain,
            IsDefault = true,
            Judge = LabelRules.UnderTrained,
        },
        new()
        {
            Id = "HT006",
            Name = "rank-collapse",
            Summary = "More than a tenth of a layer's eigenvalues are zero.",
            Level = FindingLevel.Warning,
            Takes = RuleParts.Max | RuleParts.Layers,
            IsDefault = true,
            Judge = RankRule.Judge,
        },
        new()
        {
            Id = "HT007",
            Name = "traps",
            Summary = "A layer has correlation traps that single weights or a mean make.",
            Level = FindingLevel.Warning,
            Takes = RuleParts.Max | RuleParts.Layers,
            IsDefault = true,
            Judge = TrapRule.Judge,
        },
        new()
        {
            Id = "HT008",
            Name = "uncertain",
            Summary = "The interval of a layer's alpha reaches across 2 or 6.",
            Level = FindingLevel.Note,
            Takes = RuleParts.Layers,
            Judge = LabelRules.Uncertain,
        },
        LayerMetric,
        ModelMetric,
        new()
        {
            Id = "HT011",
            Name = "drift",
            Summary = "A layer's interval of alpha does not overlap that of the baseline.",
            Level = FindingLevel.Error,
            Takes = RuleParts.Layers,
            NeedsBaseline = true,
            IsDefault = true,
            Judge = DriftRule.Judge,
        },
        Change,
        new()
        {
            Id = "HT013",
            Name = "layer-missing",
            Summary = "A layer of the baseline is not in the model.",
            Level = FindingLevel.Error,
            Takes = RuleParts.Layers,
            NeedsBaseline = true,
            IsDefault = true,
            Judge = BaselineLayerRules.Missing,
        },
        new()
        {
            Id = "HT014",
            Name = "layer-new",
            Summary = "A layer is not in the baseline.",
            Level = FindingLevel.Warning,
            Takes = RuleParts.Layers,
            NeedsBaseline = true,
            IsDefault = true,
            Judge = BaselineLayerRules.New,
        },
        new()
        {
            Id = "HT015",
            Name = "layer-reshaped",
            Summary = "A layer has another shape than in the baseline.",
            Level = FindingLevel.Error,
            Takes = RuleParts.Layers,
            NeedsBaseline = true,
            IsDefault = true,
            Judge = BaselineLayerRules.Reshaped,
        },
    ];

    /// <summary>The rule of an id.</summary>
    /// <exception cref="UnknownNameException">There is none.</exception>
    public static RuleDefinition Find(string id) => All.FirstOrDefault(definition => definition.Id == id)
        ?? throw UnknownNameException.From(id, All.SelectMany(known => new[] { known.Id, known.Name }), "rule");
}
