using Heavytail.Cli.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests;

public sealed class ReplicatesTests
{
    [Theory]
    [InlineData("10001")]
    [InlineData("2147483647")]
    public void More_random_orders_than_can_be_kept_are_refused(string count)
    {
        var result = Tool.Run("analyze", "missing.safetensors", "--replicates", count);
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains(
            $"`--replicates`: {count} random orders are more than 10000", result.Error, StringComparison.Ordinal);
    }
}
