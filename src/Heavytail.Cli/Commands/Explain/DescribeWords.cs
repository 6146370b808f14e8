namespace Heavytail.Cli.Commands.Explain;

/// <summary>Words and columns of tables of <c>describe</c>.</summary>
internal static class DescribeWords
{
    public static IReadOnlyList<Topic> All { get; } =
    [
        new(
            "tensor",
            "an array of numbers in a file",
            "Weights, biases, buffers and whatever else the file stores under a name. One tensor can hold several "
                + "layers: gates, fused projections, groups.",
            "`heavytail describe MODEL` lists all, and what an analysis makes of each."),
        new(
            "decision",
            "analyzed or skipped",
            "What an analysis does with the tensor; the columns reason and note say why it is skipped.",
            "`heavytail explain` with the reason says what to do."),
        new(
            "reason",
            "why a tensor is skipped",
            "One word of the list of reasons; empty for a layer.",
            "`heavytail explain` with the word says what to do."),
        new(
            "why",
            "why the tensor was classified so",
            "The evidence for the kind of layer: its name, the graph of the file, its neighbors or a rule.",
            "Where it is wrong, write a rule: docs/formats.md has the format, `--rules FILE` applies it."),
        new(
            "bytes",
            "size of the tensor in the file",
            "The bytes of its elements as they are stored, before they are decompressed.",
            "Nothing."),
        new(
            "format",
            "format of the file",
            "safetensors, PyTorch, GGUF or another: recognized by content, not by the file's extension.",
            "docs/formats.md lists what is read of each."),
    ];
}
