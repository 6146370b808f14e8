using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Layers;

/// <summary>Averages and slow copies of a network, optimizers and gradients beside it.</summary>
public sealed class CopyTests
{
    [Theory]
    [InlineData("state_dict_ema.fc1.weight", "state_dict.fc1.weight")]
    [InlineData("ema.fc1.weight", "model.fc1.weight")]
    [InlineData("model_ema.module.fc1.weight", "model.fc1.weight")]
    [InlineData("ema_model.fc1.weight", "fc1.weight")]
    [InlineData("params_ema.body.0.weight", "params.body.0.weight")]
    [InlineData("module_ema.layers.0.weight", "module.layers.0.weight")]
    [InlineData("g_ema.conv1.weight", "g.conv1.weight")]
    [InlineData("model_ema.diffusion_modelinput_blocks00weight", "model.diffusion_model.input_blocks.0.0.weight")]
    [InlineData("encoder_ema.fc.weight", "encoder.fc.weight")]
    [InlineData("swa_model.module.fc.weight", "model.fc.weight")]
    [InlineData("ema_params/dense/kernel", "params/dense/kernel")]
    [InlineData("dense/kernel/ExponentialMovingAverage", "dense/kernel")]
    [InlineData("dense/kernel/ExponentialMovingAverage:0", "dense/kernel:0")]
    [InlineData("shadow_params.0", "fc.weight")]
    [InlineData("ema.shadow_params.1", "net.fc.weight")]
    [InlineData("critic_target.qf0.weight", "critic.qf0.weight")]
    public void A_copy_beside_its_network(string copy, string network)
    {
        var decisions = Decisions.Of($"{copy} 32,48", $"{network} 32,48");
        Assert.Equal(("copy", SkipReason.Copy), (decisions[0].Rule, decisions[0].Skipped?.Reason));
        Assert.Single(decisions[1].Layers);

        // Alone, or of another shape, it is the network.
        Assert.Single(Decisions.OfFirst($"{copy} 32,48").Layers);
        Assert.Single(Decisions.OfFirst($"{copy} 32,48", $"{network} 32,49").Layers);
    }

    [Fact]
    public void Biases_of_a_copy_are_no_parameters()
    {
        var decisions = Decisions.Of(
            "ema.fc.weight 32,48", "ema.fc.bias 32", "net.fc.weight 32,48", "net.fc.bias 32");
        Assert.Equal((32 * 48) + 32, LayerInventory.CountParameters(decisions));
    }

    [Theory]
    [InlineData("state_target.fc.weight 32,48", "state.fc.weight 32,48")]
    [InlineData("target_embedding.weight 320,48", "embedding.weight 320,48")]
    [InlineData("schema.fc.weight 32,48", "model.fc.weight 32,48")]
    [InlineData("ema.weight 32,48", "other.weight 32,48")]
    public void Another_network_is_no_copy(string tensor, string other) =>
        Assert.Single(Decisions.OfFirst(tensor, other).Layers);

    [Fact]
    public void A_list_of_other_shapes_is_no_copy()
    {
        var decisions = Decisions.Of("shadow_params.0 32,48", "shadow_params.1 16,32", "fc1.weight 32,48");
        Assert.Equal([1, 1, 1], decisions.Select(decision => decision.Layers.Count));
    }

    [Theory]
    [InlineData("state.0.exp_avg 48,96")]
    [InlineData("state.17.exp_avg_sq 48,96")]
    [InlineData("state.0.step")]
    [InlineData("state.3.momentum_buffer 48,96")]
    [InlineData("optimizer.state.0.exp_avg 48,96")]
    [InlineData("optimizer_states.0.state.0.exp_avg 48,96")]
    [InlineData("optimizer_state_dict.state.fc1.weight.max_exp_avg_sq 48,96")]
    [InlineData("opt_state/0/mu/dense/kernel 48,96")]
    [InlineData("exp_avg.fc1.weight 48,96")]
    [InlineData("optim.fp32.0 48,96")]
    public void The_state_of_an_optimizer(string tensor)
    {
        var decision = Decisions.OfFirst(tensor, "fc1.weight 48,96");
        Assert.Equal(("training-state", SkipReason.TrainingState), (decision.Rule, decision.Skipped?.Reason));
        Assert.Contains("optimizer", decision.Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fc1.weight.grad 48,96", "fc1.weight 48,96", "gradient of `fc1.weight`")]
    [InlineData("fc1.weight_grad 48,96", "fc1.weight 48,96", "gradient of `fc1.weight`")]
    [InlineData("grads.net.fc1.weight 48,96", "net.fc1.weight 48,96", "gradient of `net.fc1.weight`")]
    [InlineData("dense/kernel/Adam_1 48,96", "dense/kernel 48,96", "beside `dense/kernel`")]
    [InlineData("dense/kernel/Momentum 48,96", "dense/kernel 48,96", "beside `dense/kernel`")]
    [InlineData("bert/dense/kernel/adam_m 48,96", "bert/dense/kernel 48,96", "beside `bert/dense/kernel`")]
    public void Slots_and_gradients_beside_their_weight(string tensor, string weight, string what)
    {
        var decision = Decisions.OfFirst(tensor, weight);
        Assert.Equal(SkipReason.TrainingState, decision.Skipped?.Reason);
        Assert.Contains(what, decision.Why, StringComparison.Ordinal);
        Assert.Single(Decisions.OfFirst(tensor).Layers);
    }

    /// <summary>What would take hours by matching every name with every other.</summary>
    [Fact]
    public void Many_names_are_matched_in_no_time()
    {
        string[] tensors =
        [
            .. Enumerable.Range(0, 20_000).Select(k => $"ema{k}.ema.shadow_params.{k} 3,3"),
            .. Enumerable.Range(0, 20_000).Select(k => $"a.b.c.d.e.{k}.weight 3,4"),
            $"ema.{new string('é', 1_000_000)} 3,3", $"{new string('.', 900)} 3,3",
        ];
        Assert.Equal(tensors.Length, Decisions.Of(tensors).Count);
    }
}
