using Heavytail.Formats.HuggingFace;
using Heavytail.Tensors;

namespace Heavytail.Layers.Rules;

/// <summary>Tensors → layers, each by the first rule that applies to it.</summary>
internal static class LayerDetector
{
    /// <summary>Largest number of elements of a layer: what one array of doubles holds.</summary>
    private const long MaxElements = 0x7FFFFFC7;

    /// <summary>Most matrices of one tensor; the largest stacks known have a few hundred.</summary>
    private const long MaxMatrices = 1 << 16;

    /// <summary>Most layers of a file as a whole; the largest mixtures of experts have some 60,000.</summary>
    internal const long MaxLayers = 1 << 18;

    /// <summary>Decides about every tensor of a checkpoint, in its order.</summary>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <param name="options">How layers are cut, and the user's rules.</param>
    /// <param name="correlate">Correlation of two tensors' elements; null where only headers are read.</param>
    public static IReadOnlyList<LayerDecision> Decide(
        Checkpoint checkpoint, LayerOptions options, Func<TensorInfo, TensorInfo, double?>? correlate = null)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        ArgumentNullException.ThrowIfNull(options);
        return
        [
            .. Decide(
                checkpoint.Tensors, options, checkpoint.Configuration, checkpoint.Metadata.GetValueOrDefault("format"),
                correlate),
            .. checkpoint.Unread.Select(tensor => Skip(tensor, LayerRules.Unread.Name, StorageRules.Unread(tensor)!)),
        ];
    }

    /// <summary>The decision about a tensor whose elements are those of an earlier one.</summary>
    public static LayerDecision AsCopy(TensorInfo tensor, TensorInfo original) => Skip(
        tensor,
        LayerRules.CopyName,
        Verdict.Skip(SkipReason.Copy, $"its elements are those of `{original.Name}`, stored twice"));

    /// <summary>The decision about a table whose elements show that it is fixed.</summary>
    /// <param name="tensor">The table.</param>
    /// <param name="what">What its elements are.</param>
    public static LayerDecision AsTable(TensorInfo tensor, string what) => Skip(
        tensor,
        LayerRules.BufferName,
        Verdict.Skip(SkipReason.Buffer, $"{what}: a constant and no weight"));

    internal static IReadOnlyList<LayerDecision> Decide(
        IReadOnlyList<TensorInfo> tensors, LayerOptions options, ModelConfiguration? configuration = null,
        string? framework = null, Func<TensorInfo, TensorInfo, double?>? correlate = null)
    {
        var named = WithPlainNames(tensors);
        var context = new LayerContext(named, configuration, framework)
        {
            Correlate = correlate is null
                ? null : (one, other) => correlate(tensors[one.Index], tensors[other.Index]),
        };
        LayerRule[] rules =
        [
            .. LayerRules.Inherent.Take(2),
            .. LayerRules.Vetoes.Select(OfVectors),
            .. Inherent(options).Skip(2),
            .. options.Rules.Select(UserRuleMatch.ToLayerRule),
            .. LayerRules.Known,
        ];
        var decisions = new List<LayerDecision>(tensors.Count);
        long layers = 0;
        for (int i = 0; i < tensors.Count; i++)
        {
            decisions.Add(Decide(tensors[i], named[i], rules, context, options, MaxLayers - layers));
            layers += decisions[^1].Layers.Count;
        }

        return decisions;
    }

    /// <summary>
    /// A veto where no rule of a user can make a layer: it decides what the reason is, and what counts as a parameter.
    /// </summary>
    private static LayerRule OfVectors(LayerRule veto) => veto with
    {
        Apply = (tensor, context) =>
            tensor.Shape.Rank < 2 || tensor.IsCompanion ? veto.Apply(tensor, context) : null,
    };

    /// <summary>What no rule of a user can change: a tensor without elements makes no matrix.</summary>
    private static IEnumerable<LayerRule> Inherent(LayerOptions options) =>
        LayerRules.Inherent.Where(rule => !options.WholeTensors || rule.Name != LayerRules.TiedName);

    /// <summary>The tensors by the names that rules know; reports and a user's rules have the stored ones.</summary>
    private static IReadOnlyList<TensorInfo> WithPlainNames(IReadOnlyList<TensorInfo> tensors)
    {
        var plainNames = ValueSuffix.PlainNames([.. tensors.Select(tensor => tensor.Name)]);
        return plainNames.Count == 0 ? tensors :
        [
            .. tensors.Select(tensor =>
                plainNames.TryGetValue(tensor.Name, out string? plain) ? tensor with { Name = plain } : tensor),
        ];
    }

    private static LayerDecision Decide(
        TensorInfo tensor, TensorInfo named, IReadOnlyList<LayerRule> rules, LayerContext context,
        LayerOptions options, long left)
    {
        foreach (var rule in rules)
        {
            if (rule.Apply(rule.ByUser is null ? named : tensor, context) is { } verdict)
            {
                var decision = Carry(tensor, rule, verdict, options, left) with { ByUser = rule.ByUser };
                return rule.ByUser is null || decision.Layers.Count > 0 ? decision : decision with
                {
                    IsNoParameter = LayerRules.Vetoes.Any(veto => veto.Apply(named, context) is not null),
                };
            }
        }

        throw new InvalidOperationException("the last rule decides about every tensor");
    }

    private static LayerDecision Carry(
        TensorInfo tensor, LayerRule rule, Verdict verdict, LayerOptions options, long left)
    {
        if (verdict.Form is not { } form)
        {
            return Skip(tensor, rule.Name, verdict);
        }

        if (form.Contradiction() is { } contradiction)
        {
            return Misfit(contradiction);
        }

        form = options.WholeTensors ? form.Whole() : form;
        var kind = LayerKinds.From(form.Role.Purpose, form.Role.Axes.Count('k'))!.Value;
        form = options.Recurrent == RecurrentCut.Stacked && kind.IsRecurrent() ? form.Stacked() : form;
        if (MatrixCutter.Count(form) > MaxMatrices)
        {
            return Misfit($"{MatrixCutter.Count(form):N0} matrices, at most {MaxMatrices:N0} are supported");
        }

        if (MatrixCutter.Count(form) > left)
        {
            return Misfit(
                $"{MatrixCutter.Count(form):N0} matrices, {left:N0} are left of the {MaxLayers:N0} layers that one "
                + "file may have");
        }

        if (form.LargestMatrix() > MaxElements)
        {
            return Skip(
                tensor, rule.Name,
                Verdict.Skip(SkipReason.TooLarge, $"shape {tensor.Shape} has more than 2^31 elements"));
        }

        return new LayerDecision(
            tensor, rule.Name, Why(tensor, verdict), MatrixCutter.Cut(tensor, form, rule.Name, options.Matrices), null);

        LayerDecision Misfit(string problem) => Skip(tensor, rule.Name, rule.ByUser is { } mine
            ? UserRuleMatch.Misfit(mine, problem)
            : Verdict.Skip(SkipReason.Shape, $"{verdict.Why}: {problem}"));
    }

    private static string Why(TensorInfo tensor, Verdict verdict) =>
        tensor.Evidence is { } evidence ? $"{verdict.Why}; {evidence}" : verdict.Why;

    private static LayerDecision Skip(TensorInfo tensor, string rule, Verdict verdict) =>
        new(tensor, rule, verdict.Why, [], new SkippedTensor(tensor, verdict.Reason, verdict.Why));
}
