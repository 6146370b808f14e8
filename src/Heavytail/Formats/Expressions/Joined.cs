namespace Heavytail.Formats.Expressions;

/// <summary>Values one after another along a dimension.</summary>
internal sealed class Joined(TensorShape shape, int dim, IReadOnlyList<Expression> operands)
    : Expression(shape, operands)
{
    /// <summary>Null where the shapes do not fit.</summary>
    public static Joined? Of(IReadOnlyList<Expression> operands, long axis)
    {
        var first = operands[0].Shape;
        axis += axis < 0 ? first.Rank : 0;
        if (axis < 0 || axis >= first.Rank)
        {
            return null;
        }

        int dim = (int)axis;
        long[] sides = [.. first.Dimensions];
        Int128 side = 0;
        foreach (var shape in operands.Select(operand => operand.Shape))
        {
            if (shape.Rank != first.Rank
                || Enumerable.Range(0, first.Rank).Any(other => other != dim && shape[other] != first[other]))
            {
                return null;
            }

            side += shape[dim];
        }

        if (side * (first.ElementCount / Math.Max(1, first[dim]) + 1) > long.MaxValue)
        {
            return null;
        }

        sides[dim] = (long)side;
        return new Joined(new TensorShape(sides), dim, operands);
    }

    public override IElementValues Open()
    {
        var opened = new List<(IElementValues Values, long Run)>();
        try
        {
            foreach (var operand in Operands.Where(operand => operand.Count > 0))
            {
                long run = operand.Shape.Dimensions.Skip(dim).Aggregate(1L, (product, side) => product * side);
                opened.Add((operand.Open(), run));
            }

            return new Values([.. opened]);
        }
        catch
        {
            opened.ForEach(piece => piece.Values.Dispose());
            throw;
        }
    }

    private sealed class Values((IElementValues Values, long Run)[] pieces) : IElementValues
    {
        private int _piece;
        private long _done;

        public void Read(Span<double> destination)
        {
            while (!destination.IsEmpty)
            {
                var (values, run) = pieces[_piece];
                int some = (int)Math.Min(destination.Length, run - _done);
                values.Read(destination[..some]);
                destination = destination[some..];
                _done += some;
                if (_done == run)
                {
                    (_piece, _done) = ((_piece + 1) % pieces.Length, 0);
                }
            }
        }

        public void Dispose()
        {
            foreach (var (values, _) in pieces)
            {
                values.Dispose();
            }
        }
    }
}
