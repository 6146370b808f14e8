namespace Heavytail.Cli.Commands.Explain;

/// <summary>What <c>--measure</c> can be asked for.</summary>
internal static class MeasureWords
{
    public static IReadOnlyList<Topic> All { get; } =
    [
        new(
            "measure",
            "what is computed of a layer",
            "Every analysis has the measures entries (kurtosis, traps), bulk (noise and spikes) and interval (of "
                + "alpha). `--measure` adds others: intervals (by resampling, in the place of interval), randomize, "
                + "tails, erg, phase, vectors, htmp, adapter, or all.",
            "A column asks for its measure: `--columns name,alpha_null` is enough. JSON has all columns of what was "
                + "measured, and `measures` says what that was."),
        new(
            "entries",
            "measure: the weights themselves",
            "kurtosis, num_traps, trap_cause, trap_lambda, trap_excess, trap_surgery and trap_at, in one pass over the "
                + "weights. Every analysis has it.",
            "`heavytail explain num_traps` says what a trap is."),
        new(
            "interval",
            "measure: a quick interval of alpha",
            "alpha_ci_low and alpha_ci_high from all tails that fit about as well as the best. Every analysis has "
                + "it: `--measure interval` adds nothing. `intervals` is another measure.",
            "It covers 95 % of simulated tails of 50 eigenvalues and more, less for short tails of small alpha; ask "
                + "for `--measure intervals` where a decision hangs on it."),
        new(
            "intervals",
            "measure: intervals by resampling",
            "alpha_ci_low and alpha_ci_high by 500 bootstrapped spectra, in the place of those of `interval`, and the "
                + "goodness of fit, gof_p. It takes some 900 fits of each layer.",
            "It treats eigenvalues as independent; those of one matrix are not."),
        new(
            "randomize",
            "measure: the layer in random order",
            "The spectrum of the layer with its weights in random order, --replicates times: alpha_null, rand_p, "
                + "rand_distance, w1_null and others. Each takes as long as the layer itself.",
            "One replicate shows what is noise, and its rand_p is 0.5 or 1; a p-value of 0.01 needs 99."),
        new(
            "tails",
            "measure: other laws and estimates of the tail",
            "Five rivals of the power law with their likelihood ratios (best_tail), alpha by Hill, smoothed "
                + "and by moments, from the median on, near the peak, without outliers, and at its plateau.",
            "Where estimates differ, trust none of them."),
        new(
            "adapter",
            "measure: how much of its rank an adapter uses",
            "Of each change ΔW of a LoRA adapter: adapter_rank, energy_rank_90, energy_rank_99, dead_dims. With its "
                + "base, of each merged weight: intruder_dims of intruder_vectors. Other layers have none of them.",
            "`heavytail plan rank --method energy --emit peft` makes a rank_pattern of such ranks."),
        new(
            "erg",
            "measure: the determinant condition",
            "The tail on which det X = 1, by SETOL: detX_num, ERG_gap, delta_lambda_min, trace_log.",
            "In an ideal layer it is the tail of the power law."),
        new(
            "vectors",
            "measure: singular vectors of the largest eigenvalues",
            "Whether the left and right vectors of the five largest eigenvalues, or of as many as --vectors says, are "
                + "localized: participation ratio, entropy, largest component and p against vectors of noise. Columns "
                + "have those of the largest eigenvalue, `vectors` in JSON and lines of kind `vector` in JSON lines "
                + "have all.",
            "1/3 is noise; far less is a vector of a few rows or columns, such as an outlying neuron. Equal "
                + "eigenvalues have no vectors of their own."),
        new(
            "htmp",
            "measure: the high-temperature Marchenko-Pastur law",
            "Fits the law of Hodgkinson, Wang and Mahoney to all nonzero eigenvalues, or to their inverse, without an "
                + "xmin. Its κ goes from noise (Marchenko-Pastur) to eigenvalues that do not repel each other.",
            "Look at htmp_D first, then at htmp_form: only `inverse` has a power law, whose exponent is htmp_alpha. "
                + "htmp_gain says how much better than noise it is."),
        new(
            "phases",
            "measure phase: where training has come to",
            "phase, phase_sure and the universality classes, by the measure `phase`. A layer of fewer than 20 "
                + "eigenvalues has no phase, nor has one whose slices have fewer than 4, unless it is random-like.",
            "`heavytail explain bleeding-out bulk+spikes bulk-decay heavy-tailed rank-collapse random-like` has each."),
    ];
}
