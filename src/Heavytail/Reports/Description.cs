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

    /// <summary>See <see cref="LayerInventory.CountParameters(Checkpoint)"/>.</summary>
    public required long Parameters { get; init; }

    /// <summary>What was asked for.</summary>
    public required AnalysisOptions Options { get; init; }

    /// <summary>What an analysis would do.</summary>
    public required LayerInventory Plan { get; init; }

    /// <summary>What it would take.</summary>
    public required WorkEstimate Estimate { get; init; }

    /// <summary>
    /// Every tensor, in file order; one that holds several matrices comes once for each, with its share of the bytes.
    /// </summary>
    public required IReadOnlyList<DescribedTensor> Tensors { get; init; }

    /// <summary>Weights in the layers to analyze.</summary>
    public long AnalyzedParameters => LayerInventory.CountElements(Plan.Layers);

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

    /// <summary>The same for people: <c>1,228,800 as F32 in 4.9 MB</c>.</summary>
    public IReadOnlyList<string> Storage =>
    [
        .. Encodings.Select(share => string.Create(
            CultureInfo.InvariantCulture,
            $"{share.Elements:N0} as {share.Encoding} in {ByteSize.Nearest(share.Bytes)}")),
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

    /// <summary>
    /// Bytes in the file: of one of several matrices its share of the tensor's, so that the rows of a tensor add up to
    /// it. Null where the file does not say.
    /// </summary>
    public required Int128? StoredByteCount { get; init; }

    internal static IEnumerable<DescribedTensor> From(LayerDecision decision, IEnumerable<SkippedTensor> skipped)
    {
        var tensor = decision.Tensor;
        (string rule, string why, var bytes) = (decision.Rule, decision.Why, tensor.StoredByteCount);
        if (decision.Layers.Count == 0)
        {
            bool isKnown = bytes > 0 || tensor.Type != ElementType.Unknown;
            yield return new DescribedTensor(tensor, null, decision.Skipped)
            {
                Rule = rule,
                Why = why,
                StoredByteCount = isKnown ? bytes : null,
            };
        }

        (Int128 all, Int128 before) = (decision.Layers.Aggregate(Int128.Zero, (sum, one) => sum + one.ElementCount), 0);
        foreach (var layer in decision.Layers)
        {
            var start = bytes * before / all;
            before += layer.ElementCount;
            yield return new DescribedTensor(
                tensor, layer, skipped.FirstOrDefault(entry => ReferenceEquals(entry.Layer, layer)))
            {
                Rule = rule,
                Why = why,
                StoredByteCount = (bytes * before / all) - start,
            };
        }
    }
}
