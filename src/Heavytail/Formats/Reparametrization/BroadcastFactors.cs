namespace Heavytail.Formats.Reparametrization;

/// <summary>One factor for each element of a smaller tensor that is broadcast over the weight.</summary>
/// <param name="factors">The factors.</param>
/// <param name="whole">The shape of the weight.</param>
/// <param name="small">The shape of the factors.</param>
internal sealed class BroadcastFactors(double[] factors, TensorShape whole, TensorShape small) : IElementFactors
{
    private BroadcastIndex _index = new(whole, small);
    private long _done;

    public void Multiply(Span<double> elements)
    {
        while (!elements.IsEmpty)
        {
            var run = elements[..(int)Math.Min(elements.Length, _index.Run - _done)];
            double factor = factors[_index.Current];
            foreach (ref double element in run)
            {
                element *= factor;
            }

            elements = elements[run.Length..];
            MoveOn(run.Length);
        }
    }

    public void Skip(long count)
    {
        while (count > 0)
        {
            long some = Math.Min(count, _index.Run - _done);
            count -= some;
            MoveOn(some);
        }
    }

    public void Dispose()
    {
        // It holds no stream.
    }

    private void MoveOn(long elements)
    {
        _done += elements;
        if (_done == _index.Run)
        {
            _done = 0;
            _index.Next();
        }
    }
}
