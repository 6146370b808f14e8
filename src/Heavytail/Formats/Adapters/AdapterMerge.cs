using System.Globalization;
using Heavytail.Files;
using Heavytail.Formats.Contract;

namespace Heavytail.Formats.Adapters;

/// <summary>The model that a LoRA adapter and its base make: the tensors of the base, with those that change.</summary>
/// <param name="adapter">The file of the adapter.</param>
/// <param name="config">Its configuration.</param>
/// <param name="baseFile">The file of the base.</param>
internal sealed class AdapterMerge(ByteSource adapter, AdapterConfig config, ByteSource baseFile)
{
    private const string NotMerged = "has no place in the base model";

    private const string NameBase = "name the base that the adapter was trained on";

    private readonly List<UnreadTensor> _unread = [];
    private readonly List<InvalidCheckpointException> _damage = [];
    private int _merged;

    /// <summary>Merges.</summary>
    /// <param name="changes">What the adapter holds, as it is stored.</param>
    /// <param name="model">What the base holds.</param>
    /// <exception cref="InvalidCheckpointException">No tensor of the adapter belongs to the base.</exception>
    public CheckpointContents Merge(CheckpointContents changes, CheckpointContents model)
    {
        if (model.Tensors.Any(tensor => tensor.Info.Factors is not null))
        {
            throw baseFile.Invalid(
                "is an adapter, not a base model",
                "merge it into its base first (PEFT: merge_and_unload), and name the result");
        }

        var tensors = new BaseTensors(ReplicatedLayers.Of(model.Tensors, config.Ranges, baseFile));
        var factors = new LoraFactors(config, changes.Tensors);
        foreach (var (name, tensor) in factors.All)
        {
            if (name.IsInner)
            {
                MergePair(tensors, factors, name, tensor);
            }
            else if (factors.Lack(name) is { } lack)
            {
                LeaveDamaged(tensor, lack.Message, LoraFactors.Compare);
            }
        }

        foreach (var tensor in changes.Tensors.Where(tensor => FactorName.Of(tensor.Info.Name) is null))
        {
            MergeSaved(tensors, tensor);
        }

        if (_merged == 0)
        {
            throw NothingMerged(tensors, factors);
        }

        return model with
        {
            Tensors = tensors.Tensors,
            Unread = [.. model.Unread, .. changes.Unread, .. _unread],
            Damage = [.. model.Damage, .. changes.Damage, .. _damage],
            Shards = [.. model.Shards, .. changes.Shards],
            Unpacked = [.. model.Unpacked, .. changes.Unpacked],
            Joined = string.Create(
                CultureInfo.InvariantCulture,
                $"{_merged} {(_merged == 1 ? "tensor" : "tensors")} merged with an adapter"),
        };
    }

    private InvalidCheckpointException NothingMerged(BaseTensors tensors, LoraFactors factors)
    {
        string none = $"none of its changes belongs to `{baseFile.Path}`";
        var reason = _unread.Find(tensor => !tensor.Reason.EndsWith(NotMerged, StringComparison.Ordinal));
        if (reason is not null || factors.All.Count == 0)
        {
            return adapter.Invalid(
                reason is null ? $"{none}: it has no tensor" : $"{none}: `{reason.Name}`: {reason.Reason}",
                "compare the file with the one that PEFT saved; adapters of LoRA are read, with both factors");
        }

        string first = factors.TargetsOf(factors.All[0].Name)[0].Weight;
        string some = tensors.Tensors.Count > 0 ? tensors.Tensors[0].Info.Name : "nothing";
        return adapter.Invalid(
            $"{none}: it changes `{first}`, the base has `{some}` …",
            "name the model that `base_model_name_or_path` of adapter_config.json names");
    }

