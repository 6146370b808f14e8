using System.Globalization;
using Heavytail.Analysis;

namespace Heavytail;

/// <summary>A model from its headers alone: what is in it, and what an analysis would do with each tensor.</summary>
public sealed record Description
{
    /// <summary>The path it was opened with.</summary>
    public required string Path { get; init; }

    /// <summary>The name of its format.</summary>
    public required string Format { get; init; }

    /// <summary>Its files, with their sizes.</summary>
    public required IReadOnlyList<CheckpointFile> Files { get; init; }

    /// <summary>What the format carries about the whole model.</summary>
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    /// <summary>Numbers in all tensors of floating type, running statistics of batch norms left out.</summary>
    public required long Parameters { get; init; }

    /// <summary>What was asked for.</summary>
    public required AnalysisOptions Options { get; init; }

    /// <summary>What an analysis would do.</summary>
    public required LayerInventory Plan { get; init; }

    /// <summary>What it would take.</summary>
    public required WorkEstimate Estimate { get; init; }

    /// <summary>Every tensor, in file order; one that holds several matrices comes once for each.</summary>
    public required IReadOnlyList<DescribedTensor> Tensors { get; init; }

    /// <summary>Weights in the layers to analyze.</summary>
    public long AnalyzedParameters => Plan.Layers.Sum(layer => layer.ElementCount);

    /// <summary>Numbers and bytes of each type or scheme of storage, the largest share of bytes first.</summary>
    public IReadOnlyList<(string Encoding, long Elements, long Bytes)> Encodings =>
    [
        .. Plan.Decisions.Select(decision => decision.Tensor).Where(tensor => tensor.TiedTo is null)
            .GroupBy(tensor => tensor.Encoding, StringComparer.Ordinal)
            .Select(group => (
                group.Key,
                group.Sum(tensor => tensor.Shape.ElementCount),
                group.Sum(tensor => (long)tensor.StoredByteCount)))
            .OrderByDescending(share => share.Item3).ThenBy(share => share.Key, StringComparer.Ordinal),
    ];

    /// <summary>The same for people: <c>F32 1,228,800 in 4.9 MB</c>.</summary>
    public IReadOnlyList<string> Storage =>
    [
        .. Encodings.Select(share => string.Create(
            CultureInfo.InvariantCulture, $"{share.Encoding} {share.Elements:N0} in {ByteSize.AtLeast(share.Bytes)}")),
    ];

    /// <summary>Describes a checkpoint; no tensor is read.</summary>
    public static Description From(Checkpoint checkpoint, AnalysisOptions options)
    {
        var plan = LayerInventory.From(checkpoint, options);
        var skipped = plan.Skipped.ToLookup(entry => entry.Tensor.Index);
        return new Description
        {
            Path = checkpoint.Path,
            Format = checkpoint.Format,
            Files = checkpoint.Files,
            Metadata = checkpoint.Metadata,
            Parameters = LayerInventory.CountParameters(plan.Decisions),
            Options = options,
            Plan = plan,
            Estimate = WorkEstimate.From(plan),
            Tensors =
            [
                .. plan.Decisions.SelectMany(decision =>
                    DescribedTensor.From(decision, skipped[decision.Tensor.Index])),
            ],
        };
    }
}

/// <summary>A tensor and what an analysis would do with it.</summary>
/// <param name="Tensor">The tensor.</param>
/// <param name="Layer">The weight matrix that it is, analyzed or not; null when it is not one.</param>
/// <param name="Skipped">Why it is not analyzed; null when it is.</param>
public sealed record DescribedTensor(TensorInfo Tensor, Layer? Layer, SkippedTensor? Skipped)
{
    /// <summary>The rule that decided what the tensor is.</summary>
    public required string Rule { get; init; }

    /// <summary>What the rule saw.</summary>
    public required string Why { get; init; }

    internal static IEnumerable<DescribedTensor> From(LayerDecision decision, IEnumerable<SkippedTensor> skipped)
    {
        (string rule, string why) = (decision.Rule, decision.Why);
        return decision.Layers.Count == 0
            ? [new DescribedTensor(decision.Tensor, null, decision.Skipped) { Rule = rule, Why = why }]
            : decision.Layers.Select(layer => new DescribedTensor(
                decision.Tensor, layer, skipped.FirstOrDefault(entry => ReferenceEquals(entry.Layer, layer)))
            {
                Rule = rule,
                Why = why,
            });
    }
}
