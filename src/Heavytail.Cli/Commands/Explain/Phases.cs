namespace Heavytail.Cli.Commands.Explain;

/// <summary>The phases of training, beside <c>random-like</c>, which is a label too.</summary>
internal static class Phases
{
    public static IReadOnlyList<Topic> All { get; } =
    [
        new(
            TrainingPhase.BleedingOut.Word(),
            "eigenvalues just above the bulk",
            "A few eigenvalues are above what noise would have, and none is far: training has begun to show, or "
                + "little is to be learned here.",
            "In a young network wait. In a trained one the layer may be wider than its task needs."),
        new(
            TrainingPhase.BulkAndSpikes.Word(),
            "a bulk of noise, and spikes",
            "Most eigenvalues are those of noise, and some are far above: the layer has learned a few directions. "
                + "Small networks and large batches end here.",
            "The spikes are the layer: what is below bulk_edge can often be pruned. Smaller batches or longer "
                + "training go on to bulk-decay."),
        new(
            TrainingPhase.BulkDecay.Word(),
            "a bulk that decays into a tail",
            "The bulk is wider than that of noise, or many eigenvalues are above it: correlations have spread over all "
                + "scales, and part of the noise is left.",
            "Most layers of well-trained networks are here or in heavy-tailed; alpha tells them apart."),
        new(
            TrainingPhase.HeavyTailed.Word(),
            "no bulk, a tail",
            "No bulk of noise can be found, or a quarter of the eigenvalues is above it and alpha is below 4: strongly "
                + "correlated weights, as in the best networks.",
            "Look at alpha: between 2 and 6 it is what one hopes for, below 2 see `explain over-trained`."),
        new(
            TrainingPhase.RankCollapse.Word(),
            "many eigenvalues are zero",
            "A tenth of the eigenvalues or more is zero to the precision of the weights: the layer uses fewer "
                + "directions than it has. Too much regularization, pruning, or weights of low rank by design.",
            "Look at matrix_rank. If it was not meant: less weight decay, or a smaller layer. Factors of adapters "
                + "and weights made of them are so by design."),
    ];
}
