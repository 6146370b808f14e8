// What:      the largest value of a function of two variables in a rectangle.
// Reference: Nelder & Mead, Computer Journal 7 (1965) 308.
// Not done:  points outside. They have the value of the nearest point inside, which is where a search along the border
//            ends; it is then repeated from there, since a simplex outside does not see what is inside.
namespace Heavytail.Fits.Laws;

/// <summary>A point and its value.</summary>
/// <param name="X">The first variable.</param>
/// <param name="Y">The second.</param>
/// <param name="Value">The value of the function there.</param>
internal readonly record struct Peak(double X, double Y, double Value);

/// <summary>Searches with a triangle in a rectangle.</summary>
/// <param name="function">The function; −∞ where it has no value.</param>
/// <param name="low">The smallest values of both variables.</param>
/// <param name="high">The largest.</param>
internal sealed class Simplex(
    Func<double, double, double> function, (double X, double Y) low, (double X, double Y) high)
{
    private const int MostSteps = 120;
    private const int MostTurns = 2;
    private const double FirstSide = 0.5;

    /// <summary>Of the triangle, where a search ends.</summary>
    private const double Narrow = 1e-5;

    /// <summary>Of values, where a search ends.</summary>
    private const double Flat = 1e-11;

    /// <summary>What a repeated search has to gain.</summary>
    private const double Better = 1e-7;

    /// <summary>Searches from a point, and again from where that ends.</summary>
    public Peak From(double x, double y)
    {
        var best = Once(At(x, y), FirstSide);
        for (int turn = 1; turn < MostTurns; turn++)
        {
            // To the inside: a triangle of points beyond the border would have one value.
            var next = Once(best, turn % 2 == 0 ? FirstSide : -FirstSide);
            bool done = next.Value <= best.Value + Better;
            best = next.Value > best.Value ? next : best;
            if (done)
            {
                break;
            }
        }

        return best;
    }

    /// <summary>Searches from a point near the largest value, with a triangle of a given side.</summary>
    public Peak Near(double x, double y, double side) => Once(At(x, y), side);

    private Peak At(double x, double y)
    {
        (x, y) = (Math.Clamp(x, low.X, high.X), Math.Clamp(y, low.Y, high.Y));
        return new Peak(x, y, function(x, y));
    }

    private Peak Once(Peak start, double side)
    {
        double sideX = start.X + side > high.X || start.X + side < low.X ? -side : side;
        double sideY = start.Y + side > high.Y || start.Y + side < low.Y ? -side : side;
        Peak[] points = [start, At(start.X + sideX, start.Y), At(start.X, start.Y + sideY)];
        for (int step = 0; step < MostSteps; step++)
        {
            Array.Sort(points, (a, b) => b.Value.CompareTo(a.Value));
            var (best, middle, worst) = (points[0], points[1], points[2]);
            double width = Math.Max(
                Math.Abs(best.X - worst.X) + Math.Abs(best.Y - worst.Y),
                Math.Abs(best.X - middle.X) + Math.Abs(best.Y - middle.Y));
            if (width < Narrow || best.Value - worst.Value < Flat)
            {
                break;
            }

            if (Replacement(best, middle, worst) is { } better)
            {
                points[2] = better;
                continue;
            }

            points[1] = At(0.5 * (best.X + middle.X), 0.5 * (best.Y + middle.Y));
            points[2] = At(0.5 * (best.X + worst.X), 0.5 * (best.Y + worst.Y));
        }

        return points.MaxBy(point => point.Value);
    }

    /// <summary>A better point on the line from the worst to the middle of the others; null without one.</summary>
    private Peak? Replacement(Peak best, Peak middle, Peak worst)
    {
        (double cx, double cy) = (0.5 * (best.X + middle.X), 0.5 * (best.Y + middle.Y));
        Peak Along(double t) => At(cx + (t * (worst.X - cx)), cy + (t * (worst.Y - cy)));
        var reflected = Along(-1);
        if (reflected.Value > best.Value)
        {
            var doubled = Along(-2);
            return doubled.Value > reflected.Value ? doubled : reflected;
        }

        var candidate = reflected.Value > middle.Value ? reflected
            : Along(reflected.Value > worst.Value ? -0.5 : 0.5);
        return candidate.Value > worst.Value ? candidate : null;
    }
}
