using System.Text.RegularExpressions;
using Heavytail.Tensors;

namespace Heavytail.Layers.Rules;

/// <summary>What a training run keeps beside its network: moments of an optimizer, gradients.</summary>
internal static partial class TrainingStateRules
{
    private static readonly WordCheck s_state = new(
        StringComparison.Ordinal, "exp_avg", "exp_inf", "momentum_buffer", "square_avg", "grad_avg", "acc_delta",
        "state", "optim");

    private static readonly WordCheck s_gradients = new(StringComparison.Ordinal, "grad");

    public static Verdict? StateOrGradient(TensorInfo tensor, LayerContext context)
    {
        if (tensor.Name.Length > NameParts.Longest)
        {
            return null;
        }

        var name = NameParts.Of(tensor.Name);
        if (s_state.MayMatch(tensor.Name) && (Moment().IsMatch(tensor.Name) || OfParameter().IsMatch(tensor.Name)
            || Root().IsMatch(tensor.Name)))
        {
            return State($"the state of an optimizer (`{Last(tensor.Name)}`)");
        }

        if (Slot().IsMatch(name.Last) && context.Find(name.Owner) is { } owner && owner.Shape.Equals(tensor.Shape))
        {
            return State($"the state of an optimizer, beside `{owner.Name}`");
        }

        return GradientOf(tensor, name, context) is { } weight ? State($"the gradient of `{weight.Name}`") : null;
    }

    /// <summary>Whether a name is in a list of gradients.</summary>
    public static bool IsGradient(string name) => s_gradients.MayMatch(name) && Gradients().IsMatch(name);

    private static TensorInfo? GradientOf(TensorInfo tensor, NameParts name, LayerContext context)
    {
        var weight = name.Last is "grad" or "main_grad" or "gradient" ? context.Find(name.Owner)
            : name.Last.EndsWith("_grad", StringComparison.Ordinal)
                ? context.Find(name.Parent + name.Last[..^"_grad".Length])
            : s_gradients.MayMatch(tensor.Name) && Gradients().Match(tensor.Name) is { Success: true } match
                ? context.Networks.Find(tensor.Name[match.Length..], tensor.Shape, except: tensor)
            : null;
        return weight is not null && weight.Shape.Equals(tensor.Shape) ? weight : null;
    }

    private static Verdict State(string what) =>
        Verdict.Skip(SkipReason.TrainingState, $"{what}: what a training run keeps, no part of the network");

    private static string Last(string name) => NameParts.Of(name).Last;

    /// <summary>Adam's, SGD's, RMSprop's, Adadelta's, Adafactor's and their kin's, wherever they are.</summary>
    [GeneratedRegex(
        @"(^|[./])((max_)?exp_avg(_sq)?(_row|_col|_diff|_slow|_fast)?|exp_inf|momentum_buffer|square_avg"
        + "|grad_avg|acc_delta)([./]|$)",
        RegexOptions.CultureInvariant)]
    private static partial Regex Moment();

    /// <summary>PyTorch's optimizers number the parameters: <c>state.0.step</c>.</summary>
    [GeneratedRegex(
        @"(^|[./])state[./]\d+[./](step|sum|prev|eta|ax|mu|state[12]|q(map|uantile)?s?[12]?|absmax[12]|max[12]"
        + "|new_max[12]|unorm_vec|momentum|exp_[a-z_]+|row|col|[a-z_]*precond[a-z_]*|GG|Q|z|master_param|RMS)$",
        RegexOptions.CultureInvariant)]
    private static partial Regex OfParameter();

    /// <summary>Where trainers keep it.</summary>
    [GeneratedRegex(
        @"^(optimizers?|optim)[./]|(^|[./])(optimizer_states?|optimizer_state_dict|optim_state(_dict)?|opt_state)[./]",
        RegexOptions.CultureInvariant)]
    private static partial Regex Root();

    /// <summary>TensorFlow's slots are named after the variable: <c>fc/kernel/Adam_1</c>.</summary>
    [GeneratedRegex(
        @"^(Adam|AdamW|AdamWeightDecay|LAMB|Momentum|RMSProp|Adagrad|Adadelta|Ftrl|Nadam|LARS)\w*$"
        + "|^(adam|lamb)_[mv]$",
        RegexOptions.CultureInvariant)]
    private static partial Regex Slot();

    [GeneratedRegex(@"^(grads?|gradients?)[./]", RegexOptions.CultureInvariant)]
    private static partial Regex Gradients();
}
