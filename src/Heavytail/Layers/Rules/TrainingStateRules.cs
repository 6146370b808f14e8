using System.Text.RegularExpressions;
using Heavytail.Tensors;

namespace Heavytail.Layers.Rules;

/// <summary>What a training run keeps beside its network: moments of an optimizer, gradients.</summary>
internal static partial class TrainingStateRules
{
    private static readonly WordCheck s_state = new(
        StringComparison.Ordinal, "exp_avg", "exp_inf", "momentum_buffer", "square_avg", "grad_avg", "acc_delta",
        "state", "optim", "OPTIMIZER_SLOT");

    private static readonly WordCheck s_importance = new(
        StringComparison.OrdinalIgnoreCase, "fisher", "omega", "importance", "hessian", "precision_mat");

    private static readonly WordCheck s_gradients = new(StringComparison.Ordinal, "grad");

    /// <summary>Every name of an optimizer contains one of them.</summary>
    private static readonly WordCheck s_optimizers = new(
        StringComparison.Ordinal, "Ada", "ada", "LAMB", "Lamb", "lamb", "Momentum", "RMSProp", "RMSprop", "rmsprop",
        "Ftrl", "ftrl", "Nadam", "nadam", "LARS", "SGD", "sgd", "Lion", "lion", "Muon", "muon", "loss_scale_");

    /// <summary>Keras' optimizers, of all versions.</summary>
    private const string Optimizers =
        "Adam|AdamW|Adamax|Adagrad|Adadelta|Adafactor|Nadam|RMSprop|SGD|Ftrl|Lion|LAMB|Lamb|Muon|adam|adamw|adamax"
        + "|adagrad|adadelta|adafactor|nadam|rmsprop|sgd|ftrl|lion|lamb|muon";

    /// <summary>What they keep for each variable.</summary>
    private const string Slots =
        "m|v|vhat|rms|momentums?|velocity(_hat)?|norm|accumulator|accumulated_grad|accumulated_delta_var|accum_grad"
        + "|accum_var|average(_gradient)?|gradient_accumulator|linear|mg|u";

    private static readonly string[] s_moments = ["mu", "nu"];

    public static Verdict? StateOrGradient(TensorInfo tensor, LayerContext context)
    {
        if (tensor.Name.Length > NameParts.Longest)
        {
            return null;
        }

        var name = NameParts.Of(tensor.Name);
        if (IsState(tensor.Name))
        {
            return State($"the state of an optimizer (`{Last(tensor.Name)}`)");
        }

        if (tensor.Shape.Rank == 0 && s_optimizers.MayMatch(tensor.Name) && Setting().IsMatch(name.Parent + name.Last))
        {
            return State("a setting or a counter of an optimizer");
        }

        if (OwnerOfState(tensor, name, context) is { } owner)
        {
            return State($"the state of an optimizer, beside `{owner.Name}`");
        }

        if (MomentPrefix(tensor.Name) is not null && context.HasOnlyMoments)
        {
            return State("a moment of Adam, as optax names them (`mu`, `nu`)");
        }

        if (s_importance.MayMatch(tensor.Name) && Fisher().Match(tensor.Name) is { Success: true } fisher
            && context.Copies.Networks.FindAtRoot(tensor.Name[fisher.Length..], tensor.Shape) is { } important)
        {
            return State($"the importance of the elements of `{important.Name}`, as continual learning keeps it");
        }

        if (MomentOfAverage(tensor, name, context) is { } mean)
        {
            return State($"a moment of the snapshots behind the average `{mean.Name}` (SWAG)");
        }

        return GradientOf(tensor, name, context) is { } weight ? State($"the gradient of `{weight.Name}`")
            : TensorLists.PrefixOf(tensor.Name) is { } list && (IsGradient(tensor.Name) || IsImportance(tensor.Name))
                && context.Lists.HasShapesOfNetwork(list, context.Copies)
            ? State(
                $"one of a list of {(IsGradient(tensor.Name) ? "gradients" : "importances")}, `{list[..^1]}`, which "
                + "have the shapes of the network's own tensors")
            : null;
    }

    /// <summary>Whether a name alone says that a tensor is of the state of an optimizer, or of gradients.</summary>
    public static bool IsTrainingState(string name) => IsState(name) || IsGradient(name)
        || IsImportance(name)
        || (s_optimizers.MayMatch(name) && (Slot().IsMatch(Last(name)) || Optimizer().IsMatch(name)
            || (SlotWord().IsMatch(Last(name)) && Slot().IsMatch(NameParts.Of(name).OwnerLast))));

