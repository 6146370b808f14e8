namespace Heavytail.Cli.Commands.Explain;

/// <summary>The reasons why tensors are not analyzed.</summary>
internal static class SkippedTensors
{
    private const string Fine = "Nothing: every network has them.";

    public static IReadOnlyList<Topic> All { get; } =
    [
        new(
            SkipReason.NotAMatrix.Word(),
            "a bias, a norm or another vector",
            "The tensor has fewer than two dimensions, or only one that is not 1: it has no spectrum.",
            Fine),
        new(
            SkipReason.ElementType.Word(),
            "not floating point",
            "Its elements are integers, Booleans or complex numbers: a counter, an index, a mask.",
            "Nothing, unless these are quantized weights: docs/formats.md lists the kinds that are "
                + "dequantized; analyze the model before quantization for others."),
        new(
            SkipReason.Empty.Word(),
            "a dimension is zero",
            "The tensor has no elements: a placeholder. Its weights are in another file, or were never gathered.",
            "DeepSpeed's `zero_to_fp32.py`, in the checkpoint's folder, gathers the weights of ZeRO; for "
                + "FSDP save a full state dict."),
        new(
            SkipReason.Shape.Word(),
            "a shape that no weight has",
            "Neither the file nor the rules make a weight matrix of a tensor of this shape.",
            "If it is a weight, write a rule: docs/formats.md has the format, and `--rules FILE` applies it."),
        new(
            SkipReason.TooFewEigenvalues.Word(),
            "fewer eigenvalues than --min-evals",
            "The smaller dimension of the matrix is below --min-evals, which is 10 by default: a fit to so "
                + "few eigenvalues says nothing.",
            "Nothing. `--min-evals N` sets another limit."),
        new(
            SkipReason.TooLarge.Word(),
            "more eigenvalues than --max-evals",
            "The matrix has more eigenvalues than --max-evals, or than the convention takes.",
            "Leave `--max-evals` out, or choose another convention."),
        new(
            SkipReason.Excluded.Word(),
            "--layers leaves it out",
            "No pattern of --layers matches the layer, or one with `!` does.",
            "Change the pattern; `heavytail describe` lists the names."),
        new(
            SkipReason.Convention.Word(),
            "the convention leaves it out",
            "The convention in force does not analyze tensors of this kind: --compat weightwatcher, for "
                + "example, leaves one-dimensional convolutions out.",
            "Use the default convention; `heavytail explain convention` compares them."),
        new(
            SkipReason.Tied.Word(),
            "the same elements as an earlier tensor",
            "The tensor shares its storage with another, as an output layer often does with the embedding: "
                + "it is analyzed once.",
            Fine),
        new(
            SkipReason.Adapter.Word(),
            "a factor of an adapter",
            "A factor of LoRA or of another adapter has no meaning without the product, and the product none "
                + "without the base model.",
            "Merge the adapter into its base model (PEFT: merge_and_unload, llama.cpp: llama-export-lora, "
                + "MLX: mlx_lm.fuse) and analyze the result."),
        new(
            SkipReason.Rule.Word(),
            "a rule of yours leaves it out",
            "A rule of --rules has the kind `skip` and matches it.",
            "Change the rule, if that was not meant; `--explain-layers` shows which rule decided."),
        new(
            SkipReason.Memory.Word(),
            "does not fit in memory",
            "The layer needs more memory than --memory, which is three quarters of what is available by default.",
            "Raise `--memory`, use fewer threads (`-j 1`), `--precision single`, or a larger machine."),
        new(
            SkipReason.Unread.Word(),
            "stored in a way that is not read",
            "The tensor is quantized, compressed or laid out in a way that Heavytail does not read. The "
                + "reason says which.",
            "Analyze the model before it was converted; docs/formats.md lists what is read."),
        new(
            SkipReason.TrainingState.Word(),
            "belongs to the training, not to the network",
            "The state of an optimizer or a gradient.",
            "Nothing. If a file holds nothing else, analyze the weights that the trainer saved beside it, "
                + "such as model.safetensors."),
        new(
            SkipReason.Buffer.Word(),
            "a table, a mask or another constant",
            "The network reads it and does not learn it: a causal mask, a table of positions or of frequencies.",
            Fine),
        new(
            SkipReason.Companion.Word(),
            "says how another tensor is read",
            "A scale, a zero point or a codebook of a quantized weight.",
            "Nothing. The weight that it belongs to is analyzed, or listed with a reason of its own."),
        new(
            SkipReason.Copy.Word(),
            "a copy of another tensor",
            "A moving average of the weights, or the same elements stored twice: counting both would weigh "
                + "the layer twice.",
            "Nothing. To analyze the average itself, select it with `--layers`, or save it to a file of its own."),
        new(
            SkipReason.Piece.Word(),
            "a piece of a matrix",
            "The other pieces of the matrix are in other files: the checkpoint was saved by several processes.",
            "Give the index or the folder of the checkpoint, or gather the pieces with the tool of the "
                + "framework that saved them; the reason says which."),
        new(
            SkipReason.Ambiguous.Word(),
            "may be a convolution or a stack",
            "Name and shape allow more than one reading, and nothing in the file decides between them.",
            "Write a rule: `heavytail analyze -v` prints the lines for each reading, and `--rules FILE` "
                + "applies the one you choose."),
        new(
            SkipReason.RuleMisfit.Word(),
            "your rule does not fit the tensor",
            "A rule of `--rules` matches the name, and its axes or groups do not fit the shape.",
            "Correct the rule, or its `match` if the tensor is not meant; the reason names the rule and the shape."),
        new(
            SkipReason.NoMatrix.Word(),
            "--matrices asks for what it does not have",
            "A window does not fit into the layer, the images have other dimensions than the kernel, or two layers in "
                + "succession cannot be multiplied.",
            "Nothing, or other values for --matrices, --window and --image; `heavytail explain matrices` says what "
                + "they do."),
    ];
}
