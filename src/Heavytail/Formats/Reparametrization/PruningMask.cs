// torch.nn.utils.prune
using Heavytail.Formats.Contract;
using Heavytail.Formats.Quantization;
using Heavytail.Tensors;

namespace Heavytail.Formats.Reparametrization;

/// <summary>
/// Pruning that is not made permanent: w = <c>weight_orig</c> · <c>weight_mask</c>, element by element.
/// </summary>
internal static class PruningMask
{
    private const string Scheme = "pruning mask";
    private const string Suffix = "_mask";

    public static void Compute(TensorTable tensors)
    {
        foreach (var (name, stored) in ParameterNames.EndingIn(tensors, ParameterNames.Original))
        {
            if (tensors.Find(name + Suffix) is not { } mask || !ElementConversion.CanConvert(mask.Info.Type))
            {
                continue;
            }

            tensors.Replace(
                new WeightParts(Scheme, stored, (mask, "the pruning mask")) { Owner = $"`{name}`" },
                () => mask.Info.Shape.Equals(stored.Info.Shape)
                    ? ProductStream.Weight(Scheme, stored, name, () => new Mask(mask))
                    : throw MisfitException.Between(stored, mask, "a mask has the shape of its weight"));
        }
    }

    private sealed class Mask(StoredTensor mask) : IElementFactors
    {
        private readonly NumberReader _elements = new(mask.OpenRead(), mask.Info.Type);

        public void Multiply(Span<double> elements)
        {
            while (!elements.IsEmpty)
            {
                var run = _elements.Next(elements.Length);
                for (int i = 0; i < run.Length; i++)
                {
                    elements[i] *= run[i];
                }

                elements = elements[run.Length..];
            }
        }

        public void Skip(long count) => _elements.Skip(count);

        public void Dispose() => _elements.Dispose();
    }
}
