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
    [InlineData("target_critic.qf0.weight", "critic.qf0.weight")]
    [InlineData("agent.target_actor.0.weight", "agent.actor.0.weight")]
    [InlineData("target_network.fc1.weight", "online_network.fc1.weight")]
    [InlineData("teacher.backbone.fc1.weight", "student.module.backbone.fc1.weight")]
    [InlineData("module.teacher_head.fc1.weight", "module.student_head.fc1.weight")]
    [InlineData("module.encoder_k.fc.weight", "module.encoder_q.fc.weight")]
    [InlineData("visual_encoder_m.blocks.0.weight", "visual_encoder.blocks.0.weight")]
    [InlineData("momentum_encoder.fc.weight", "base_encoder.fc.weight")]
    [InlineData("ema.shadow.fc1.weight", "model.fc1.weight")]
    [InlineData("ema_state_dict.shadow.module.fc1.weight", "model_state_dict.fc1.weight")]
    [InlineData("g_ema.convs.0.weight", "generator.convs.0.weight")]
    [InlineData("model_ema.ddfcweight", "model.dd.fc.weight")]
    [InlineData("ema_backbone_conv1_weight", "backbone.conv1.weight")]
    [InlineData("fc.weight_ema", "fc.weight")]
    [InlineData("ema_state.fc1.weight", "model.fc1.weight")]
    [InlineData("best_state_dict.fc1.weight", "state_dict.fc1.weight")]
    [InlineData("best_model.fc1.weight", "model.fc1.weight")]
    [InlineData("init_state_dict.fc1.weight", "model_state_dict.fc1.weight")]
    [InlineData("callbacks.EMA.ema_state_dict.fc1.weight", "state_dict.fc1.weight")]
    [InlineData("callbacks.EMACallback.state_dict_ema.model.fc1.weight", "model.fc1.weight")]
    [InlineData("state.algorithms.0.1.ema_model.named_parameters_dict.model.fc1.weight", "state.model.fc1.weight")]
    [InlineData("extra_state.ema.encoder.fc1.weight", "model.encoder.fc1.weight")]
    [InlineData("trainer.ema.fc1.weight", "model.fc1.weight")]
    [InlineData("ema.state.model.fc1.weight", "model.fc1.weight")]
    [InlineData("current_model_state.net.fc1.weight", "state_dict.net.fc1.weight")]
    [InlineData("policy_old.fc1.weight", "policy.fc1.weight")]
    [InlineData("ref_policy.fc1.weight", "policy.fc1.weight")]
    [InlineData("fast_weights.fc1.weight", "fc1.weight")]
    [InlineData("ewc.params.fc1.weight", "model.fc1.weight")]
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
    [InlineData("layers.1.swa.q_proj.weight 32,48", "layers.0.self_attn.q_proj.weight 32,48")]
    [InlineData("layers.1.attn_swa.q_proj.weight 32,48", "layers.1.attn.q_proj.weight 32,48")]
    [InlineData("swa_layers.0.q_proj.weight 32,48", "layers.0.q_proj.weight 32,48")]
    [InlineData("layer1.0.ema.conv1.weight 32,48", "layer1.0.conv1.weight 32,48")]
    [InlineData("decoder.ema.proj.weight 32,48", "decoder.proj.weight 32,48")]
    [InlineData("blocks.3.teacher.fc.weight 32,48", "blocks.3.student.fc.weight 32,48")]
    public void Another_network_is_no_copy(string tensor, string other) =>
        Assert.Single(Decisions.OfFirst(tensor, other).Layers);

    /// <summary>One module whose name is that of an average, in a network with others.</summary>
    [Theory]
    [InlineData("ema.conv1.weight", "stem.conv1.weight")]
    [InlineData("model.ema.conv1.weight", "model.conv1.weight")]
    [InlineData("swa.0.proj.weight", "full.0.proj.weight")]
    public void A_module_like_another_is_no_copy(string tensor, string other) => Assert.All(
        Decisions.Of(
            $"{tensor} 32,48", $"{other} 32,48", "model.layer1.weight 64,48", "model.layer2.weight 64,32",
            "model.layer3.weight 64,96"),
        decision => Assert.Single(decision.Layers));

    [Fact]
    public void A_generator_without_its_average_is_none_of_the_discriminator()
    {
        var decisions = Decisions.Of(
            "g.0.weight 32,48", "d.0.weight 32,48", "d.1.weight 32,32", "g_ema.0.weight 32,48");
        Assert.Equal("g.0.weight", decisions[3].Why.Split('`')[1]);
        Assert.All(decisions.Take(3), decision => Assert.Single(decision.Layers));
    }

    [Fact]
    public void The_reason_says_what_kind_of_copy()
    {
        Assert.Contains("teacher beside its student", Why("teacher", "student"), StringComparison.Ordinal);
        Assert.Contains("follows `critic.fc.weight`", Why("target_critic", "critic"), StringComparison.Ordinal);
        Assert.Contains("average over the training", Why("ema", "net"), StringComparison.Ordinal);

        static string Why(string copy, string network) =>
            Decisions.OfFirst($"{copy}.fc.weight 32,48", $"{network}.fc.weight 32,48").Why;
    }

    /// <summary>What a rule skips is as much a parameter as without it.</summary>
    [Theory]
    [InlineData("q.lora_A.weight 4,48", "q.lora_B.weight 32,4")]
    [InlineData("attn.mask 48,48", "attn.bias 1,1,48,48")]
    [InlineData("ema.fc.weight 32,48", "model.fc.weight 32,48")]
    public void Skipping_adds_no_parameters(string skipped, string other)
    {
        var rules = UserRules.Parse($$"""{ "rules": [{ "match": "{{skipped.Split(' ')[0]}}", "kind": "skip" }] }""");
        Assert.Equal(
            LayerInventory.CountParameters(Decisions.Of(skipped, other)),
            LayerInventory.CountParameters(Decisions.With(rules, skipped, other)));
    }

    [Theory]
    [InlineData("blk.0.attn_q.weight.in_sum2 1,48", "blk.0.attn_q.weight.counts 1")]
    [InlineData("loss_buffer 40,48", "fc.weight 32,48")]
    [InlineData("val_outputs.0 40,48", "fc.weight 32,48")]
    [InlineData("metrics.cm 40,40", "fc.weight 32,48")]
    [InlineData("embeddings_cache 400,48", "fc.weight 32,48")]
    [InlineData("train_features 400,48", "fc.weight 32,48")]
    public void Results_beside_a_network(string tensor, string other)
    {
        Assert.Equal(SkipReason.Buffer, Decisions.OfFirst(tensor, other).Skipped?.Reason);
        Assert.Single(Decisions.OfFirst("metrics.lpips.fc.weight 32,48", other).Layers);
    }

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
    [InlineData("state/param_states/dense/kernel/m 48,96")]
    [InlineData("state/param_states/dense/kernel/v_row 48")]
    [InlineData("dense/kernel/.OPTIMIZER_SLOT/optimizer/m/.ATTRIBUTES/VARIABLE_VALUE 48,96")]
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
    [InlineData("Adam/m/fc/kernel:0 48,96", "fc/kernel:0 48,96", "beside `fc/kernel:0`")]
    [InlineData("fc/kernel/Adam/m:0 48,96", "fc/kernel:0 48,96", "beside `fc/kernel:0`")]
    [InlineData("Adadelta/accumulated_grad/fc/kernel 48,96", "fc/kernel 48,96", "beside `fc/kernel`")]
    [InlineData("adam/fc_kernel_momentum 48,96", "fc/kernel 48,96", "beside `fc/kernel`")]
    [InlineData("nadam_1/net_fc_1_kernel_velocity 48,96", "net/fc_1/kernel 48,96", "beside `net/fc_1/kernel`")]
    [InlineData("adadelta/fc_kernel_accumulated_delta_var 48,96", "fc/kernel 48,96", "beside `fc/kernel`")]
    [InlineData("rmsprop/fc_kernel_average_gradient 48,96", "fc/kernel 48,96", "beside `fc/kernel`")]
    [InlineData("ftrl/fc_kernel_linear 48,96", "fc/kernel 48,96", "beside `fc/kernel`")]
    [InlineData("loss_scale_optimizer/muon/fc_kernel_momentum 48,96", "fc/kernel 48,96", "beside `fc/kernel`")]
    [InlineData("training/RMSprop/fc/kernel/rms 48,96", "fc/kernel 48,96", "beside `fc/kernel`")]
    [InlineData("OptimizeLoss/fc/kernel/Adagrad 48,96", "fc/kernel 48,96", "beside `fc/kernel`")]
    [InlineData("opt/0/mu/fc/kernel 48,96", "params/fc/kernel 48,96", "beside `params/fc/kernel`")]
    [InlineData("gradient.0 48,96", "fc.weight 48,96", "list of gradients")]
    [InlineData("hessian_diag.0 48,96", "fc.weight 48,96", "list of importances")]
    [InlineData("omega.fc.weight 48,96", "model.fc.weight 48,96", "importance of the elements of `model.fc.weight`")]
    [InlineData("fc.weight_sq_mean 48,96", "fc.weight_mean 48,96", "SWAG")]
    public void Slots_and_gradients_beside_their_weight(string tensor, string weight, string what)
    {
        var decision = Decisions.OfFirst(tensor, weight);
        Assert.Equal(SkipReason.TrainingState, decision.Skipped?.Reason);
        Assert.Contains(what, decision.Why, StringComparison.Ordinal);
        Assert.Single(Decisions.OfFirst(tensor).Layers);
    }

    [Fact]
    public void Moments_of_optax_with_and_without_their_parameters()
    {
        string[] moments = ["mu/fc/kernel 48,96", "nu/fc/kernel 48,96"];
        Assert.All(Decisions.Of(moments), State);
        Assert.All(Decisions.Of([.. moments, "params/fc/kernel 48,96"]).Take(2), State);
        Assert.All(Decisions.Of("fc.weight 48,96", "fc.weight_m 48,96", "fc.weight_v 48,96").Skip(1), State);

        // Heads that are called so: one alone, or both beside another network.
        Assert.Single(Decisions.OfFirst("mu/fc/kernel 48,96", "fc/kernel 48,96").Layers);
        Assert.All(
            Decisions.Of([.. moments, "trunk/fc1/kernel 48,96"]), decision => Assert.Single(decision.Layers));
        Assert.Single(Decisions.OfFirst("fc.weight_m 48,96", "fc.weight 48,96").Layers);

        static void State(LayerDecision decision) =>
            Assert.Equal(SkipReason.TrainingState, decision.Skipped?.Reason);
    }

    [Theory]
    [InlineData("grad.weight 32,48", "momentum.weight 32,48")]
    [InlineData("grads.0.weight 32,48", "encoder.layers.0.weight 32,48")]
    public void A_layer_that_is_called_gradient(string tensor, string other) =>
        Assert.Single(Decisions.OfFirst(tensor, other).Layers);

    /// <summary>What would take hours by matching every name with every other.</summary>
    [Fact]
    public void Many_names_are_matched_in_no_time()
    {
        string[] tensors =
        [
            .. Enumerable.Range(0, 20_000).Select(k => $"ema{k}.ema.shadow_params.{k} 3,3"),
            .. Enumerable.Range(0, 20_000).Select(k => $"a.b.c.d.e.{k}.weight 3,4"),
            .. Enumerable.Range(0, 20_000).Select(k => $"x{k}_ema.w 3,5"),
            .. Enumerable.Range(0, 20_000).Select(k => $"x{k}.w 3,5"),
            $"ema.{new string('é', 1_000_000)} 3,3", $"{new string('.', 900)} 3,3",
        ];
        Assert.Equal(tensors.Length, Decisions.Of(tensors).Count);
    }
}
