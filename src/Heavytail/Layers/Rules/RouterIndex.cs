using System.Text.RegularExpressions;

namespace Heavytail.Layers.Rules;

/// <summary>The routers of mixtures of experts, by the module that they are in.</summary>
internal sealed partial class RouterIndex
{
    private readonly Dictionary<string, Router> _byOwner = new(StringComparer.Ordinal);

    public RouterIndex(IReadOnlyList<TensorInfo> tensors)
    {
        foreach (var tensor in tensors)
        {
            if (tensor.Shape.Rank == 2 && tensor.Name.Length <= NameParts.Longest
                && Name().Match(tensor.Name) is { Success: true } match)
            {
                // Flax' and Keras' kernels are [in, experts].
                int experts = NameParts.Of(tensor.Name).Last == "kernel" ? 1 : 0;
                _byOwner.TryAdd(
                    match.Groups["owner"].Value,
                    new Router(
                        tensor.Name, tensor.Shape[experts], tensor.Shape[1 - experts],
                        match.Groups["word"].Value != "gate"));
            }
        }
    }

    /// <summary>The router of the mixture that a tensor is in; null if there is none.</summary>
    public Router? Of(TensorInfo tensor)
    {
        string owner = NameParts.Of(tensor.Name).Parent;
        while (owner.Length > 0)
        {
            if (_byOwner.TryGetValue(owner, out var router))
            {
                return router;
            }

            owner = NameParts.Of(owner[..^1]).Parent;
        }

        return _byOwner.GetValueOrDefault("");
    }

    /// <param name="Name">Its tensor.</param>
    /// <param name="Experts">How many it chooses among.</param>
    /// <param name="Width">Its inputs.</param>
    /// <param name="IsCertain">Whether its name is of nothing else, as <c>gate</c> is.</param>
    internal sealed record Router(string Name, long Experts, long Width, bool IsCertain);

    [GeneratedRegex(
        @"^(?<owner>(.*[./])?)((moe|expert)_)?(?<word>router|gate|gating|gate_network)"
        + "([./](layer|weight|kernel|proj|linear|wg|classifier|fc|dense|gate)|_weight)*(:0)?$",
        RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
