using Heavytail.Formats.Contract;

namespace Heavytail.Formats.Reparametrization;

/// <summary>
/// Parts of computed weights without the others: what the network multiplies by is not in the file, or has a name of
/// its own.
/// </summary>
internal static class LoneParts
{
    private const string Weight = "weight";

    public static void Leave(TensorTable tensors)
    {
        // Value projections beside `weight_q`, factors beside `weight_u`: several of a name are weights.
        var siblings = tensors.Tensors.Where(tensor => tensor.Info.Shape.Rank >= 2)
            .CountBy(tensor => BeforeLast(tensor.Info.Name), StringComparer.Ordinal)
            .ToDictionary(StringComparer.Ordinal);
        Leave(
            ParameterNames.Original, "weight norm, a mask or spectral norm",
            "save the network's whole `state_dict()`, or call `torch.nn.utils.prune.remove` or "
            + "`torch.nn.utils.remove_spectral_norm` before saving");
        Leave(
            WeightNorm.Suffix, "weight norm or spectral norm",
            "save the network's whole `state_dict()`, or call `torch.nn.utils.remove_weight_norm` before saving");

        void Leave(string suffix, string schemes, string step)
        {
            foreach (var (name, tensor) in tensors.EndingIn(suffix).ToArray())
            {
                if (tensor.Info is not { Shape.Rank: >= 2, Unread: null, Role: null } || !tensor.Info.Type.IsRealFloat()
                    || !IsWeight(name) || siblings[name] > 1)
                {
                    continue;
                }

                string reason = tensors.Contains(name)
                    ? $"a part of {schemes}; the file has `{name}` too, which is analyzed"
                    : $"a part of {schemes}, and the other parts are not in the file; {step}";
                tensors.Leave(new WeightParts("part", tensor), reason);
            }
        }
    }

    private static bool IsWeight(string name) =>
        name.EndsWith(Weight, StringComparison.Ordinal)
        && (name.Length == Weight.Length || name[^(Weight.Length + 1)] is '.' or '/' or '_');

    private static string BeforeLast(string name) =>
        name.LastIndexOf('_') is > 0 and int last ? name[..last] : name;
}