    /// <summary>Whether a name is in a list of gradients.</summary>
    public static bool IsGradient(string name) => s_gradients.MayMatch(name) && Gradients().IsMatch(name);

    /// <summary>What comes before a parameter's name in optax' state of Adam; null of any other name.</summary>
    public static string? MomentPrefix(string name)
    {
        var parts = PathParts.Of(name, 8);
        for (int k = 0; k < parts.Count - 1; k++)
        {
            string part = parts[k];
            if (s_moments.Contains(part, StringComparer.Ordinal))
            {
                return parts.Until(k);
            }

            // An optimizer is a chain of transformations, which are numbered: opt/0/mu.
            if (part is not ("opt" or "inner_state" or "inner_states") && !part.All(char.IsAsciiDigit))
            {
                return null;
            }
        }

        return null;
    }

    /// <summary>Whether the matrices of a file are both moments of as many parameters, and nothing else.</summary>
    public static bool AreMoments(IEnumerable<TensorInfo> tensors)
    {
        int surplus = 0;
        int count = 0;
        foreach (var tensor in tensors.Where(tensor => tensor.Shape.Rank >= 2))
        {
            if (tensor.Name.Length > NameParts.Longest || MomentPrefix(tensor.Name) is not { } prefix)
            {
                return false;
            }

            count++;
            surplus += prefix.EndsWith("mu", StringComparison.Ordinal) ? 1 : -1;
        }

        return count > 0 && surplus == 0;
    }

    /// <summary>SWAG keeps squares and deviations beside the mean of its snapshots.</summary>
    private static TensorInfo? MomentOfAverage(TensorInfo tensor, NameParts name, LayerContext context) =>
        name.Last.EndsWith("_sq_mean", StringComparison.Ordinal)
            ? context.Find(name.Parent + name.Last[..^"_sq_mean".Length] + "_mean") is { } mean
                && mean.Shape.Equals(tensor.Shape) ? mean : null
        : name.Last.EndsWith("_cov_mat_sqrt", StringComparison.Ordinal)
            ? context.Find(name.Parent + name.Last[..^"_cov_mat_sqrt".Length] + "_mean")
        : null;

    /// <summary>The parameter that a slot of an optimizer belongs to, whichever of the two names comes first.</summary>
    private static TensorInfo? OwnerOfState(TensorInfo tensor, NameParts name, LayerContext context)
    {
        string? rest = null;
        if (s_optimizers.MayMatch(tensor.Name))
        {
            if (Slot().IsMatch(name.Last))
            {
                // An outer scope may be before the name: OptimizeLoss/fc/kernel/Adagrad.
                var parts = PathParts.Of(name.Owner, 3);
                return Same(context.Find(name.Owner)) ?? Same(parts.Count > 2 ? context.Find(parts.After(0)) : null);
            }

            // fc/kernel/Adam/m
            if (SlotWord().IsMatch(name.Last) && Slot().IsMatch(name.OwnerLast)
                && Same(context.Find(NameParts.Of(name.Owner).Owner)) is { } owner)
            {
                return owner;
            }

            if (SlotInPath().Match(name.Parent + name.Last) is { Success: true } slot
                && OfPath(slot.Groups["rest"].Value) is { } variable)
            {
                return variable;
            }

            rest = Optimizer().Match(name.Parent + name.Last) is { Success: true } match
                ? match.Groups["rest"].Value : null;
        }
        else if (MomentPrefix(tensor.Name) is { } prefix
            && (prefix.Length > 2 || HasOtherMoment(prefix, tensor, context)))
        {
            rest = (name.Parent + name.Last)[(prefix.Length + 1)..];
        }
        else if (name.Last is [.., '_', 'm' or 'v'])
        {
            // Moments of Adam as plain tensors: fc.weight_m and fc.weight_v. A weight norm has no _m.
            string plain = name.Parent + name.Last[..^2];
            return Same(context.Find(plain + "_m")) is not null && Same(context.Find(plain + "_v")) is not null
                ? Same(context.Find(plain)) : null;
        }

        return rest is null ? null : context.Copies.Networks.FindAtRoot(rest, tensor.Shape);

        // net_fc_kernel is net/fc/kernel, and net a container, as it is in the names of the index.
        TensorInfo? OfPath(string path) => context.Copies.Networks.FindAtRoot(path, tensor.Shape)
            ?? (path.IndexOf('_', StringComparison.Ordinal) is > 0 and int cut && CopyNaming.IsContainer(path[..cut])
                ? context.Copies.Networks.FindAtRoot(path[(cut + 1)..], tensor.Shape) : null);

        TensorInfo? Same(TensorInfo? other) => other is not null && other.Shape.Equals(tensor.Shape) ? other : null;
    }

