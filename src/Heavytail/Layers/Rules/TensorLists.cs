using System.Text.RegularExpressions;
using Heavytail.Tensors;

namespace Heavytail.Layers.Rules;

/// <summary>
/// Lists of tensors without names, <c>shadow_params.0</c> and so on, which programs keep beside a network. Their
/// shapes say that they belong to its tensors.
/// </summary>
/// <param name="tensors">All tensors of the file.</param>
internal sealed partial class TensorLists(IReadOnlyList<TensorInfo> tensors)
{
    private static readonly WordCheck s_lists = new(
        StringComparison.Ordinal, "shadow_params", "collected_params", "ema_params", "params_ema", "master_params",
        "grad", "hessian", "fisher", "omega", "importance");

    private readonly ILookup<string, TensorShape> _lists = tensors
        .Where(tensor => PrefixOf(tensor.Name) is not null)
        .ToLookup(tensor => PrefixOf(tensor.Name)!, tensor => tensor.Shape, StringComparer.Ordinal);

    private readonly Dictionary<string, bool> _complete = new(StringComparer.Ordinal);
    private Dictionary<TensorShape, int>? _shapes;

    /// <summary>The prefix of a list, with the separator behind it; null of any other tensor.</summary>
    public static string? PrefixOf(string name) =>
        name.Length <= NameParts.Longest && s_lists.MayMatch(name)
        && Prefix().Match(name) is { Success: true } list ? list.Value : null;

    /// <summary>Whether a list has the shapes of as many tensors that are in no list.</summary>
    public bool HasShapesOfNetwork(string prefix, CopyIndex copies)
    {
        if (_complete.TryGetValue(prefix, out bool complete))
        {
            return complete;
        }

        _shapes ??= tensors.Where(tensor => PrefixOf(tensor.Name) is null && !copies.IsMarked(tensor))
            .CountBy(tensor => tensor.Shape).ToDictionary();
        return _complete[prefix] = _lists[prefix].CountBy(shape => shape)
            .All(group => _shapes.GetValueOrDefault(group.Key) >= group.Value);
    }

    [GeneratedRegex(
        @"^(.*[./])?(shadow_params|collected_params|ema_params|params_ema|master_params|grads?|gradients?"
        + @"|hessian(_diag)?|fishers?|omegas?|importances?)[./](?=\d+$)",
        RegexOptions.CultureInvariant)]
    private static partial Regex Prefix();
}
