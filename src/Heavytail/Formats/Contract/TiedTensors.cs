namespace Heavytail.Formats.Contract;

/// <summary>Several names for the same elements: an embedding that is the output layer too.</summary>
internal static class TiedTensors
{
    /// <summary>Says of each tensor whether an earlier one has the same location, type and shape.</summary>
    public static IReadOnlyList<StoredTensor> Mark(IReadOnlyList<StoredTensor> tensors)
    {
        var seen = new Dictionary<Elements, int>();
        return
        [
            .. tensors.Select(tensor =>
            {
                if (tensor.Place is null || tensor.Info.Shape.ElementCount == 0)
                {
                    return tensor;
                }

                // Files number their storages each from 0: those of two shards are not the same.
                var key = new Elements(tensor.Info.File, tensor.Place, tensor.Info.Type, tensor.Info.Shape);
                return seen.TryAdd(key, tensor.Info.Index)
                    ? tensor
                    : tensor with { Info = tensor.Info with { TiedTo = seen[key] } };
            }),
        ];
    }

    // A class: the runtime would compile a dictionary of structures anew in every run.
    private sealed record Elements(string File, object Place, ElementType Type, TensorShape Shape);
}