    /// <summary>Adam has two moments; a network may call a layer <c>mu</c>.</summary>
    private static bool HasOtherMoment(string prefix, TensorInfo tensor, LayerContext context)
    {
        string other = prefix[..^2] + (prefix.EndsWith("mu", StringComparison.Ordinal) ? "nu" : "mu");
        return context.Find(other + tensor.Name[prefix.Length..]) is { } found && found.Shape.Equals(tensor.Shape);
    }

    private static TensorInfo? GradientOf(TensorInfo tensor, NameParts name, LayerContext context)
    {
        var weight = name.Last is "grad" or "main_grad" or "gradient" ? context.Find(name.Owner)
            : name.Last.EndsWith("_grad", StringComparison.Ordinal)
                ? context.Find(name.Parent + name.Last[..^"_grad".Length])
            : s_gradients.MayMatch(tensor.Name) && Gradients().Match(tensor.Name) is { Success: true } match
                ? context.Copies.Networks.FindAtRoot(tensor.Name[match.Length..], tensor.Shape)
            : null;
        return weight is not null && weight.Shape.Equals(tensor.Shape) ? weight : null;
    }

    private static bool IsImportance(string name) => s_importance.MayMatch(name) && Fisher().IsMatch(name);

    private static bool IsState(string name) => s_state.MayMatch(name)
        && (Moment().IsMatch(name) || OfParameter().IsMatch(name) || Root().IsMatch(name));

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
        @"^(optimizers?|optim)[./]|(^|[./])(optimizer_states?|optimizer_state_dict|optim_state(_dict)?|opt_state"
        + @"|param_states|\.OPTIMIZER_SLOT)[./]",
        RegexOptions.CultureInvariant)]
    private static partial Regex Root();

    /// <summary>TensorFlow's slots are named after the variable: <c>fc/kernel/Adam_1</c>.</summary>
    [GeneratedRegex(
        @"^(Adam|AdamW|AdamWeightDecay|LAMB|Momentum|RMSProp|Adagrad|Adadelta|Ftrl|Nadam|LARS)\w*$"
        + "|^(adam|lamb)_[mv]$",
        RegexOptions.CultureInvariant)]
    private static partial Regex Slot();

    /// <summary>Keras' optimizers come before the variable: <c>training/Adam/m/fc/kernel</c>.</summary>
    [GeneratedRegex(
        $@"^(training/|loss_scale_optimizer/)?({Optimizers})(_\d+)?/(({Slots})/)?(?<rest>.+?)(/({Slots}))?$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Optimizer();

    /// <summary>Keras 3 joins the path of the variable: <c>adam/fc_kernel_momentum</c>.</summary>
    [GeneratedRegex(
        $@"^(loss_scale_optimizer/)?({Optimizers})(_\d+)?/(?<rest>.+?)_({Slots})$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex SlotInPath();

    [GeneratedRegex(
        $@"^(training/)?(loss_scale_optimizer/)?({Optimizers}|loss_scale_optimizer)(_\d+)?/(iterations?|iter"
        + "|learning_rate|decay|momentum|rho|beta_[12](_power)?|u_product|step_counter|dynamic_scale)$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Setting();

    [GeneratedRegex($"^({Slots})$", RegexOptions.CultureInvariant)]
    private static partial Regex SlotWord();

    [GeneratedRegex(
        @"^(ewc[./])?((ewc_)?fishers?(_(matrix|matrices|information|diag|dict))?|(si_|mas_)?omegas?|importances?"
        + @"|hessian(_diag)?|precision_matrices)[./](\d+[./])?",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Fisher();

    [GeneratedRegex(@"^(grads?|gradients?)[./]", RegexOptions.CultureInvariant)]
    private static partial Regex Gradients();
}
