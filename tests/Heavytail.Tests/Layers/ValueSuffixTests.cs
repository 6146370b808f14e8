using Heavytail.Tensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Layers;

/// <summary>Flax NNX puts <c>value</c> behind the names of parameters.</summary>
public sealed class ValueSuffixTests
{
    [Theory]
    [InlineData("/value", '/')]
    [InlineData(".value", '.')]
    [InlineData("/raw_value", '/')]
    [InlineData("", '/')]
    public void Rules_see_the_name_without_it_and_reports_have_it(string suffix, char separator)
    {
        var decisions = Decisions.Of(
            Named("attn/query/kernel 48,4,12"), Named("attn/out/kernel 4,12,48"), Named("attn/out/bias 48"),
            Named("patch/kernel 5,5,3,32"), Named("patch/bias 32"));
        Assert.Equal(
            ["dense 48x48", "dense 48x48", "", "conv2d 32x3x25", ""], decisions.Select(decision => decision.Text()));
        Assert.EndsWith("kernel" + suffix, decisions[0].Tensor.Name, StringComparison.Ordinal);

        string Named(string tensor) =>
            string.Join(suffix + " ", tensor.Split(' ')).Replace('/', separator);
    }

    [Fact]
    public void A_rule_of_a_user_names_what_is_stored()
    {
        var rules = UserRules.Parse(
            """{ "rules": [{ "match": "*/kernel/value", "kind": "skip", "reason": "mine" }] }""");
        var decisions = Decisions.With(rules, "fc/kernel/value 48,24", "fc/bias/value 24");
        Assert.Equal(SkipReason.Rule, decisions[0].Skipped?.Reason);
    }

    /// <summary>The value of an attention is one of three.</summary>
    [Theory]
    [InlineData("attn.query attn.key attn.value", "")]
    [InlineData("fc.weight fc.bias memory.value", "")]
    [InlineData("fc.weight fc.bias fc.kernel.value", "fc.kernel.value")]
    [InlineData("w/value b/value step", "w/value b/value")]
    [InlineData("w/value w", "")]
    [InlineData("w/value w/raw_value", "")]
    [InlineData("value raw_value", "")]
    public void Names_that_have_it(string names, string expected) => Assert.Equal(
        expected, string.Join(' ', ValueSuffix.PlainNames(names.Split(' ')).Keys));
}
