// Specification: https://huggingface.co/docs/peft/developer_guides/checkpoint
using System.Globalization;
using Heavytail.Files;
using Heavytail.Formats.Contract;

namespace Heavytail.Formats.Adapters;

/// <summary>
/// A LoRA adapter of PEFT without its base: each pair of factors becomes the change ΔW of the weight that it names.
/// </summary>
internal static class LoraWeights
{
    private const string Scheme = "LoRA";

    /// <summary>Puts the changes in the places of their first factors; other kinds of adapters stay as they are.
    /// </summary>
    /// <exception cref="InvalidCheckpointException">The configuration is damaged.</exception>
    public static CheckpointContents Compute(ByteSource file, CheckpointContents contents)
    {
        if (!contents.Tensors.Any(tensor => FactorName.Of(tensor.Info.Name) is not null)
            || AdapterConfig.Beside(file) is not { } config)
        {
            return contents;
        }

        var tensors = new TensorTable(contents.Tensors);
        var buffers = new FactorBuffers();
        var factors = new LoraFactors(config, contents.Tensors);
        foreach (var (name, tensor) in factors.All)
        {
            if (name.IsInner)
            {
                var parts = new WeightParts(
                    Scheme, tensor, (factors.OuterOf(name), "the other factor"),
                    (factors.Beside(name, FactorName.Magnitude), "the lengths of rows, which need the base model,"),
                    (factors.Beside(name, FactorName.Outer + ".bias"), "a bias, which changes no weight,"));
                tensors.Replace(
                    parts, () => Change(factors.Pair(name, tensor, factors.TargetsOf(name)[0]), config, buffers));
            }
            else if (factors.Lack(name) is { } lack)
            {
                tensors.Replace(new WeightParts(Scheme, tensor), () => throw lack);
            }
        }

        SavedModules.Rename(tensors);
        var metadata = new Dictionary<string, string>(contents.Metadata, StringComparer.Ordinal);
        MetadataNotes.Append(metadata, "changes", tensors.Summary);
        MetadataNotes.Append(metadata, MetadataNotes.UnsupportedKey, MetadataNotes.Join(tensors.Unsupported));
        return contents with
        {
            Tensors = tensors.Tensors,
            Metadata = metadata,
            Damage =
            [
                .. contents.Damage,
                .. tensors.Misfits.Where(misfit => !misfit.Reason.IsUnsupported).Select(misfit => file.InvalidTensor(
                    misfit.Stored.Name, misfit.Reason.Message, LoraFactors.Compare)),
            ],
        };
    }

    /// <summary>ΔW as a tensor.</summary>
    private static StoredTensor Change(LoraPair pair, AdapterConfig config, FactorBuffers buffers)
    {
        bool isDense = !pair.IsEmbedding && pair.KernelRank == 0 && pair.Experts == 1;
        bool isTurned = pair.IsEmbedding || (isDense && config.IsTransposed);
        var product = new LowRankProduct(pair, isTurned, buffers);
        var (a, b) = (pair.Inner.Info, pair.Outer.Info);
        TensorShape shape = pair.Experts > 1 ? new(pair.Experts, b.Shape[0], a.Shape[1])
            : isTurned ? new(a.Shape[1], b.Shape[0])
            : new([b.Shape[0], .. a.Shape.Dimensions.Skip(1)]);
        var info = a with
        {
            Name = pair.Weight,
            Type = ElementType.F64,
            StoredType = pair.CoarserType,
            Encoding = string.Create(
                CultureInfo.InvariantCulture,
                $"{a.Encoding}, {Scheme} r {pair.Rank}{(pair.Magnitude is null ? "" : ", DoRA without its base")}"),
            IsQuantized = a.IsQuantized || b.IsQuantized,
            StoredByteCount = a.StoredByteCount + b.StoredByteCount,
            Shape = shape,
            Role = RoleOf(pair, isTurned),
            Factors = product.Form,
        };
        return new StoredTensor(info, () => new LowRankStream(product)) { ReadFactors = product.Read };
    }

    private static TensorRole RoleOf(LoraPair pair, bool isTurned) =>
        pair.Experts > 1 ? new TensorRole(TensorPurpose.Dense, Scheme) { Axes = "soi", StackWord = "expert" }
        : pair.IsEmbedding ? new TensorRole(TensorPurpose.Embedding, Scheme) { Axes = "oi" }
        : pair.KernelRank > 0
            ? new TensorRole(TensorPurpose.Convolution, Scheme) { Axes = "oi" + new string('k', pair.KernelRank) }
        : new TensorRole(TensorPurpose.Dense, Scheme) { Axes = isTurned ? "io" : "oi" };
}
