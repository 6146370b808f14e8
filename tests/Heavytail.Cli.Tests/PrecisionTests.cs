using System.Text.Json;
using Heavytail.Cli.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests;

/// <summary>Every report of a run in single precision says so, and what its eigenvalues are worth.</summary>
public sealed class PrecisionTests
{
    private const string Sample = "samples/fashion-mnist/initial.safetensors";

    [Theory]
    [InlineData("table", " precision single: eigenvalues to about 3e-7·lambda_max\n")]
    [InlineData("markdown", "\n- precision `single`: eigenvalues to about 3e-7·lambda_max\n")]
    [InlineData("jsonl", "\"precision\":\"single\"")]
    public void Single_is_said_and_double_is_not(string format, string words)
    {
        Assert.Contains(
            words, Tool.Run("analyze", Sample, "-f", format, "--precision", "single").Output, StringComparison.Ordinal);
        Assert.DoesNotContain(words, Tool.Run("analyze", Sample, "-f", format).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_has_the_bound_as_a_number()
    {
        using var single = JsonDocument.Parse(Tool.Run("analyze", Sample, "--json", "--precision", "single").Output);
        Assert.Equal("single", single.RootElement.GetProperty("options").GetProperty("precision").GetString());
        Assert.Equal(3e-7, single.RootElement.GetProperty("options").GetProperty("eigenvalue_error").GetDouble());
        Assert.Equal("single", single.RootElement.GetProperty("models")[0].GetProperty("precision").GetString());

        using var plain = JsonDocument.Parse(Tool.Run("analyze", Sample, "--json").Output);
        Assert.Equal("double", plain.RootElement.GetProperty("options").GetProperty("precision").GetString());
        Assert.Equal(
            JsonValueKind.Null, plain.RootElement.GetProperty("options").GetProperty("eigenvalue_error").ValueKind);
    }
}
