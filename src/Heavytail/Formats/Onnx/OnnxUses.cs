namespace Heavytail.Formats.Onnx;

/// <summary>What the nodes that use a tensor say of it.</summary>
internal sealed class OnnxUses
{
    private TensorRole? _weight;
    private TensorRole? _folded;
    private TensorShape? _shape;
    private TensorShape? _foldedShape;
    private string? _operator;
    private bool _isUnclear;

    /// <summary>How its integers become weights; null where they are not weights, or no node says so.</summary>
    public OnnxQuantization? Quantization { get; private set; }

    /// <summary>
    /// What the tensor does: what the first node that takes it as a weight says, otherwise that it is none.
    /// </summary>
    /// <param name="rank">Its dimensions; with fewer than two nothing need be said.</param>
    public TensorRole? Role(int rank) => _weight ?? _folded ?? (rank < 2 || _isUnclear || _operator is null
        ? null
        : new TensorRole(TensorPurpose.NotAWeight, _operator));

    /// <summary>Whether a node multiplies what the network computes by it.</summary>
    public bool IsWeight => _weight is not null;

    /// <summary>
    /// Whether a node takes it as a weight, though what it is multiplied by is stored as well.
    /// </summary>
    public bool IsFolded => _weight is null && _folded is not null;

    /// <summary>The dimensions that its role is of; null where they are those that are stored.</summary>
    public TensorShape? Shape => _weight is null ? _foldedShape : _shape;

    /// <summary>The operator on the way to a node that takes it as a weight which is not computed.</summary>
    public string? Refusal { get; private set; }

    /// <summary>A node takes it as a weight.</summary>
    /// <param name="role">What it does there.</param>
    /// <param name="shape">The dimensions that the role is of; null where they are those that are stored.</param>
    /// <param name="isFolded">Whether all that the node takes is stored.</param>
    public void AddWeight(TensorRole role, TensorShape? shape = null, bool isFolded = false)
    {
        if (isFolded && _folded is null)
        {
            (_folded, _foldedShape) = (role, shape);
        }
        else if (!isFolded && _weight is null)
        {
            (_weight, _shape) = (role, shape);
        }
    }

    /// <summary>It reaches a node that takes weights through an operator that is not computed.</summary>
    public void AddRefusal(string reason) => Refusal ??= reason;

    /// <summary>A node takes it where no weight goes: a bias, a shape, a mask.</summary>
    public void AddOther(string type) => _operator ??= type;

    /// <summary>A node takes it of which too little is known.</summary>
    public void AddUnclear() => _isUnclear = true;

    public void AddQuantization(OnnxQuantization quantization) => Quantization ??= quantization;
}
