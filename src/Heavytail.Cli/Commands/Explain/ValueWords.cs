namespace Heavytail.Cli.Commands.Explain;

/// <summary>The words that columns have for values: causes of traps, kinds of bulk, classes, laws of tails.</summary>
internal static class ValueWords
{
    public static IReadOnlyList<Topic> All { get; } =
    [
        new(
            TrapCause.Mean.Word(),
            "trap_cause: the weights have a mean",
            "All weights are shifted by one value that is larger than σ(NM)^−¼. That is one large eigenvalue, which "
                + "says nothing of correlations.",
            "trap_surgery `recenter`: take the mean off every weight, or look for a bias that is stored among them."),
        new(
            TrapCause.Entry.Word(),
            "trap_cause: one weight stands apart",
            "A single weight is so large that it makes an eigenvalue of its own. trap_at says where it is.",
            "Look at it: a scale or a broken value. trap_surgery `clip-entries` sets it to the size of the others."),
        new(
            TrapCause.Row.Word(),
            "trap_cause: several weights of one output",
            "Several large weights, nearly all of one row: an output that was scaled up.",
            "Look at that output, and at the normalization behind it. `clip-entries` fits."),
        new(
            TrapCause.Column.Word(),
            "trap_cause: several weights of one input",
            "Several large weights, nearly all of one column: an input that was scaled up, as outlier features of "
                + "transformers are.",
            "Look at the layer before. Quantization suffers from such inputs; `clip-entries` would change the "
                + "function."),
        new(
            TrapCause.Entries.Word(),
            "trap_cause: several weights here and there",
            "Several weights stand apart from the others, in different rows and columns.",
            "trap_surgery `clip-entries`: clip them, and compare the model before and after. The measure `entries` has "
                + "the name too."),
        new(
            TrapCause.HeavyTail.Word(),
            "trap_cause: the law of the weights",
            "The weights themselves are heavy-tailed: many are large, and none stands apart. Their random order has "
                + "spikes as well. In slices of fewer than some 1,000 weights an outlier often has this cause: too "
                + "few others show their tail.",
            "The tail of the spectrum is partly theirs: compare alpha with alpha_null (`--randomize`)."),
        new(
            TrapCause.Unexplained.Word(),
            "rand_cause: spikes without a cause",
            "Random orders of the weights have spikes that neither large weights nor a mean account for.",
            "Ask for more --replicates. trap_surgery `remove-rank-one` takes the spike's vectors off the matrix."),
        new(
            TrapSurgery.Recenter.Word(),
            "trap_surgery: take the mean off",
            "Every weight minus the mean of all: the trap of a mean is gone, and the rest of the spectrum stays.",
            "What a later bias can make up for is harmless. Measure the accuracy before and after."),
        new(
            TrapSurgery.ClipEntries.Word(),
            "trap_surgery: clip the large weights",
            "The weights beyond θ_c are set to it, or to the mean.",
            "Measure the accuracy before and after: in transformers such weights can carry the function."),
        new(
            TrapSurgery.RemoveRankOne.Word(),
            "trap_surgery: take a rank-one part off",
            "The singular vectors of the spike are taken off the weights, where no entry and no mean is the cause.",
            "The last resort: it changes every weight."),
        new(
            BulkKind.Flat.Word(),
            "bulk: that of noise",
            "The bulk follows the law of Marchenko and Pastur: all columns have one variance.",
            "The edge is sharp, and num_spikes is a count."),
        new(
            BulkKind.Decay.Word(),
            "bulk: wider than that of noise",
            "The bulk is wider than the law allows: columns of different variance, or correlations at all scales.",
            "There is no sharp edge: num_spikes depends on where one puts it."),
        new(
            BulkKind.Median.Word(),
            "bulk: σ from the median",
            "More than half of the eigenvalues are spikes, so that σ is that of the median, by Gavish and Donoho.",
            "Take sigma_mp as an upper bound: little of the spectrum is noise."),
        new(
            TailClass.VeryHeavy.Word(),
            "class_mu, class_setol: alpha below 2",
            "The tail is that of a random matrix whose elements have no variance: a few directions dominate.",
            "See `explain over-trained`."),
        new(
            TailClass.Heavy.Word(),
            "class_mu, class_setol: a fat tail",
            "Alpha from 2 to 3 by the limits of 2019 (class_mu), from 2 to 6 by those of SETOL (class_setol).",
            "Where well-trained layers are."),
        new(
            TailClass.Weak.Word(),
            "class_mu, class_setol: a thin tail",
            "Alpha above 3 (class_mu) or above 6 (class_setol): finite matrices of nearly independent elements have "
                + "such tails too.",
            "Look at the label: above 6 the layer may be under-trained."),
        new(
            TailLawName.PowerLaw.Word(),
            "best_tail: no rival is better",
            "None of five rival laws fits the tail significantly better than λ^−α.",
            "Alpha says what it should."),
        new(
            TailLawName.BoundedPowerLaw.Word(),
            "best_tail: a power law that ends",
            "A power law that ends at the largest eigenvalue fits better. tpl_alpha is its exponent.",
            "Compare tpl_alpha with alpha: in short tails it is smaller."),
        new(
            TailLawName.CutoffPowerLaw.Word(),
            "best_tail: a power law with a cutoff",
            "λ^−α·e^−λ/c fits better: the tail bends down. etpl_alpha and etpl_lambda are its parameters.",
            "A finite matrix bends every tail. Where etpl_alpha is below 1, there is nothing heavy in it."),
        new(
            TailLawName.Exponential.Word(),
            "best_tail: an exponential law",
            "The tail falls off as e^−λ/c: it is not heavy.",
            "Do not read alpha: the layer has no power law."),
        new(
            TailLawName.StretchedExponential.Word(),
            "best_tail: a stretched exponential law",
            "The tail falls off more slowly than exponentially and faster than a power law.",
            "Read alpha with care: it depends on xmin. See alpha_plateau."),
        new(
            TailLawName.LogNormal.Word(),
            "best_tail: a log-normal law",
            "The logarithms of the eigenvalues are normal. Below some thousand eigenvalues it is hard to tell from a "
                + "power law.",
            "Read alpha as the slope of a curve, not as an exponent."),
        new(
            HighTemperatureForm.MarchenkoPastur.Word(),
            "htmp_form: Marchenko and Pastur's law",
            "No smaller κ, and no power law, describes the whole spectrum better than the law of noise. htmp_gamma is "
                + "near N/M then, if the elements are independent.",
            "Where htmp_D is large, no form describes the spectrum: noise with a few spikes is like that. See `bulk`."),
        new(
            HighTemperatureForm.Direct.Word(),
            "htmp_form: the high-temperature law",
            "Eigenvalues follow the law, whose tail is exponential: broader than noise, but no power law. The smaller "
                + "htmp_kappa, the broader.",
            "There is no htmp_alpha. Compare htmp_kappa of layers of one shape."),
        new(
            HighTemperatureForm.Inverse.Word(),
            "htmp_form: a power law",
            "1/λ follows the law, so that the tail of λ is a power law.",
            "htmp_alpha is its exponent, if htmp_D is small. Compare it with alpha."),
        new(
            HighTemperatureForm.InverseMarchenkoPastur.Word(),
            "htmp_form: the inverse of noise",
            "1/λ follows Marchenko and Pastur's law: skewed to the top, and yet with an edge. Inverses of covariances "
                + "of noise are like that.",
            "There is no power law, and no htmp_alpha."),
        new(
            VectorStatus.Found.Word(),
            "vector_status: the vectors were found",
            "The singular vectors of the largest eigenvalue were found, and their residual was checked.",
            "left_p and right_p say whether they are localized."),
        new(
            VectorStatus.Equal.Word(),
            "vector_status: equal eigenvalues",
            "Another eigenvalue of the slice is equal, or nearly so: any turn of their vectors would do.",
            "Do not ask for vectors there: only the space that they span has a meaning."),
        new(
            VectorStatus.Zero.Word(),
            "vector_status: the eigenvalue is zero",
            "The eigenvalue is zero to the precision of the weights, so any vector of the null space would do.",
            "matrix_rank counts the others."),
        new(
            VectorStatus.NotFound.Word(),
            "vector_status: the vectors were not found",
            "The eigenvalue is so close to its neighbor that 400 products did not separate their vectors.",
            "Nothing is wrong with the layer; its top is dense."),
    ];
}
