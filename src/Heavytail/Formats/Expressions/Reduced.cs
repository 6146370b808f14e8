namespace Heavytail.Formats.Expressions;

/// <summary>Sums, norms, means and extremes along some dimensions; the result is kept in memory.</summary>
internal sealed class Reduced(
    Expression source, TensorShape shape, IReadOnlySet<int> dims, string operation)
    : Expression(shape, source)
{
    public override string? Refusal =>
        base.Refusal ?? (Count > MostHeld ? "a result too large to be held in memory" : null);

    public override long HeldBytes => base.HeldBytes + (Count * sizeof(double));

    /// <summary>Null for an operator that is not known.</summary>
    public static Reduced? Of(Expression source, IReadOnlyList<long> axes, bool keepsDims, string operation)
    {
        if (operation is not ("ReduceL1" or "ReduceL2" or "ReduceSum" or "ReduceSumSquare" or "ReduceMean"
            or "ReduceMax" or "ReduceMin") || source.Count == 0)
        {
            return null;
        }

        int rank = source.Shape.Rank;
        var dims = axes.Count == 0
            ? [.. Enumerable.Range(0, rank)]
            : axes.Select(axis => (int)Math.Clamp(axis < 0 ? axis + rank : axis, -1, rank)).ToHashSet();
        if (dims.Any(dim => dim < 0 || dim >= rank))
        {
            return null;
        }

        long[] sides = [.. Enumerable.Range(0, rank).Where(dim => keepsDims || !dims.Contains(dim))
            .Select(dim => dims.Contains(dim) ? 1 : source.Shape[dim])];
        return new Reduced(source, new TensorShape(sides), dims, operation);
    }

    public override IElementValues Open()
    {
        double[] result = new double[Count];
        if (operation is "ReduceMax" or "ReduceMin")
        {
            result.AsSpan().Fill(operation == "ReduceMax" ? double.NegativeInfinity : double.PositiveInfinity);
        }

        Run(result);
        double share = (double)Count / Operands[0].Count;
        foreach (ref double value in result.AsSpan())
        {
            value = operation switch
            {
                "ReduceL2" => Math.Sqrt(value),
                "ReduceMean" => value * share,
                _ => value,
            };
        }

        return new HeldValues(result);
    }

    private void Run(double[] result)
    {
        var whole = Operands[0].Shape;
        var kept = new TensorShape([.. whole.Dimensions.Select((side, dim) => dims.Contains(dim) ? 1 : side)]);

        // Where each element goes, read as if it were a value that is broadcast.
        double[] numbers = [.. Enumerable.Range(0, result.Length).Select(index => (double)index)];
        using var targets = new PickedValues(numbers, Picks.Broadcast(kept, whole));
        using var values = Operands[0].Open();
        double[] run = new double[1 << 12];
        double[] at = new double[run.Length];
        for (long left = whole.ElementCount; left > 0;)
        {
            int some = (int)Math.Min(run.Length, left);
            values.Read(run.AsSpan(0, some));
            targets.Read(at.AsSpan(0, some));
            for (int i = 0; i < some; i++)
            {
                ref double sum = ref result[(long)at[i]];
                sum = operation switch
                {
                    "ReduceL1" => sum + Math.Abs(run[i]),
                    "ReduceL2" or "ReduceSumSquare" => sum + (run[i] * run[i]),
                    "ReduceMax" => Math.Max(sum, run[i]),
                    "ReduceMin" => Math.Min(sum, run[i]),
                    _ => sum + run[i],
                };
            }

            left -= some;
        }
    }
}
