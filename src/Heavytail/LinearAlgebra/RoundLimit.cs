namespace Heavytail.LinearAlgebra;

/// <summary>
/// Ends an iteration that would not end by itself, as on NaN, where no comparison holds; and one that was stopped.
/// </summary>
/// <param name="work">The iteration, for the message.</param>
/// <param name="most">The number of rounds that no finite matrix needs.</param>
/// <param name="cancellation">Stops the work.</param>
internal struct RoundLimit(string work, int most, CancellationToken cancellation)
{
    private int _rounds;

    /// <summary>Begins a round.</summary>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    /// <exception cref="ArithmeticException">There were too many rounds.</exception>
    public void Next()
    {
        cancellation.ThrowIfCancellationRequested();
        if (++_rounds > most)
        {
            throw new ArithmeticException(
                FormattableString.Invariant($"{work} did not converge in {most} rounds: is the matrix finite?"));
        }
    }
}
