namespace Heavytail.Layers.Rules;

/// <summary>A rule: what it sees in a tensor, or nothing.</summary>
/// <param name="Name">Its name in reports.</param>
/// <param name="Says">Subject of the rule, for people: a line of the table in docs/formats.md.</param>
/// <param name="Apply">Returns null if the rule does not apply to the tensor.</param>
internal sealed record LayerRule(string Name, string Says, Func<TensorInfo, LayerContext, Verdict?> Apply)
{
    /// <summary>A rule that looks at nothing but the tensor.</summary>
    public LayerRule(string name, string says, Func<TensorInfo, Verdict?> apply)
        : this(name, says, (tensor, _) => apply(tensor))
    {
    }

    /// <summary>The rule of the user that it is; null where it is built in.</summary>
    public UserRule? ByUser { get; init; }
}

/// <summary>What a rule says of a tensor.</summary>
/// <param name="Form">How matrices are cut from it; null if it is skipped.</param>
/// <param name="Reason">Why it is skipped, if it is.</param>
/// <param name="Why">Reason, for people.</param>
internal sealed record Verdict(MatrixForm? Form, SkipReason Reason, string Why)
{
    /// <summary>The tensor's own dimensions with a letter for each.</summary>
    public static Verdict Matrix(TensorInfo tensor, TensorPurpose purpose, string axes, string why) =>
        From(tensor, new TensorRole(purpose, "") { Axes = axes }, why);

    public static Verdict From(TensorInfo tensor, TensorRole role, string why) =>
        new(MatrixForm.From(tensor, role), default, why);

    public static Verdict Skip(SkipReason reason, string why) => new(null, reason, why);
}
