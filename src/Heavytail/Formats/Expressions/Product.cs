namespace Heavytail.Formats.Expressions;

/// <summary>The product of two matrices, row by row; the right one is kept in memory.</summary>
internal sealed class Product(Expression left, Expression right)
    : Expression(new TensorShape(left.Shape[0], right.Shape[1]), left, right)
{
    /// <summary>Multiplications that take less time than the spectrum of the product.</summary>
    private const long MostWork = 1L << 36;

    public override string? Refusal => base.Refusal
        ?? (Operands[1].Count > MostHeld || (Int128)Count * Operands[0].Shape[1] > MostWork
            ? "matrices too large to be multiplied"
            : null);

    public override long HeldBytes =>
        base.HeldBytes + ((Operands[1].Count + Operands[0].Shape[1] + Shape[1]) * sizeof(double));

    public override IElementValues Open() => new Values(
        Operands[0].Open(), Operands[1].ReadAll(), (int)Operands[0].Shape[1], (int)Shape[1]);

    private sealed class Values(IElementValues left, double[] right, int inner, int columns) : IElementValues
    {
        private double[] _factors = [];
        private double[] _row = [];
        private int _left;

        public void Read(Span<double> destination)
        {
            while (!destination.IsEmpty)
            {
                if (_left == 0)
                {
                    Multiply();
                }

                int some = Math.Min(destination.Length, _left);
                _row.AsSpan(_row.Length - _left, some).CopyTo(destination);
                _left -= some;
                destination = destination[some..];
            }
        }

        public void Dispose() => left.Dispose();

        private void Multiply()
        {
            _factors = _factors.Length == 0 ? new double[inner] : _factors;
            left.Read(_factors);
            _row = _row.Length == 0 ? new double[columns] : _row;
            _row.AsSpan().Clear();
            for (int k = 0; k < inner; k++)
            {
                double factor = _factors[k];
                var other = right.AsSpan(k * columns, columns);
                for (int column = 0; column < columns; column++)
                {
                    _row[column] += factor * other[column];
                }
            }

            _left = columns;
        }
    }
}
