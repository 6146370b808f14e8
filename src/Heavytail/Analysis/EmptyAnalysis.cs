using System.Globalization;

namespace Heavytail.Analysis;

/// <summary>What a file without a layer holds, and what to do about it.</summary>
internal static class EmptyAnalysis
{
    private const int ShownNames = 3;

    /// <summary>Reasons that say what kind of file it is, with the next step.</summary>
    private static readonly (SkipReason Reason, string Hint)[] s_hints =
    [
        (SkipReason.Adapter, "merge the adapter into its base model (PEFT: merge_and_unload, "
            + "llama.cpp: llama-export-lora, MLX: mlx_lm.fuse) and analyze the result"),
        (SkipReason.TrainingState, "analyze the file of weights that the trainer saved beside it, such as "
            + "model.safetensors or pytorch_model.bin"),
        (SkipReason.RuleMisfit, "correct the axes of the rule; `analyze -v` has the shapes"),
        (SkipReason.Ambiguous, "`Rules` names a file of rules that say what they are; the reasons of "
            + "`analyze -v` have the lines to write"),
        (SkipReason.NoMatrix, "`analyze -v` has the reason of each layer"),
        (SkipReason.TooFewEigenvalues, "`MinEvals` sets the least number of eigenvalues"),
        (SkipReason.TooLarge, "`MaxEvals` sets the largest number of eigenvalues"),
        (SkipReason.Companion, "the codes that belong to them are not read; analyze the model before it was quantized"),
        (SkipReason.Buffer, "analyze the file with the weights of the network"),
        (SkipReason.NotAMatrix, "analyze the file with the weights of the network"),
    ];

    /// <summary>What writes empty placeholders in files of PyTorch.</summary>
    private const string Gather = "the weights are elsewhere: DeepSpeed's `zero_to_fp32.py`, which lies in the "
        + "checkpoint's folder, gathers those of ZeRO into one file; for FSDP save a full state dict";

    /// <summary>What DeepSpeed's files of optimizers lie beside.</summary>
    private const string BesideZero = "DeepSpeed keeps the weights in `mp_rank_00_model_states.pt` beside it; with "
        + "ZeRO-3 `zero_to_fp32.py`, which lies in the checkpoint's folder, gathers them into one file";

    private const string NoElements = "it was saved without the elements of its weights; save it again with them";

    /// <summary>A number of tensors and what they are: <c>2 factors of an adapter</c>.</summary>
    public static string Count(SkipReason reason, int count) => string.Create(
        CultureInfo.InvariantCulture, $"{count} {(count == 1 ? Words(reason).One : Words(reason).Many)}");

    /// <summary>What a file mostly holds: <c>biases, norms and other vectors</c>.</summary>
    public static string Content(ModelAnalysis model) =>
        Telling(model) is SkipReason reason ? Words(reason).Many : "no tensor";

    /// <summary>
    /// Why there is nothing: biases and integers are in every file, and what else there is says more. So does a weight
    /// than its companions.
    /// </summary>
    private static SkipReason? Telling(ModelAnalysis model)
    {
        bool hasUnread = model.Skipped.Any(tensor => tensor.Reason == SkipReason.Unread);
        return model.Skipped.GroupBy(tensor => tensor.Reason)
            .OrderBy(group => group.Key is SkipReason.NotAMatrix or SkipReason.ElementType or SkipReason.Tied)
            .ThenBy(group => hasUnread && group.Key == SkipReason.Companion)
            .ThenByDescending(group => group.Count()).FirstOrDefault()?.Key;
    }

    /// <summary>The next step; null where there is none.</summary>
    public static string? Hint(ModelAnalysis model)
    {
        if (model.Skipped.Any(tensor => tensor.Reason == SkipReason.Excluded))
        {
            return NearNames(model);
        }

        var telling = Telling(model);
        return telling is SkipReason.Unread or SkipReason.Piece
            ? First(model, telling.Value)
            : telling is SkipReason.Empty
            ? HasPlaceholders(model) ? Gather : NoElements
            : telling is SkipReason.TrainingState && Path.GetFileName(model.Path) is { } name
                && name.Contains("zero_pp_rank_", StringComparison.Ordinal)
            ? BesideZero
            : s_hints.FirstOrDefault(known => known.Reason == telling).Hint;
    }

