namespace Heavytail.Formats.Expressions;

/// <summary>An operator on elements: one to three operands, broadcast over each other.</summary>
internal sealed class Elementwise : Expression
{
    private readonly Func<double, double, double, double> _operation;

    private Elementwise(
        TensorShape shape, Func<double, double, double, double> operation, IReadOnlyList<Expression> operands)
        : base(shape, operands) => _operation = operation;

    public override string? Refusal => base.Refusal
        ?? (Broadcast.Any(operand => operand.Count > MostHeld) ? "an operand too large to be held in memory" : null);

    public override long HeldBytes => base.HeldBytes + Broadcast.Sum(operand => operand.Count * sizeof(double));

    private IEnumerable<Expression> Broadcast => Operands.Where(operand => operand.Count != Count);

    /// <summary>Null where the shapes do not fit.</summary>
    /// <param name="operation">The elements of the operands, 0 for those that are missing → the result's.</param>
    /// <param name="operands">The operands.</param>
    public static Elementwise? Of(
        Func<double, double, double, double> operation, params IReadOnlyList<Expression> operands)
    {
        int rank = operands.Max(operand => operand.Shape.Rank);
        long[] sides = new long[rank];
        Int128 count = 1;
        for (int dim = 1; dim <= rank; dim++)
        {
            long side = 1;
            foreach (var shape in operands.Select(operand => operand.Shape).Where(shape => shape.Rank >= dim))
            {
                long own = shape[shape.Rank - dim];
                if (own != 1 && side != 1 && own != side)
                {
                    return null;
                }

                side = own == 1 ? side : own;
            }

            sides[^dim] = side;
            count *= side;
            if (count > long.MaxValue)
            {
                return null;
            }
        }

        return new Elementwise(new TensorShape(sides), operation, operands);
    }

    public override IElementValues Open()
    {
        var opened = new List<IElementValues>();
        try
        {
            foreach (var operand in Operands)
            {
                opened.Add(operand.Count == Count
                    ? operand.Open()
                    : new PickedValues(operand.ReadAll(), Picks.Broadcast(operand.Shape, Shape)));
            }

            return new Values([.. opened], _operation);
        }
        catch
        {
            opened.ForEach(values => values.Dispose());
            throw;
        }
    }

    private sealed class Values(IElementValues[] operands, Func<double, double, double, double> operation)
        : IElementValues
    {
        private const int RunElements = 1 << 10;

        private readonly double[][] _runs = [new double[RunElements], new double[RunElements], new double[RunElements]];

        public void Read(Span<double> destination)
        {
            while (!destination.IsEmpty)
            {
                var run = destination[..Math.Min(RunElements, destination.Length)];
                foreach (var (index, operand) in operands.Index())
                {
                    operand.Read(_runs[index].AsSpan(0, run.Length));
                }

                for (int i = 0; i < run.Length; i++)
                {
                    run[i] = operation(_runs[0][i], _runs[1][i], _runs[2][i]);
                }

                destination = destination[run.Length..];
            }
        }

        public void Dispose()
        {
            foreach (var operand in operands)
            {
                operand.Dispose();
            }
        }
    }
}
