using static Heavytail.Fits.Laws.HighTemperatureEquation;

namespace Heavytail.Fits.Laws;

/// <summary>
/// The solution of the equation from u = 1 on, upward or downward: steps are taken when they are needed, and values
/// between them interpolated.
/// </summary>
/// <param name="equation">The equation.</param>
/// <param name="start">Its solution at u = 1.</param>
/// <param name="direction">1 upward, −1 downward.</param>
internal sealed class HighTemperatureBranch(HighTemperatureEquation equation, State start, int direction)
{
    /// <summary>The longest step in ln u, for what is interpolated.</summary>
    private const double MostStep = 0.2;

    /// <summary>b·u below which it is nothing beside 1.</summary>
    private const double Least = 1e-10;

    /// <summary>ln p from which on its limits will do: no fit gets there.</summary>
    private const double Vanished = -2000;

    private readonly List<Node> _nodes = [new(0, start, equation.Slope(0, start))];
    private double _step = 0.01;
    private bool _failed;

    private readonly record struct Node(double At, State State, State Slope);

    /// <summary>The step in which a value of ln u lies; the number of steps where the branch ends before it.</summary>
    /// <param name="target">ln u.</param>
    /// <param name="from">The step of a value nearer to 0, or 1.</param>
    public int Find(double target, int from)
    {
        int k = from;
        while ((k < _nodes.Count || Advance()) && direction * (target - _nodes[k].At) > 0)
        {
            k++;
        }

        return k;
    }

    /// <summary>ln(−Im M) and its slope at a value of ln u.</summary>
    /// <param name="target">ln u.</param>
    /// <param name="step">What <see cref="Find"/> returned.</param>
    public (double Log, double Slope) Density(double target, int step)
    {
        if (step < _nodes.Count)
        {
            var (before, after) = (_nodes[step - 1], _nodes[step]);
            double width = after.At - before.At;
            return Hermite(
                before.State.Log, width * before.Slope.Log, after.State.Log, width * after.Slope.Log, width,
                (target - before.At) / width);
        }

        if (_failed)
        {
            return (double.NaN, double.NaN);
        }

        // Far out: ~ u^(2b−c)·e^(−b·u) above, ~ u^(c−2) below.
        var last = _nodes[^1];
        double further = target - last.At;
        double power = direction > 0 ? (2 * equation.B) - equation.C : equation.C - 2;
        double rate = direction > 0 ? equation.B : 0;
        return (
            last.State.Log + (power * further) - (rate * (Math.Exp(target) - Math.Exp(last.At))),
            power - (rate * Math.Exp(target)));
    }

    /// <summary>The probability from u = 1 to a value of ln u, negative downward.</summary>
    /// <param name="target">ln u.</param>
    /// <param name="step">What <see cref="Find"/> returned.</param>
    public double Mass(double target, int step)
    {
        if (step == _nodes.Count)
        {
            return _failed ? double.NaN : _nodes[^1].State.Mass;
        }

        var (before, after) = (_nodes[step - 1], _nodes[step]);
        double width = after.At - before.At;
        return Hermite(
            before.State.Mass, width * before.Slope.Mass, after.State.Mass, width * after.Slope.Mass, width,
            (target - before.At) / width).Value;
    }

    /// <summary>The probability below u = 1, of the branch downward; NaN where the equation was not solved.</summary>
    public double ToZero()
    {
        // Near 0, w = u·M obeys dw/d(ln u) = b·w² − (c − 1)·w, whose integral is −ln w/b up to a real constant.
        double end = Math.Log(Least / equation.B);
        while (_nodes[^1].At > end && _nodes[^1].State.Log + _nodes[^1].At > Vanished && Advance())
        {
        }

        var last = _nodes[^1].State;
        return _failed
            ? double.NaN
            : -last.Mass + (equation.Scale / equation.B * Math.Atan2(Math.Exp(last.Log), last.Real));
    }

    /// <summary>A cubic of given values and slopes at both ends: its value, and its slope by ln u.</summary>
    private static (double Value, double Slope) Hermite(
        double y0, double d0, double y1, double d1, double width, double t)
    {
        double rest = 1 - t;
        double value = (rest * rest * (((1 + (2 * t)) * y0) + (t * d0)))
            + (t * t * (((3 - (2 * t)) * y1) - (rest * d1)));
        double slope = (6 * t * rest * (y1 - y0)) + (rest * (1 - (3 * t)) * d0) + (t * ((3 * t) - 2) * d1);
        return (value, slope / width);
    }

    /// <summary>Takes one more step.</summary>
    /// <returns>False where the density has vanished, and where the equation was not solved.</returns>
    private bool Advance()
    {
        var last = _nodes[^1];
        if (_failed || last.State.Log < Vanished)
        {
            return false;
        }

        while (true)
        {
            double length = Math.Min(_step, MostStep);
            var (next, slope, error) = equation.Step(last.State, last.Slope, last.At, direction * length);
            if (!(error >= 0) || length < LeastStep)
            {
                _failed = true;
                return false;
            }

            _step = length * Growth(error, equation.Tolerance);
            if (error <= equation.Tolerance)
            {
                _nodes.Add(new Node(last.At + (direction * length), next, slope));
                return true;
            }
        }
    }
}
