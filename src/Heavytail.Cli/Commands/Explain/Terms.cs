namespace Heavytail.Cli.Commands.Explain;

/// <summary>Words that are written about spectra and trends.</summary>
internal static class Terms
{
    public static IReadOnlyList<Topic> All { get; } =
    [
        new(
            "esd",
            "empirical spectral density",
            "The distribution of the eigenvalues λ of WᵀW, for the weight matrix W of a layer: how many "
                + "there are of each size.",
            "`heavytail analyze MODEL --spectra FILE` writes the eigenvalues; plot their histogram on a "
                + "logarithmic scale."),
        new(
            "spectrum",
            "all eigenvalues of a layer",
            "The eigenvalues λ of WᵀW, the squares of the singular values of the weight matrix W. The slices of a "
                + "convolution make one spectrum.",
            "`heavytail analyze MODEL --spectra FILE` writes it."),
        new(
            "slices",
            "the matrices of a convolution",
            "Each position of a kernel is a matrix of output × input channels: a kernel of 3 × 3 has 9, the number in "
                + "column rf. By default they make one spectrum; the historical conventions and `--matrices slices` "
                + "have a row for each.",
            "Nothing. `heavytail explain matrices` has other ways to make matrices of a convolution."),
        new(
            "noise",
            "random weights",
            "A matrix of independent random numbers, as most initializations are. It has an alpha too: near 2 where "
                + "the matrix is tiny, and around 10 where it is large. Below the verdict, `noise` counts the spectra "
                + "that could be those of random weights: no eigenvalue is beyond the Tracy–Widom bound of noise of "
                + "their shape (99 of 100 such matrices stay within it), and the entropy is not below that of noise. "
                + "One trained layer in twelve looks so, most of them of few outputs: of a network of small layers, "
                + "half can.",
            "Compare a layer with the same one of an untrained or earlier checkpoint. For several models `analyze` has "
                + "a line `looks untrained`, and `rank` a note, on networks whose layers look random."),
        new(
            "pairing",
            "over-trained beside under-trained layers",
            "Some layers of a model have alpha below 2 for certain, others above 6. SETOL's account: over-loaded layers "
                + "do the work of under-fitted ones.",
            "Mend the under-trained layers first: a larger learning rate or less weight decay there. The others may "
                + "follow. `--measure erg` tells whether the over-trained ones are over-regularized."),
        new(
            "untrained",
            "a network at its initialization",
            "Its layers look random: their spectra are those of noise. `analyze` says so in the lines `noise` and, for "
                + "several models, `looks untrained`. `rank` gives such a network no place, and `trend` does not count "
                + "it.",
            "Where the network should be trained: check that the checkpoint was written after training, and that "
                + "layers are not frozen."),
        new(
            "bulk",
            "the many small eigenvalues",
            "Most eigenvalues of a layer lie in a bulk like that of random weights (Marchenko and Pastur's "
                + "law): it is what initialization and noise leave.",
            "matrix_rank, stable_rank and entropy say how much of the layer is more than that."),
        new(
            "Tracy–Widom",
            "how far noise reaches",
            "The law of the largest eigenvalue of a random matrix. Its bound is where 99 of 100 matrices of "
                + "independent random numbers, of the shape and the variance of a layer, have all their eigenvalues.",
            "An eigenvalue beyond it is not noise. `heavytail explain noise` says how layers are counted."),
        new(
            "verdict",
            "how many layers are inside, outside, uncertain",
            "Counts of the labels of a model, and its layers furthest out with the reason.",
            "`heavytail explain inside over-trained under-trained uncertain` has each label."),
        new(
            "furthest out",
            "the layers to look at first",
            "The layers whose alpha is furthest outside 2 to 6 in units of its interval, at most five; `worst` in "
                + "JSON.",
            "See the label of each: `uncertain` ones are no reason to act."),
        new(
            "outside",
            "over-trained and under-trained layers",
            "The number of layers whose alpha is below 2 or above 6, with its whole interval.",
            "`heavytail explain over-trained under-trained` says what to do about them."),
        new(
            "by alpha alone",
            "counts without an interval",
            "How many layers have an alpha below 2, and above 6, as WeightWatcher counts them: also layers that are "
                + "`uncertain`, because the interval of alpha reaches across a limit, or `random-like`.",
            "Act on the labels instead: the verdict counts those."),
        new(
            "hidden",
            "columns that a table has no room for",
            "A table in a window shows the columns that fit; the line under it names others, the most useful first.",
            "`--columns NAME,NAME` chooses columns, `-f csv` and `--json` have all of them, and a wider window shows "
                + "more."),
        new(
            "complete",
            "whether nothing is missing (JSON)",
            "False where the analysis was interrupted: the layers that are there are whole, others are missing, and "
                + "the means leave them out.",
            "Do not compare such means: run it again. What could not be read is in `errors` instead."),
        new(
            "tail",
            "the largest eigenvalues",
            "The eigenvalues from xmin on, num_pl_spikes of them, where a power law fits best. Correlations "
                + "that training puts into a layer are seen here.",
            "Distrust alpha where the tail has fewer than about ten eigenvalues."),
        new(
            "power-law",
            "ρ(λ) ~ λ^−α",
            "The law that is fitted to the tail: each doubling of λ divides the density by 2^α. The smaller "
                + "alpha, the heavier the tail.",
            "`heavytail explain alpha xmin D sigma` has the fit, and how far to trust it."),
        new(
            "tau",
            "Kendall's rank correlation",
            "How far two orders of models agree: 1 where they are the same, −1 where one is the other "
                + "reversed, 0 where they have nothing to do with each other.",
            "Read it with p and n: of five models, only a perfect order is below 0.05."),
        new(
            "p",
            "how likely chance is",
            "The probability that models in random order would agree with the score as much as these do.",
            "Above 0.05 the trend may be chance. The best of several metrics is better by chance: `trend` "
                + "corrects for it where it names the best."),
        new(
            "R2",
            "share of the variance that a line explains",
            "1 where all models are on a line, 0 where the line is as bad as the mean.",
            "It is optimistic for few models: LOO R2 beside it is not."),
        new(
            "LOO R2",
            "R² of a line for models it has not seen",
            "Leave-one-out R²: each model is predicted from a line through the others. 1 where all predictions are "
                + "right; below 0 where they are worse than the mean of the others.",
            "Trust a trend whose LOO R2 is well above 0, and near its R2. Predict no score where it is below 0. "
                + "docs/trend.md has more."),
    ];
}
