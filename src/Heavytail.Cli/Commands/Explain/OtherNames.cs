namespace Heavytail.Cli.Commands.Explain;

/// <summary>Other words for what is explained: headings, keys of JSON, and what people call it.</summary>
internal static class OtherNames
{
    /// <summary>Columns that one topic explains together, by how they begin.</summary>
    private static readonly (string Begin, string Topic)[] s_families =
        [("rank_", "rank_…"), ("predicted_", "predicted_…")];

    private static readonly Dictionary<string, string> s_words = new(StringComparer.OrdinalIgnoreCase)
    {
        ["place-low"] = "places",
        ["place-high"] = "places",
        ["first-share"] = "first in",
        ["by-scale"] = "scale_rank",
        ["scale"] = "shape and scale",
        ["shape"] = "shape and scale",
        ["scale-metrics"] = "shape and scale",
        ["scale-votes"] = "shape and scale",
        ["vote"] = "consensus",
        ["votes"] = "consensus",
        ["refused"] = "prediction_note",
        ["agreement"] = "Kendall's W",
        ["W"] = "Kendall's W",
        ["jackknife+"] = "jackknife",
        ["confidence"] = "jackknife",
        ["partial-r"] = "r|size",
        ["p(r|size)"] = "partial_p",
        ["p(rho)"] = "rho_p",
        ["mean"] = "scope",
        ["sd"] = "scope",
        ["models"] = "scope",
        ["log10(parameters)"] = "parameters",
        ["baseline"] = "metric",
        ["score-direction-from"] = "score_direction",
        ["lower-is-better"] = "score_direction",
        ["R²"] = "R2",
        ["LOO-R²"] = "LOO R2",
        ["leave-one-out"] = "LOO R2",
        ["leave-one-out-R²"] = "LOO R2",
        ["kendall"] = "tau",
        ["Kendall's-tau"] = "tau",
        ["spearman"] = "rho",
        ["bootstrap"] = "draws",
        ["without-alpha"] = "no alpha",
        ["worst"] = "furthest out",
        ["spikes"] = "num_spikes",
        ["traps"] = "num_traps",
        ["trap"] = "num_traps",
        ["correlation-trap"] = "num_traps",
        ["measures"] = "measure",
        ["ww"] = "weightwatcher",
        ["random"] = "noise",
        ["looking-random"] = "noise",
        ["beyond-noise"] = "noise",
        ["initial"] = "untrained",
        ["spectra"] = "spectrum",
        ["eigenvalues"] = "spectrum",
        ["eigenvalue"] = "spectrum",
        ["λ"] = "spectrum",
        ["lambda"] = "spectrum",
        ["α"] = "alpha",
        ["σ"] = "sigma",
        ["looks-untrained"] = "untrained",
        ["too-uncertain"] = "uncertain",
        ["hidden-columns"] = "hidden",
        ["Tracy"] = "Tracy–Widom",
        ["MP"] = "bulk",
        ["Marchenko-Pastur"] = "bulk",
        ["slice-by-slice"] = "slices",
        ["alpha-(95-%)"] = "alpha_ci_low",
        ["alpha-hat"] = "alpha_weighted",
        ["tensor-id"] = "layer_id",
        ["explanation"] = "note",
        ["gates"] = "lstm",
        ["farms"] = "windows",
        ["window"] = "windows",
        ["image"] = "operator",
        ["fft"] = "operator",
        ["unfold"] = "unfolded",
        ["intra"] = "products",
    };

    /// <summary>The name under which a word is explained; null where it is another word for nothing.</summary>
    /// <param name="word">The word, with hyphens between its parts.</param>
    public static string? Find(string word) => s_words.GetValueOrDefault(word)
        ?? s_families.FirstOrDefault(family => word.StartsWith(
            Explanations.Plain(family.Begin), StringComparison.OrdinalIgnoreCase)).Topic;
}
