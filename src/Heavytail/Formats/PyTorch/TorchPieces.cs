namespace Heavytail.Formats.PyTorch;

/// <summary>
/// Files of training on many processes, in which weights are missing or cut: what they are, and how to make one file of
/// them.
/// </summary>
internal sealed class TorchPieces
{
    /// <summary>Of a tensor that is spread over processes.</summary>
    public const string OneProcess =
        "one process's part of a distributed tensor; save a full state dict "
        + "(`torch.distributed.checkpoint.state_dict.get_model_state_dict` with `full_state_dict=True`)";

    private const string Flat =
        "a flat parameter of FSDP, pieces of several weights in a row; save a full state dict "
        + "(`StateDictType.FULL_STATE_DICT`)";

    private const string Placeholder =
        "an empty placeholder: DeepSpeed ZeRO-3 keeps the weights in `zero_pp_rank_*_optim_states.pt`; gather them "
        + "with `python zero_to_fp32.py FOLDER OUTPUT`, which DeepSpeed puts beside the checkpoint";

    private const string Partition =
        "a partition of DeepSpeed ZeRO: the weights of the model are pieces in its optimizer's flat groups; gather "
        + "them with `python zero_to_fp32.py FOLDER OUTPUT`, which DeepSpeed puts beside the checkpoint";

    private readonly Dictionary<string, TensorShape> _partitioned = new(StringComparer.Ordinal);

    /// <param name="root">What the pickle describes.</param>
    public TorchPieces(object? root)
    {
        if (root is not PickleDict dict)
        {
            return;
        }

        var groups = dict.Find("param_shapes") switch
        {
            PickleList list => list.Items,
            var one => [one],
        };
        foreach (var (key, value) in groups.OfType<PickleDict>().SelectMany(group => group.Items))
        {
            if (key is string name && TorchLayouts.TryShape(value) is { } shape)
            {
                _partitioned[name] = shape;
            }
        }

        bool isPartition = dict.Find("optimizer_state_dict") is PickleDict optimizer
            && (optimizer.Find("zero_stage") is not null || optimizer.Find("fp32_flat_groups") is not null
            || optimizer.Find("single_partition_of_fp32_groups") is not null);
        Remark = isPartition ? Partition : null;
        object? size = dict.Find("mp_world_size") ?? (dict.Find("args") switch
        {
            PickleObject { State: PickleDict arguments } => arguments.Find("tensor_model_parallel_size"),
            PickleDict arguments => arguments.Find("tensor_model_parallel_size"),
            _ => null,
        });
        Processes = size is > 1L and <= int.MaxValue ? (long)size : null;
    }

    /// <summary>The number of processors over which matrices are cut, where the file says it: of DeepSpeed, Megatron.
    /// </summary>
    public long? Processes { get; }

    /// <summary>What the file is as a whole, where it is a piece.</summary>
    public string? Remark { get; }

    /// <summary>Why a tensor is not the weight of its name, and the shape of that; null if nothing speaks against
    /// it.</summary>
    public (string Reason, TensorShape Shape)? Find(string name, TensorShape shape)
    {
        if (shape.ElementCount == 0 && _partitioned.TryGetValue(name, out var whole))
        {
            return (Placeholder, whole);
        }

        string last = name[(name.LastIndexOf('.') + 1)..];
        return shape.Rank == 1 && last.TrimStart('_').StartsWith("flat_param", StringComparison.Ordinal)
            ? (Flat, shape)
            : null;
    }
}
