using System.Globalization;
using Xunit;

namespace Heavytail.Tests.Reports;

public sealed class RealTextTests
{
    [Theory]
    [InlineData(0.025, 6, "0.025")]
    [InlineData(5.5e-7, 6, "5.5e-07")]
    [InlineData(-1234.5678, 3, "-1235")]
    [InlineData(999999.9, 4, "1e+06")]
    [InlineData(9.9996, 4, "10")]
    [InlineData(1e300, 5, "1e+300")]
    [InlineData(-1e-300, 5, "-1e-300")]
    [InlineData(123456, 4, "123456")]
    [InlineData(0, 4, "0")]
    public void Short_numbers_have_no_zeros_at_the_end(double number, int digits, string expected) =>
        Assert.Equal(expected, RealText.Short(number, digits));

    [Fact]
    public void Rounded_numbers_are_those_of_the_framework()
    {
        var random = new Random(1);
        for (int k = 0; k < 20_000; k++)
        {
            // Short decimals too, which lie near ties.
            double number = Math.ScaleB(random.NextDouble() - 0.5, random.Next(-30, 30));
            number = k % 2 == 0 ? number : Math.Round(number, 5);
            Assert.Equal(ByFramework(number), RealText.Rounded(number));
        }
    }

    /// <summary>Four significant digits, by the formats F and e.</summary>
    private static string ByFramework(double number)
    {
        string scientific = number.ToString("e3", CultureInfo.InvariantCulture);
        int exponent = int.Parse(scientific.Split('e')[1], CultureInfo.InvariantCulture);
        return number == 0 ? "0"
            : exponent is >= -4 and < 6
                ? number.ToString($"F{Math.Max(0, 3 - exponent)}", CultureInfo.InvariantCulture)
            : $"{scientific.Split('e')[0]}e{exponent:+00;-00}";
    }
}
