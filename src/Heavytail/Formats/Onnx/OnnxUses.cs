namespace Heavytail.Formats.Onnx;

/// <summary>What the nodes that use a tensor say of it.</summary>
internal sealed class OnnxUses
{
    private TensorRole? _weight;
    private string? _operator;
    private bool _isUnclear;

    /// <summary>How its integers become weights; null where they are not weights, or no node says so.</summary>
    public OnnxQuantization? Quantization { get; private set; }

    /// <summary>
    /// What the tensor does: what the first node that takes it as a weight says, otherwise that it is none.
    /// </summary>
    /// <param name="rank">Its dimensions; with fewer than two nothing need be said.</param>
    public TensorRole? Role(int rank) => _weight ?? (rank < 2 || _isUnclear || _operator is null
        ? null
        : new TensorRole(TensorPurpose.NotAWeight, _operator));

    public void AddWeight(TensorRole role) => _weight ??= role;

    /// <summary>A node takes it where no weight goes: a bias, a shape, a mask.</summary>
    public void AddOther(string type) => _operator ??= type;

    /// <summary>A node takes it of which too little is known.</summary>
    public void AddUnclear() => _isUnclear = true;

    public void AddQuantization(OnnxQuantization quantization) => Quantization ??= quantization;
}
