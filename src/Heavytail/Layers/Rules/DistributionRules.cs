// NoisyNet: Fortunato et al., arXiv 1706.10295; weights with a distribution: Blundell et al., arXiv 1505.05424
using System.Text.RegularExpressions;

namespace Heavytail.Layers.Rules;

/// <summary>
/// Layers whose weights are drawn: beside the mean of each element are its spread, the noise of the last draw and the
/// prior. Each needs the mean of the same shape beside it.
/// </summary>
internal static partial class DistributionRules
{
    /// <summary>What a weight is called of which only the mean is stored under its own name.</summary>
    private static readonly string[] s_weights = ["weight", "kernel", "w", "W", "theta"];

    private static readonly string[] s_biases = ["bias", "b"];

    private static readonly string[] s_means = ["mu", "mean", "loc", "posterior_loc"];

    public static Verdict? NoiseOrSpread(TensorInfo tensor, LayerContext context)
    {
        if (tensor.Role is not null || tensor.Name.Length > NameParts.Longest)
        {
            return null;
        }

        var name = NameParts.Of(tensor.Name);
        if (FactorOfNoise().IsMatch(name.Last))
        {
            return s_weights.SelectMany(word => new[] { $"sigma_{word}", $"{word}_sigma" })
                .Select(word => context.Find(name.Parent + word)).OfType<TensorInfo>().FirstOrDefault() is { } spread
                ? Constant($"a factor of the noise by which `{spread.Name}` is multiplied")
                : null;
        }

        if (Name().Match(name.Last) is not { Success: true } match
            || Mean(name.Parent, match.Groups["weight"].Value, tensor, context) is not { } mean)
        {
            return null;
        }

        return match.Groups["prior"].Success ? Constant($"the prior of `{mean.Name}`")
            : match.Groups["noise"].Success ? Constant($"the noise that was drawn last for `{mean.Name}`")
            : match.Groups["spread"].Success
            ? Verdict.Skip(
                SkipReason.NotAMatrix, $"the spread of `{mean.Name}`, element by element: a parameter, and no matrix")
            : null;
    }

    private static Verdict Constant(string what) =>
        Verdict.Skip(SkipReason.Buffer, $"{what}: no parameter and no weight");

    /// <summary>The mean of a weight, or of a bias.</summary>
    private static TensorInfo? Mean(string parent, string weight, TensorInfo tensor, LayerContext context)
    {
        bool isBias = s_biases.Contains(weight, StringComparer.Ordinal);
        string[] words = weight.Length == 0 || !isBias ? s_weights : s_biases;
        var names = words.SelectMany(word => s_means.SelectMany(mean => new[] { $"{word}_{mean}", $"{mean}_{word}" }));
        return names.Concat(isBias ? [] : ["mu", "mean"]).Concat(words).Select(word => context.Find(parent + word))
            .FirstOrDefault(mean => mean is not null && mean != tensor && mean.Shape.Equals(tensor.Shape));
    }

    /// <summary><c>weight_sigma</c>, <c>rho_kernel</c>, <c>prior_weight_mu</c>, <c>log_sigma2</c>.</summary>
    [GeneratedRegex(
        "^(?<prior>prior_)?((?<weight>weight|kernel|bias|[WwBb])_)?(posterior_|(?<prior>prior_))?"
        + "((?<noise>eps|epsilon|noise)|(?<spread>sigma|rho|std|logvar|log_var|log_std|log_?sigma2?|log_alpha"
        + "|untransformed_scale)|(?(prior)(mu|mean|loc|scale|var|variance)|(?!)))"
        + "(_(?<weight>weight|kernel|bias|[WwBb]))?$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Name();

    /// <summary>NoisyNet's noise is a product of a column and a row.</summary>
    [GeneratedRegex("^(eps|epsilon|noise)_(in|input|out|output)$", RegexOptions.CultureInvariant)]
    private static partial Regex FactorOfNoise();
}
