using Xunit;

namespace Heavytail.Tests.Reports;

/// <summary>Small and large numbers have one form in tables, sentences and CSV.</summary>
public sealed class RealTextTests
{
    [Theory]
    [InlineData(5.511463844797178e-07, "5.511e-07", "5.51e-07", "5.511463844797178e-07")]
    [InlineData(6.639e-11, "6.639e-11", "6.64e-11", "6.639e-11")]
    [InlineData(0.025, "0.02500", "0.025", "0.025")]
    [InlineData(0.0001, "0.0001000", "0.0001", "0.0001")]
    [InlineData(-8.245, "-8.245", "-8.24", "-8.245")]
    [InlineData(1234, "1234", "1234", "1234")]
    [InlineData(1e300, "1.000e+300", "1e+300", "1e+300")]
    [InlineData(9.9996, "10.00", "10", "9.9996")]
    [InlineData(0, "0", "0", "0")]
    public void Numbers_have_one_form(double number, string rounded, string text, string exact)
    {
        Assert.Equal(rounded, RealText.Rounded(number));
        Assert.Equal(text, RealText.Short(number, 3));
        Assert.Equal(exact, RealText.Exact(number));
    }
}
