using Heavytail.Metrics;

namespace Heavytail.Trends;

/// <summary>The corpora that ship with the library; <c>data/corpus/README.md</c> says what each holds and what is wrong
/// in print.</summary>
public static class Corpora
{
    private const string Nature = "nature2021";

    /// <summary>All, oldest first.</summary>
    public static IReadOnlyList<Corpus> All { get; } =
    [
        new(
            "sdm2020",
            "the tables of the first paper: accuracy and alpha_weighted",
            "arXiv 1901.08278 (SDM 2020)",
            "sdm2020",
            "as printed in the paper",
            61,
            14),
        new(
            Nature,
            "VGG, ResNet, ResNet-1K and DenseNet of its Table 1, and GPT2",
            "arXiv 2002.06716 (Nature Communications 2021), Table 1",
            Nature,
            "torchvision; ResNet-1K: OSMR README 2021-01-08 (9c3f7bd7)",
            40,
            5),
        new(
            $"{Nature}-osmr",
            "all models of OSMR that it analyzed, with the 27 groups of its supplement",
            "arXiv 2002.06716 (Nature Communications 2021), supplement",
            Nature,
            "OSMR README 2021-01-08 (9c3f7bd7)",
            296,
            72),
    ];

    /// <summary>The corpus of a name.</summary>
    /// <exception cref="UnknownNameException">There is none.</exception>
    public static Corpus Find(string name) =>
        All.FirstOrDefault(corpus => corpus.Name == name)
            ?? throw UnknownNameException.Of(name, All.Select(corpus => corpus.Name), "corpus");
}
