namespace Heavytail.Cli.Commands.Explain;

/// <summary>The types of layers.</summary>
internal static class LayerTypes
{
    private const string Compare = "Compare norms within a type only: slices of convolutions are scaled by √½.";

    private const string OtherSpectrum =
        "Expect another spectrum than that of a large matrix; most such layers are `uncertain`.";

    public static IReadOnlyList<Topic> All { get; } = [.. Enum.GetValues<LayerKind>().Select(From)];

    private static Topic From(LayerKind kind) => kind switch
    {
        LayerKind.Dense => new(
            kind.Word(),
            "a linear map",
            "A matrix of outputs × inputs: a fully connected layer, a projection of attention, a head.",
            Compare),
        LayerKind.Embedding => new(
            kind.Word(),
            "a table of vectors",
            "A matrix with a row for each token, position or category.",
            "Do not worry about a small alpha: frequent words make a few directions large, without harm."),
        LayerKind.Lstm => Recurrent(kind, "a gate of an LSTM"),
        LayerKind.Gru => Recurrent(kind, "a gate of a GRU"),
        LayerKind.Rnn => new(
            kind.Word(),
            "a recurrent layer without gates",
            "Its matrix on the inputs, or that on its state: each is a layer.",
            Compare),
        LayerKind.Bilinear => new(
            kind.Word(),
            "one output of a bilinear layer",
            "The matrix that joins two inputs into one output; a layer has one for each output.",
            Compare),
        _ when kind.IsDepthwise() => new(
            kind.Word(),
            $"a convolution of each channel by itself, {Dimensions(kind)}",
            "Each channel has its own kernel, so that M is 1: there is no matrix between channels.",
            OtherSpectrum),
        _ when kind is >= LayerKind.TransposedConv1D and <= LayerKind.TransposedConv3D => new(
            kind.Word(),
            $"a transposed convolution, {Dimensions(kind)}",
            "It enlarges its input, as decoders and generators do. Each position of the kernel is a matrix (see "
                + "slices), and all of them make one spectrum.",
            Compare),
        _ => new(
            kind.Word(),
            $"a convolution, {Dimensions(kind)}",
            "Each position of the kernel is a matrix (see slices) of output × input channels, and all of them make "
                + "one spectrum.",
            Compare),
    };

    private static Topic Recurrent(LayerKind kind, string title) => new(
        kind.Word(),
        title,
        "Each gate has a matrix on the inputs and one on the state, and each of them is a layer; with "
            + "`--rnn stacked`, all gates make one matrix, as they are stored.",
        Compare);

    private static string Dimensions(LayerKind kind) => kind.Word()[4] switch
    {
        '1' => "over a sequence",
        '2' => "over an image",
        _ => "over a volume",
    };
}
