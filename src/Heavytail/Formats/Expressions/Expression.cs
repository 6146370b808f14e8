namespace Heavytail.Formats.Expressions;

/// <summary>A value that the graph computes from stored tensors alone, before any input of the network.</summary>
/// <param name="shape">Its dimensions.</param>
/// <param name="operands">What it is computed from.</param>
internal abstract class Expression(TensorShape shape, params IReadOnlyList<Expression> operands)
{
    /// <summary>Elements of an operand that are kept in memory while the value is read.</summary>
    public const long MostHeld = 1 << 24;

    public TensorShape Shape => shape;

    public long Count => shape.ElementCount;

    public IReadOnlyList<Expression> Operands => operands;

    /// <summary>Why it cannot be computed, for people; null if it can.</summary>
    public virtual string? Refusal =>
        operands.Select(operand => operand.Refusal).FirstOrDefault(why => why is not null);

    /// <summary>Bytes that are kept in memory while it is read.</summary>
    public virtual long HeldBytes => operands.Sum(operand => operand.HeldBytes);

    /// <summary>The stored tensors, in the order in which the operators take them; one may come twice.</summary>
    public virtual IEnumerable<Expression> Leaves => operands.SelectMany(operand => operand.Leaves);

    /// <summary>Opens its elements, row-major.</summary>
    public abstract IElementValues Open();

    /// <summary>All elements, in memory.</summary>
    public double[] ReadAll()
    {
        using var values = Open();
        double[] all = new double[Count];
        values.Read(all);
        return all;
    }
}

/// <summary>Elements that are read once, from front to back.</summary>
internal interface IElementValues : IDisposable
{
    /// <summary>Fills the destination with the next elements.</summary>
    void Read(Span<double> destination);
}

/// <summary>A value that is in memory.</summary>
internal sealed class HeldValues(double[] values) : IElementValues
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

/// <summary>Numbers of an attribute or a shape.</summary>
internal sealed class Literal(TensorShape shape, double[] values) : Expression(shape)
{
    public override IElementValues Open() => new HeldValues(values);
}

/// <summary>The same elements in other dimensions.</summary>
internal sealed class Reshaped(Expression source, TensorShape shape) : Expression(shape, source)
{
    public override IElementValues Open() => Operands[0].Open();
}

/// <summary>What an operator makes of constants that is not computed here.</summary>
/// <param name="reason">The operator and, where it is one of those that are computed, what is in the way.</param>
/// <param name="operands">What the operator takes.</param>
internal sealed class RefusedExpression(string reason, IReadOnlyList<Expression> operands)
    : Expression(new TensorShape(), operands)
{
    public override string? Refusal => base.Refusal ?? reason;

    public override IElementValues Open() => throw new InvalidOperationException(reason);
}
