using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Layers;

/// <summary>Noise, spread and prior of weights that are drawn, and what scales the edges of a network.</summary>
public sealed class DistributionTests
{
    [Theory]
    [InlineData("fc.weight_epsilon 40,24", "fc.weight_mu 40,24", "drawn last for `fc.weight_mu`")]
    [InlineData("fc.eps_w 40,24", "fc.mu 40,24", "drawn last for `fc.mu`")]
    [InlineData("fc.bias_epsilon 40", "fc.bias_mu 40", "drawn last for `fc.bias_mu`")]
    [InlineData("fc.epsilon_input 1,24", "fc.sigma_weight 40,24", "multiplied")]
    [InlineData("fc.epsilon_output 40,1", "fc.sigma_weight 40,24", "multiplied")]
    [InlineData("conv.prior_weight_mu 16,8,3,3", "conv.mu_kernel 16,8,3,3", "the prior of `conv.mu_kernel`")]
    [InlineData("fc.prior_weight_sigma 40,24", "fc.weight_mu 40,24", "the prior of `fc.weight_mu`")]
    [InlineData("d/kernel_prior_loc:0 24,40", "d/kernel_posterior_loc:0 24,40", "the prior of")]
    public void Noise_and_priors_are_constants(string tensor, string mean, string why) =>
        Expect(SkipReason.Buffer, "distribution", why, tensor, mean);

    [Theory]
    [InlineData("fc.weight_sigma 40,24", "fc.weight_mu 40,24")]
    [InlineData("fc.sigma_weight 40,24", "fc.weight 40,24")]
    [InlineData("conv.rho_kernel 16,8,3,3", "conv.mu_kernel 16,8,3,3")]
    [InlineData("w_sampler.rho 40,24", "w_sampler.mu 40,24")]
    [InlineData("fc.W_rho 40,24", "fc.W_mu 40,24")]
    [InlineData("fc.log_sigma2 40,24", "fc.theta 40,24")]
    [InlineData("fc.log_alpha 40,24", "fc.weight 40,24")]
    [InlineData("fc.weight_logvar 40,24", "fc.weight_mu 40,24")]
    [InlineData("fc.bias_rho 40", "fc.bias_mu 40")]
    [InlineData("d/kernel_posterior_untransformed_scale:0 24,40", "d/kernel_posterior_loc:0 24,40")]
    public void Spreads_are_parameters_and_no_matrices(string tensor, string mean) =>
        Expect(SkipReason.NotAMatrix, "distribution", $"the spread of `{mean.Split(' ')[0]}`", tensor, mean);

    [Theory]
    [InlineData("fc.log_alpha 40,24", "fc.bias 40")]
    [InlineData("fc.weight_sigma 40,24", "fc.weight_mu 24,40")]
    [InlineData("sigma.weight 40,24", "mu.weight 40,24")]
    [InlineData("rho 40,24", "other.mu 40,24")]
    [InlineData("fc.weight_mu 40,24", "fc.weight_sigma 40,24")]
    [InlineData("fc.weight 40,24", "fc.weight_epsilon 40,24")]
    [InlineData("epsilon_input 40,24", "sigma_head.weight 40,24")]
    [InlineData("scale_sp 40,24", "other.coef 40,24,8")]
    [InlineData("wav.scale 40,24", "wav.weight 40,24")]
    [InlineData("attn.scores 40,24", "attn.weight 40,25")]
    [InlineData("act_fun.0.scale_base 24,40", "act_fun.0.coef 24,40,8")]
    public void Without_its_mean_it_is_a_layer(string tensor, string other) =>
        Assert.Single(Decisions.OfFirst(tensor, other).Layers);

    [Theory]
    [InlineData("l.0.spline_scaler 40,24", "l.0.spline_weight 40,24,8", "scales the spline")]
    [InlineData("act_fun.0.scale_sp 24,40", "act_fun.0.coef 24,40,8", "scales the spline")]
    [InlineData("wav.scale 40,24", "wav.wavelet_weights 40,24", "scales the wavelet")]
    [InlineData("wav.translation 40,24", "wav.wavelet_weights 40,24", "moves the wavelet")]
    [InlineData("fc.scores 40,24", "fc.weight 40,24", "score by which pruning")]
    [InlineData("conv.popup_scores 16,8,3,3", "conv.weight 16,8,3,3", "score by which pruning")]
    public void What_scales_edges(string tensor, string other, string why) =>
        Expect(SkipReason.NotAMatrix, "edges", why, tensor, other);

    /// <summary>PEFT keeps the module that it wraps; biases of both have one dimension.</summary>
    [Theory]
    [InlineData("classifier.original_module.weight 10,24", "classifier.modules_to_save.default.weight 10,24", true)]
    [InlineData("m.head.original_module.out.bias 10", "m.head.modules_to_save.task.out.bias 10", true)]
    [InlineData("head.original_module.weight 10,24", "head.modules_to_save.default.weight 12,24", false)]
    [InlineData("head.original_module.weight 10,24", "tail.modules_to_save.default.weight 10,24", false)]
    [InlineData("head.modules_to_save.default.weight 10,24", "head.original_module.weight 10,24", false)]
    public void A_module_as_it_was_before_the_training(string tensor, string other, bool isCopy) =>
        Assert.Equal(isCopy, Decisions.OfFirst(tensor, other).Skipped?.Reason == SkipReason.Copy);

    [Theory]
    [InlineData("lion/fc_bias_momentum 48", "fc/bias 48")]
    [InlineData("adam/learning_rate", "fc/kernel 48,96")]
    [InlineData("loss_scale_optimizer/dynamic_scale", "fc/kernel 48,96")]
    public void Vectors_and_settings_of_an_optimizer(string tensor, string other) =>
        Assert.Equal(SkipReason.TrainingState, Decisions.OfFirst(tensor, other).Skipped?.Reason);

    private static void Expect(SkipReason reason, string rule, string what, params string[] tensors)
    {
        var decision = Decisions.OfFirst(tensors);
        Assert.True(
            (rule, reason) == (decision.Rule, decision.Skipped?.Reason),
            $"{tensors[0]}: {decision.Rule}: {decision.Why}");
        Assert.Contains(what, decision.Why, StringComparison.Ordinal);
    }
}
