using Heavytail.Formats.Expressions;

namespace Heavytail.Formats.Onnx;

/// <summary>Weights that the graph computes from stored tensors, and which of those each stands for.</summary>
internal sealed class OnnxComputed
{
    /// <summary>Elements that tell a mask from a weight.</summary>
    private const int MaskSample = 4096;

    private readonly Dictionary<OnnxTensor, List<OnnxTensor>> _byOwner = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<OnnxTensor, string> _parts = new(ReferenceEqualityComparer.Instance);
    private readonly List<OnnxTensor> _orphans = [];
    private readonly OnnxData _data;

    /// <param name="weights">The weights.</param>
    /// <param name="data">Elements of stored tensors.</param>
    public OnnxComputed(IReadOnlyList<OnnxTensor> weights, OnnxData data)
    {
        _data = data;
        foreach (var weight in weights)
        {
            var leaves = Walk(weight.Computed!, isFactor: false).DistinctBy(found => found.OnnxLeaf.Tensor).ToArray();
            var owner = weight.Computed is Joined ? null : Owner(weight, leaves);
            if (owner is null)
            {
                _orphans.Add(weight);
            }
            else if (_byOwner.TryGetValue(owner, out var owned))
            {
                owned.Add(weight);
            }
            else
            {
                _byOwner.Add(owner, [weight]);
            }

            foreach (var (leaf, isFactor) in leaves)
            {
                _parts.TryAdd(leaf.Tensor, ReferenceEquals(leaf.Tensor, owner)
                    ? "what the graph makes several weights of"
                    : $"{(isFactor ? "a factor" : "an operand")} of what the graph computes "
                        + $"`{(owner ?? weight).Name}` from");
            }
        }
    }

    /// <summary>Weights that stand for no single stored tensor.</summary>
    public IReadOnlyList<OnnxTensor> Orphans => _orphans;

    /// <summary>The weights that a stored tensor becomes.</summary>
    public IReadOnlyList<OnnxTensor> Of(OnnxTensor stored) => _byOwner.GetValueOrDefault(stored) ?? [];

    /// <summary>What a stored tensor is to a weight that is computed, for people; null where it is a weight itself,
    /// or a vector, and where it is part of none.</summary>
    public string? Part(OnnxTensor stored) =>
        stored.Uses.IsWeight || stored.Shape.Rank < 2 ? null : _parts.GetValueOrDefault(stored);

    private static IEnumerable<(OnnxLeaf OnnxLeaf, bool IsFactor)> Walk(Expression value, bool isFactor) =>
        value is OnnxLeaf leaf
            ? [(leaf, isFactor)]
            : value.Operands.SelectMany(operand => Walk(operand, isFactor || value is Product or Reduced));

    /// <summary>The first tensor of as many elements that is no mask; otherwise the largest.</summary>
    private OnnxTensor? Owner(OnnxTensor weight, IReadOnlyList<(OnnxLeaf OnnxLeaf, bool IsFactor)> leaves)
    {
        OnnxTensor[] able = [.. leaves.Where(found => !found.IsFactor).Select(found => found.OnnxLeaf.Tensor)
            .Where(tensor => tensor is { Type.IsInteger: false } || tensor.Uses.Quantization is not null)];
        OnnxTensor[] whole = [.. able.Where(tensor => tensor.Shape.ElementCount == weight.Shape.ElementCount)];
        return whole.Length switch
        {
            0 => able.Where(tensor => tensor.Shape.Rank > 1).MaxBy(tensor => tensor.Shape.ElementCount),
            1 => whole[0],
            _ => whole.FirstOrDefault(tensor => !IsMask(tensor)) ?? whole[0],
        };
    }

    /// <summary>Whether its first elements are of two values at most.</summary>
    private bool IsMask(OnnxTensor tensor)
    {
        if (tensor.Sparse is not null || _data.Missing(tensor) is not null)
        {
            return false;
        }

        double[] sample = new double[Math.Min(MaskSample, tensor.Shape.ElementCount)];
        using var values = new OnnxLeaf(tensor, _data).Open();
        values.Read(sample);
        return sample.Distinct().Take(3).Count() < 3;
    }
}
