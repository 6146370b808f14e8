namespace Heavytail.Tests.Support;

#pragma warning disable CA1067, CA2225 // a number for oracles: operators alone

/// <summary>
/// A sum of two doubles, |Low| ≤ ½ ulp of High: 106 bits, error-free transformations of Dekker 1971 and Knuth
/// (The Art of Computer Programming 2, §4.2.2), products by fused multiply-add.
/// </summary>
internal readonly record struct DoubleDouble(double High, double Low)
{
    public static implicit operator DoubleDouble(double value) => new(value, 0);

    public static explicit operator double(DoubleDouble value) => value.High + value.Low;

    public static DoubleDouble operator -(DoubleDouble x) => new(-x.High, -x.Low);

    public static DoubleDouble operator +(DoubleDouble x, DoubleDouble y)
    {
        // Both parts without error, so that cancellation of the high parts leaves the low ones right.
        var high = TwoSum(x.High, y.High);
        var low = TwoSum(x.Low, y.Low);
        var sum = FastTwoSum(high.High, high.Low + low.High);
        return FastTwoSum(sum.High, sum.Low + low.Low);
    }

    public static DoubleDouble operator -(DoubleDouble x, DoubleDouble y) => x + -y;

    public static DoubleDouble operator *(DoubleDouble x, DoubleDouble y)
    {
        var product = TwoProduct(x.High, y.High);
        return FastTwoSum(product.High, product.Low + ((x.High * y.Low) + (x.Low * y.High)));
    }

    public static DoubleDouble operator /(DoubleDouble x, DoubleDouble y)
    {
        // Long division, a double at a time.
        double first = x.High / y.High;
        var rest = x - (y * first);
        double second = rest.High / y.High;
        rest -= y * second;
        return FastTwoSum(first, second) + (rest.High / y.High);
    }

    /// <summary>x·y without error.</summary>
    public static DoubleDouble TwoProduct(double x, double y)
    {
        double product = x * y;
        return new(product, Math.FusedMultiplyAdd(x, y, -product));
    }

    /// <summary>One Newton step from the double's root.</summary>
    public static DoubleDouble Sqrt(DoubleDouble x)
    {
        if (x.High <= 0)
        {
            return 0;
        }

        double root = Math.Sqrt(x.High);
        var rest = x - TwoProduct(root, root);
        return FastTwoSum(root, rest.High / (2 * root));
    }

    private static DoubleDouble TwoSum(double x, double y)
    {
        double sum = x + y;
        double of = sum - x;
        return new(sum, (x - (sum - of)) + (y - of));
    }

    private static DoubleDouble FastTwoSum(double x, double y)
    {
        double sum = x + y;
        return new(sum, y - (sum - x));
    }
}
