namespace Heavytail.Cli.Commands.Explain;

/// <summary>The labels of layers.</summary>
internal static class Labels
{
    public static IReadOnlyList<Topic> All { get; } =
    [
        new(
            TrainingWarning.UnderTrained.Word(),
            "alpha above 6",
            "The tail of the layer's spectrum falls as fast as that of random weights: training has left "
                + "little correlation in it. Layers that were never trained look like this.",
            "Look at sigma, D and num_pl_spikes first: with a limit within 3 sigma of alpha, or fewer than 100 "
                + "eigenvalues, the label is `uncertain`; with D above 0.2 or fewer than ten eigenvalues in the tail, "
                + "alpha says little. Small first convolutions and heads of few classes often have such an alpha, "
                + "without harm. Where many or large layers have it: train longer, with a larger "
                + "learning rate or a smaller batch; check that the layer is not frozen; consider whether it is "
                + "too wide. Compare with an earlier checkpoint: alpha should fall while the network learns."),
        new(
            TrainingWarning.OverTrained.Word(),
            "alpha below 2",
            "The tail is so heavy that a few directions carry most of the layer. In the theory this is where "
                + "a layer begins to memorize; one very large eigenvalue or a tail of few eigenvalues looks the "
                + "same.",
            "Look at sigma, D and num_pl_spikes first, and at the spectrum itself (--spectra): one "
                + "eigenvalue far from the others is a matter of the learning rate or of the data, not of the "
                + "tail. Embeddings and output layers of language models follow the frequencies of words and may "
                + "have it without harm. Otherwise: stop earlier, lower the learning rate, add weight decay or "
                + "data, and check for wrong labels. The test error decides, not the label."),
        new(
            "uncertain",
            "alpha does not say",
            "One of the limits 2 and 6 is within 3 sigma of alpha, or the spectrum has fewer than 100 eigenvalues: the "
                + "layer may be on either side.",
            "Do not act on one such layer. Compare it with the same layer of another checkpoint, and models by means "
                + "of `alpha_weighted` and the norms: one small layer can move a mean of alpha."),
        new(
            "inside",
            "alpha from 2 to 6",
            "Alpha is where that of layers in networks that generalize well is found, the best near 2. That of "
                + "noise can be there too, where a layer has fewer than some 400 eigenvalues. Of 150 random layers of "
                + "100 or more, 21 were inside: 25 % of 128 × 128 and of 128 × 256, 12 % of 200 × 200, 2.5 % of "
                + "256 × 256, 5 % of 300 × 300, none of 512 × 512.",
            "Nothing, where the layer is large. To tell a smaller one from noise, compare it with the same layer of "
                + "an untrained or earlier checkpoint: training lowers alpha and raises log_norm. The line `noise` "
                + "counts the layers that look random. That a network is good, only a test can say."),
        new(
            "no alpha",
            "the layer has no power law",
            "The fit failed, all eigenvalues are equal, or the layer could not be analyzed: the column status says "
                + "which. `without_alpha` in JSON counts such layers.",
            "`heavytail explain` with the status says what to do."),
    ];
}
