namespace Heavytail.Formats.Onnx;

/// <summary>A value that the graph computes from stored tensors alone, before any input of the network.</summary>
/// <param name="shape">Its dimensions.</param>
/// <param name="operands">What it is computed from.</param>
internal abstract class OnnxExpression(TensorShape shape, params IReadOnlyList<OnnxExpression> operands)
{
    /// <summary>Elements of an operand that are kept in memory while the value is read.</summary>
    public const long MostHeld = 1 << 24;

    public TensorShape Shape => shape;

    public long Count => shape.ElementCount;

    public IReadOnlyList<OnnxExpression> Operands => operands;

    /// <summary>Why it cannot be computed, for people; null if it can.</summary>
    public virtual string? Refusal =>
        operands.Select(operand => operand.Refusal).FirstOrDefault(why => why is not null);

    /// <summary>Bytes that are kept in memory while it is read.</summary>
    public virtual long HeldBytes => operands.Sum(operand => operand.HeldBytes);

    /// <summary>The stored tensors, in the order in which the operators take them; one may come twice.</summary>
    public virtual IEnumerable<OnnxTensor> Leaves => operands.SelectMany(operand => operand.Leaves);

    /// <summary>Opens its elements, row-major.</summary>
    public abstract IOnnxValues Open(OnnxData data);

    /// <summary>All elements, in memory.</summary>
    public double[] ReadAll(OnnxData data)
    {
        using var values = Open(data);
        double[] all = new double[Count];
        values.Read(all);
        return all;
    }
}

/// <summary>Elements that are read once, from front to back.</summary>
internal interface IOnnxValues : IDisposable
{
    /// <summary>Fills the destination with the next elements.</summary>
    void Read(Span<double> destination);
}

/// <summary>A value that is in memory.</summary>
internal sealed class HeldValues(double[] values) : IOnnxValues
{
    private int _next;

    public void Read(Span<double> destination)
    {
        values.AsSpan(_next, destination.Length).CopyTo(destination);
        _next += destination.Length;
    }

    public void Dispose()
    {
        // It holds no stream.
    }
}
