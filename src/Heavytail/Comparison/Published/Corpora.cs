namespace Heavytail;

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
            "the tables of SDM 2020: accuracy and alpha_weighted",
            "arXiv 1901.08278",
            "sdm2020",
            "as printed in the paper",
            61,
            14),
        new(
            Nature,
            "Nature Communications 2021: VGG, ResNet, ResNet-1K, DenseNet, GPT2",
            "arXiv 2002.06716, Table 1",
            Nature,
            "torchvision; ResNet-1K: OSMR README 2021-01-08 (9c3f7bd7)",
            40,
            5),
        new(
            $"{Nature}-osmr",
            "Nature Communications 2021: models of OSMR, with the 27 groups",
            "arXiv 2002.06716, supplement",
            Nature,
            "OSMR README 2021-01-08 (9c3f7bd7)",
            296,
            72),
    ];

    /// <summary>The corpus of a name.</summary>
    /// <exception cref="UnknownNameException">There is none.</exception>
    public static Corpus Find(string name) => All.FirstOrDefault(corpus => corpus.Name == name) ?? throw Unknown(name);

    /// <summary>Suggests the closest names, or all of the few there are.</summary>
    private static UnknownNameException Unknown(string name)
    {
        string[] names = [.. All.Select(corpus => corpus.Name)];
        var close = Spelling.Closest(name, names);
        return new UnknownNameException(name, close.Count > 0 ? close : names, "corpus");
    }
}