    private void MergePair(BaseTensors tensors, LoraFactors factors, FactorName name, StoredTensor inner)
    {
        (StoredTensor Weight, string Reason)? misfit = null;
        var targets = factors.TargetsOf(name);
        foreach (var target in targets)
        {
            if (tensors.Find(target.Weight) is not { } weight)
            {
                continue;
            }

            try
            {
                var pair = factors.Pair(name, inner, target);
                tensors.Replace(weight, new MergedWeight(weight, pair, IsTurned(weight, pair)).ToTensor());
                _merged++;
                return;
            }
            catch (MisfitException reason)
            {
                misfit ??= (weight, reason.Message);
            }
        }

        if (misfit is not { } found)
        {
            LeaveDamaged(inner, $"it changes `{targets[0].Weight}`, which {NotMerged}", NameBase);
            return;
        }

        _merged++;
        var info = found.Weight.Info;
        var error = factors.Lack(name) is { } lack
            ? adapter.InvalidTensor(
                inner.Info.Name, $"cannot be merged into `{info.Name}`: {lack.Message}", LoraFactors.Compare)
            : adapter.InvalidTensor(
                inner.Info.Name, $"does not fit `{info.Name}` {info.Shape} of the base: {found.Reason}",
                $"{NameBase}, or correct {AdapterConfig.FileName}");
        _damage.Add(error);
        tensors.Replace(
            found.Weight, new StoredTensor(info, () => new MisfitStream((long)info.ByteCount, () => error)));
    }

    /// <summary>Whether the base has the weight as (B·A)ᵀ.</summary>
    /// <exception cref="MisfitException">The shapes do not fit.</exception>
    private bool IsTurned(StoredTensor weight, LoraPair pair)
    {
        var (a, b, shape) = (pair.Inner.Info.Shape, pair.Outer.Info.Shape, weight.Info.Shape);
        if (!weight.Info.Type.IsRealFloat())
        {
            throw new MisfitException($"its elements are {weight.Info.Encoding}");
        }

        TensorShape plain = pair.Experts > 1
            ? new(pair.Experts, b[0], a[1]) : new([b[0], .. a.Dimensions.Skip(1)]);
        TensorShape? turned = pair.Experts > 1 ? new(pair.Experts, a[1], b[0])
            : pair.KernelRank == 0 ? new(a[1], b[0]) : null;

        // PEFT takes a stack as [experts, in, out] unless it says otherwise, which shapes do.
        bool prefersTurned = pair.IsEmbedding || pair.Experts > 1 || (pair.KernelRank == 0 && config.IsTransposed);
        bool isTurned = prefersTurned && turned is not null;
        if (shape.Equals(isTurned ? turned : plain))
        {
            return isTurned;
        }

        if (pair.Experts > 1 && shape.Equals(plain))
        {
            return false;
        }

        string hint = shape.Equals(isTurned ? plain : turned) && !pair.IsEmbedding
            ? "; the base has the transpose, and `fan_in_fan_out` of adapter_config.json says otherwise" : "";
        throw new MisfitException($"the change has shape {(isTurned ? turned : plain)}{hint}");
    }

    /// <summary>A module that the adapter has as a whole takes the place of the base's.</summary>
    private void MergeSaved(BaseTensors tensors, StoredTensor tensor)
    {
        string name = SavedModules.NameOf(tensor.Info.Name);
        if (name.EndsWith(".trainable_tokens_delta", StringComparison.Ordinal) || AdapterFactor(name))
        {
            Leave(tensor, "it changes some rows or another part of a weight, which is analyzed as the base has it");
            return;
        }

        var named = tensor with
        {
            Info = tensor.Info with { Name = name, Encoding = $"{tensor.Info.Encoding}, adapter" },
        };
        _merged++;
        if (tensors.Find(name) is { } old)
        {
            tensors.Replace(old, named);
        }
        else
        {
            tensors.Add(named);
        }
    }

    private static bool AdapterFactor(string name) => Tensors.AdapterNaming.Family(name) is not null;

    private void LeaveDamaged(StoredTensor tensor, string reason, string hint)
    {
        Leave(tensor, reason);
        _damage.Add(adapter.InvalidTensor(tensor.Info.Name, reason, hint));
    }

    private void Leave(StoredTensor tensor, string reason) => _unread.Add(new UnreadTensor(tensor.Info.Name, reason)
    {
        Shape = tensor.Info.Shape,
        Encoding = tensor.Info.Encoding,
        StoredByteCount = tensor.Info.StoredByteCount,
    });
}
