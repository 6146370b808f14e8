// torch.nn.utils.parametrize: W = P_n(… P_1(P_0(original))), what P_k keeps is `parametrizations.weight.k.…`
using Heavytail.Formats.Contract;

namespace Heavytail.Formats.Reparametrization;

/// <summary>
/// Weights that PyTorch computes by a chain of parametrizations: where all links are known, the weight takes the place
/// of the original; where one is not, the original is listed with the reason, since the network multiplies by something
/// else. Links that store nothing leave no trace after the last one that does.
/// </summary>
internal static class ParametrizationLists
{
    /// <summary>Computes the weights of known chains.</summary>
    public static void Compute(TensorTable tensors)
    {
        foreach (var list in ParametrizationList.All(tensors))
        {
            if (list.Chain() is { } chain && ParameterNames.IsFree(tensors, list.Name, list.Original!))
            {
                string scheme = string.Join(", ", chain.Select(link => link.Scheme).Distinct());
                tensors.Replace(
                    ParameterNames.Step(
                        tensors, scheme, list.Name, list.Original!, [.. chain.SelectMany(link => link.Companions)]),
                    () => chain.Aggregate(list.Original!, (weight, link) => link.Apply(weight)));
            }
        }
    }

    /// <summary>Says of the others that they are not what the network multiplies by, and why.</summary>
    public static void LeaveOthers(TensorTable tensors)
    {
        foreach (var list in ParametrizationList.All(tensors))
        {
            var left = list.Original ?? list.Parts.MaxBy(part => part.Tensor.Info.Shape.Rank).Tensor;
            if (left.Info.Shape.Rank < 2 || left.Info.Unread is not null || left.Info.Role is not null)
            {
                continue;
            }

            string reason = tensors.Contains(list.Name)
                ? $"`{list.Name}`, which is computed from it, is in the file too"
                : list.Problem();
            tensors.Leave(
                new WeightParts(
                    "parametrization",
                    left,
                    [
                        .. list.Parts.Where(part => part.Tensor != left)
                            .Select(part => ((StoredTensor?)part.Tensor, $"`{part.End}`")),
                    ])
                { Owner = $"the parametrization of `{list.Name}`" },
                reason);
        }
    }
}
