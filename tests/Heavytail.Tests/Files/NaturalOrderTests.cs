using Xunit;

namespace Heavytail.Tests.Files;

public sealed class NaturalOrderTests
{
    [Theory]
    [InlineData("step-2.pt", "step-10.pt")]
    [InlineData("step-10.pt", "step-100.pt")]
    [InlineData("a/9/x.pt", "a/10/x.pt")]
    [InlineData("a.pt", "a1.pt")]
    [InlineData("a.pt", "b.pt")]
    [InlineData("A.pt", "a.pt")]
    [InlineData("e1v12", "e2v3")]
    [InlineData("step-002.pt", "step-3.pt")]
    [InlineData("step-002.pt", "step-2.pt")]
    [InlineData("1", "99999999999999999999999999")]
    [InlineData("a", "a0")]
    [InlineData("", "0")]
    public void Numbers_count_as_numbers(string first, string second)
    {
        Assert.True(NaturalOrder.Instance.Compare(first, second) < 0);
        Assert.True(NaturalOrder.Instance.Compare(second, first) > 0);
        Assert.Equal(0, NaturalOrder.Instance.Compare(first, new string(first)));
    }

    /// <summary>Sorting needs an order that is one: any names of three parts.</summary>
    [Fact]
    public void It_is_transitive()
    {
        string[] parts = ["", "0", "1", "01", "10", "a", "-"];
        string[] names = [.. parts.SelectMany(a => parts.SelectMany(b => parts.Select(c => a + b + c))).Distinct()];
        string[] sorted = [.. names.Order(NaturalOrder.Instance)];
        for (int i = 0; i < sorted.Length; i++)
        {
            for (int j = i + 1; j < sorted.Length; j++)
            {
                Assert.True(NaturalOrder.Instance.Compare(sorted[i], sorted[j]) < 0, $"{sorted[i]} {sorted[j]}");
            }
        }
    }
}
