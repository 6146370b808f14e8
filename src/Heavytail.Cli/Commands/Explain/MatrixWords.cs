namespace Heavytail.Cli.Commands.Explain;

/// <summary>What <c>--matrices</c> can be asked for.</summary>
internal static class MatrixWords
{
    public static IReadOnlyList<Topic> All { get; } =
    [
        new(
            "matrices",
            "what a spectrum is taken of",
            "`--matrices` has one of: pooled (the default), slices, unfolded, operator, windows, products, "
                + "stacked; `--inverse` takes 1/lambda of any of them. Of operator, windows, products, "
                + "stacked and inverse it is not known what noise would have: there are no spikes, traps, phases or "
                + "p-values, no intervals and no labels.",
            "Compare a layer only with layers of the same matrices. JSON has them in `options`."),
        new(
            "pooled",
            "matrices: the layer's own",
            "A dense layer as it is; of a convolution the slices of its kernel, whose eigenvalues make one "
                + "spectrum.",
            "Nothing: it is the default. `--matrices slices` has a row for each slice."),
        new(
            "unfolded",
            "matrices: a convolution as one matrix",
            "Outputs × (inputs · kernel), as im2col multiplies it; of a transposed convolution (outputs · "
                + "kernel) × inputs. Dense layers do not change. Its elements are as independent as those of slices, "
                + "so every column holds.",
            "Use it where the slices are small: 16 × 3 × 3 × 3 has nine slices of three eigenvalues, and 16 × "
                + "27 unfolded."),
        new(
            "operator",
            "matrices: a convolution as the map of images",
            "The linear map of whole images with a periodic border, of the size that --image gives: its "
                + "singular values are those of the kernel's Fourier transform at each frequency. M and N are twice "
                + "the channels, because a matrix holds two frequencies. Dense layers do not change.",
            "lambda_max is the square of the layer's gain. Neighboring frequencies are alike: more of them make "
                + "intervals narrower, not surer."),
        new(
            "windows",
            "matrices: windows of one shape (FARMS)",
            "Windows of one shape from border to border, whose eigenvalues make one spectrum: layers of "
                + "different shapes become comparable. rf counts the windows. By default they are squares of M × M, "
                + "at most 2000 × 2000, as many as cover the layer; --window and --windows change that.",
            "A layer that a window does not fit into is left out, with reason no-matrix."),
        new(
            "products",
            "matrices: products of consecutive layers",
            "W2·W1 of each layer and the next one in the file, where the outputs of the first are the inputs of "
                + "the second: `fc1 x fc2`.",
            "Check that the network does multiply them: files do not say what follows what."),
        new(
            "stacked",
            "matrices: all layers as one; or gates of recurrent layers",
            "`--matrices stacked`: the outputs of all layers and slices one below the other, each layer divided "
                + "by the root mean square of its elements, with zeros behind the inputs of narrower ones. `--rnn "
                + "stacked`: all gates of a recurrent layer as one matrix; `heavytail explain lstm` has more.",
            "Read its alpha as that of a model, beside those of the same architecture."),
        new(
            "inverse",
            "the spectrum of 1/lambda",
            "`--inverse` takes 1/lambda of the eigenvalues above the numerical rank: the tail is that of the "
                + "smallest eigenvalues. rank_loss counts those that are zero and have no inverse.",
            "`--spectra` writes the eigenvalues themselves."),
    ];
}
