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
            "The label asks for the whole interval of alpha above 6, and for a spectrum beyond noise. With D above "
                + "0.2 or fewer than ten eigenvalues in the tail, alpha says little even so. Small first convolutions "
                + "and heads of few classes often have such an alpha, "
                + "without harm. Where many or large layers have it: train longer, with a larger "
                + "learning rate or a smaller batch; check that the layer is not frozen; consider whether it is "
                + "too wide. Compare with an earlier checkpoint: alpha should fall while the network learns."),
        new(
            TrainingWarning.OverTrained.Word(),
            "alpha below 2",
            "The tail is so heavy that a few directions carry most of the layer. In the theory this is where "
                + "a layer begins to memorize; one very large eigenvalue or a tail of few eigenvalues looks the "
                + "same.",
            "The label asks for the whole interval of alpha below 2. Look at the spectrum itself (--spectra): one "
                + "eigenvalue far from the others is a matter of the learning rate or of the data, not of the "
                + "tail. Embeddings and output layers of language models follow the frequencies of words and may "
                + "have it without harm. Otherwise: stop earlier, lower the learning rate, add weight decay or "
                + "data, and check for wrong labels. The test error decides, not the label."),
        new(
            "uncertain",
            "alpha does not say",
            "The 95 % interval of alpha reaches across 2 or 6, or the spectrum has fewer than 20 above zero: the "
                + "layer may be on either side. Most layers of real networks are so.",
            "Do not act on one such layer. Compare it with the same layer of another checkpoint. To compare models, "
                + "use `rank`: it says how far their order depends on single layers. One small layer can move a mean "
                + "of alpha, and `alpha_weighted` and the norms move with the scale of the weights."),
        new(
            "inside",
            "alpha from 2 to 6",
            "The interval of alpha is where that of layers in networks that generalize well is found, the best near "
                + "2, and the spectrum is beyond noise.",
            "Nothing. That a network is good, only a test can say."),
        new(
            LayerLabel.RandomLike.Word(),
            "nothing beyond noise",
            "No eigenvalue is above what random weights of the shape and variance would have, and the entropy of the "
                + "spectrum is not below theirs; spikes by traps do not count, since the weights have them in random "
                + "order too (a huge weight, a mean: trap_at names them). num_spikes, which takes the variance of the "
                + "bulk alone, may see a "
                + "faint one. Of random layers 99 in 100 have this label; of trained ones one in "
                + "twelve, most of few outputs, where training does not show. Alpha says nothing, whatever it is. "
                + "Orthogonal weights have the label, too: all their eigenvalues are equal, and there is no alpha.",
            "Where most layers are so, the network is untrained, or the file is not the one that was trained. A "
                + "single large layer: check that it is not frozen, train longer, or make it smaller. `--randomize` "
                + "compares it with itself in random order."),
        new(
            "no alpha",
            "the layer has no power law",
            "The fit failed, or the layer could not be analyzed: the column status says why. `without_alpha` in JSON "
                + "counts such layers.",
            "`heavytail explain` with the status says what to do."),
    ];
}
