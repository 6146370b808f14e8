using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Layers;

/// <summary>What elastic weight consolidation keeps beside its network.</summary>
public sealed class FisherTests
{
    [Theory]
    [InlineData("fisher.fc1.weight", "fc1.weight")]
    [InlineData("fisher_matrix.fc1.weight", "model.fc1.weight")]
    [InlineData("ewc_fisher.0.fc1.weight", "state_dict.fc1.weight")]
    public void Fisher_information_of_a_network_that_is_here(string name, string network)
    {
        var decisions = Decisions.Of($"{name} 32,48", $"{network} 32,48");
        Assert.Equal(
            ("training-state", SkipReason.TrainingState), (decisions[0].Rule, decisions[0].Skipped?.Reason));
        Assert.Single(decisions[1].Layers);
        Assert.Single(Decisions.OfFirst($"{name} 32,48").Layers);
        Assert.Single(Decisions.OfFirst($"{name} 32,48", $"{network} 32,49").Layers);
    }
}