    /// <summary>
    /// ZeRO and FSDP leave tensors of shape [0] in files of PyTorch and of safetensors; an empty layer has other
    /// dimensions, and other programs know neither.
    /// </summary>
    private static bool HasPlaceholders(ModelAnalysis model) =>
        (model.Format.StartsWith("PyTorch", StringComparison.Ordinal)
            || model.Format.Contains("safetensors", StringComparison.OrdinalIgnoreCase))
        && model.Skipped.Any(tensor => tensor.Reason == SkipReason.Empty && tensor.Tensor.Shape.Rank == 1);

    /// <summary>The reader knows what it does not read, and often what to do.</summary>
    private static string First(ModelAnalysis model, SkipReason reason)
    {
        var first = model.Skipped.First(tensor => tensor.Reason == reason);
        return $"`{first.Name}`: {first.Explanation}";
    }

    private static string NearNames(ModelAnalysis model)
    {
        string[] names = [.. LayerSelection.NamesOf(LayerSelection.LayersOf(model))];
        string[] near =
        [
            .. model.Options.Selection.Layers.Where(Layers.LayerFilter.Includes)
                .SelectMany(pattern => Spelling.Closest(pattern.Trim('*'), names)).Distinct(StringComparer.Ordinal),
        ];
        return Spelling.Question([.. near.Take(ShownNames)])
            ?? $"its layers are {Listed(names, ", ")}{(names.Length > ShownNames ? " …" : "")}";
    }

    private static string Listed(string[] names, string between) =>
        string.Join(between, names.Take(ShownNames).Select(name => $"`{name}`"));

    private static (string One, string Many) Words(SkipReason reason) => reason switch
    {
        SkipReason.NotAMatrix => ("bias, norm or other vector", "biases, norms and other vectors"),
        SkipReason.ElementType => ("tensor that is not of floating point", "tensors that are not of floating point"),
        SkipReason.Empty => ("empty placeholder", "empty placeholders"),
        SkipReason.Shape => ("tensor of a shape that no weight has", "tensors of shapes that no weight has"),
        SkipReason.TooFewEigenvalues => ("layer with too few eigenvalues", "layers with too few eigenvalues"),
        SkipReason.TooLarge => ("layer that is too large", "layers that are too large"),
        SkipReason.Excluded => ("layer that `Layers` leaves out", "layers that `Layers` leaves out"),
        SkipReason.Convention => (
            "layer that the convention does not analyze", "layers that the convention does not analyze"),
        SkipReason.Tied => ("tied tensor", "tied tensors"),
        SkipReason.Adapter => ("factor of an adapter", "factors of an adapter"),
        SkipReason.Rule => ("tensor that a rule leaves out", "tensors that rules leave out"),
        SkipReason.Memory => ("layer that does not fit in memory", "layers that do not fit in memory"),
        SkipReason.Unread => ("tensor that is not read", "tensors that are not read"),
        SkipReason.TrainingState => (
            "tensor of an optimizer's state or a gradient", "tensors of an optimizer's state or gradients"),
        SkipReason.Buffer => ("mask, table or other constant", "masks, tables and other constants"),
        SkipReason.Companion => ("scale or other companion of a weight", "scales and other companions of weights"),
        SkipReason.Copy => ("copy", "copies"),
        SkipReason.Piece => ("piece of a matrix", "pieces of matrices"),
        SkipReason.Ambiguous => (
            "tensor that may be a convolution or a stack", "tensors that may be convolutions or stacks"),
        SkipReason.RuleMisfit => (
            "tensor that a rule names and does not fit", "tensors that rules name and do not fit"),
        SkipReason.NoMatrix => (
            "layer of which the matrices cannot be made", "layers of which the matrices cannot be made"),
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "not a skip reason"),
    };
}
