using System.IO.Enumeration;
using Heavytail.Tensors;

namespace Heavytail.Layers.Rules;

/// <summary>A rule of the user's own: what tensors of some names are.</summary>
/// <param name="Name">What reports call it.</param>
/// <param name="Match">Glob on stored names, <c>*</c> and <c>?</c>.</param>
/// <param name="Role">What such a tensor is; null where it is to be left out.</param>
/// <param name="Reason">Why it is left out; null where it is not.</param>
/// <param name="Parts">Names of equal matrices along the outputs, where <see cref="Role"/> does not give their sizes.</param>
public sealed record UserRule(string Name, string Match, TensorRole? Role, string? Reason, IReadOnlyList<string> Parts)
{
    internal LayerRule ToLayerRule() => new(Name, $"names like `{Match}`", Apply);

    private Verdict? Apply(TensorInfo tensor)
    {
        if (!FileSystemName.MatchesSimpleExpression(Match, tensor.Name, ignoreCase: false))
        {
            return null;
        }

        string why = $"a rule of yours, `{Match}`";
        if (Role is null)
        {
            return Verdict.Skip(SkipReason.Rule, $"{why}: {Reason}");
        }

        var form = MatrixForm.From(tensor, Role);
        if (Parts.Count == 0 || form.Contradiction() is not null)
        {
            return new Verdict(form, default, why);
        }

        long outputs = form.SideOf('o');
        return outputs % Parts.Count == 0
            ? new Verdict(form with { Role = Role with { Parts = TensorPart.Equal(outputs, [.. Parts]) } }, default, why)
            : Verdict.Skip(SkipReason.Shape, $"{why}: {outputs} outputs are not {Parts.Count} equal parts");
    }
}
