namespace Heavytail.Formats.Contract;

/// <summary>What trainers write beside the weights: tensors, but of the optimizer and the random generators.</summary>
internal static class TrainerState
{
    /// <summary>The key of the number of processors over which matrices are cut, where a file says it.</summary>
    public const string TensorParallelKey = "tensor_parallel_size";

    private static readonly string[] s_starts =
    [
        "optimizer.", "scheduler.", "scaler.", "sampler.", "training_args.", "rng_state", "random_states_",
    ];

    /// <summary>Whether trainers give this name to the state of an optimizer or a random generator.</summary>
    public static bool IsNameOf(string path) =>
        s_starts.Any(start => Path.GetFileName(path).StartsWith(start, StringComparison.OrdinalIgnoreCase));
}
