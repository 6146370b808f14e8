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
    public const string Scheme = "pruning mask";
    public const string Word = "the pruning mask";

    private const string Suffix = "_mask";
    private const long MaxBroadcast = 1 << 24;

    public static void Compute(TensorTable tensors)
    {
        foreach (var (name, stored) in ParameterNames.EndingIn(tensors, ParameterNames.Original))
        {
            if (tensors.Find(name + Suffix) is not { } mask || !ElementConversion.CanConvert(mask.Info.Type))
            {
                continue;
            }

            var parts = ParameterNames.Step(tensors, Scheme, name, stored, (mask, Word));
            if (tensors.Find(name + SpectralNorm.LeftSuffix) is { } left)
            {
                tensors.Leave(
                    parts, $"it has a mask and a singular vector, `{left.Info.Name}`, and nothing says which is first");
            }
            else
            {
                tensors.Replace(parts, () => Weight(Scheme, stored, mask, name));
            }
        }
    }

    /// <summary>The product with a mask of the same shape, or of one that is broadcast.</summary>
    public static StoredTensor Weight(string scheme, StoredTensor stored, StoredTensor mask, string name)
    {
        var (whole, small) = (stored.Info.Shape, mask.Info.Shape);
        return small.Equals(whole) ? ProductStream.Weight(scheme, stored, name, () => new Mask(mask))
            : BroadcastIndex.Fits(whole, small) && small.ElementCount is > 0 and <= MaxBroadcast
            ? ProductStream.Weight(
                scheme, stored, name, () => new BroadcastFactors(Scalars.ReadAll(mask), whole, small))
            : throw MisfitException.Between(stored, mask, "a mask has the shape of its weight, or ones for some of it");
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
