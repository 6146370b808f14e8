using Heavytail.Formats.Quantization.Blocks;

namespace Heavytail.Formats.Gguf;

/// <summary>The types of ggml, by their numbers in a file.</summary>
internal static class GgmlTypes
{
    private static readonly Dictionary<uint, GgmlType> s_types = new()
    {
        [0] = Plain(ElementType.F32),
        [1] = Plain(ElementType.F16),
        [2] = From(new Q40()),
        [3] = From(new Q41()),
        [6] = From(new Q50()),
        [7] = From(new Q51()),
        [8] = From(new Q80()),
        [9] = From(new Q81()),
        [10] = From(new Q2K()),
        [11] = From(new Q3K()),
        [12] = From(new Q4K()),
        [13] = From(new Q5K()),
        [14] = From(new Q6K()),
        [15] = From(new Q8K()),
        [16] = From(new Iq2Xxs()),
        [17] = From(new Iq2Xs()),
        [18] = From(new Iq3Xxs()),
        [19] = From(new Iq1S()),
        [20] = From(new Iq4Nl()),
        [21] = From(new Iq3S()),
        [22] = From(new Iq2S()),
        [23] = From(new Iq4Xs()),
        [24] = Plain(ElementType.I8),
        [25] = Plain(ElementType.I16),
        [26] = Plain(ElementType.I32),
        [27] = Plain(ElementType.I64),
        [28] = Plain(ElementType.F64),
        [29] = From(new Iq1M()),
        [30] = Plain(ElementType.BF16),
        [34] = From(new Tq10()),
        [35] = From(new Tq20()),
        [39] = From(new Mxfp4()),
        [40] = From(new Nvfp4()),
        [41] = From(new Q10()),
        [42] = From(new Q20()),
    };

    /// <summary>Types that ggml has given up; files of them must be made anew.</summary>
    private static readonly Dictionary<uint, string> s_withdrawn = new()
    {
        [4] = "Q4_2",
        [5] = "Q4_3",
        [31] = "Q4_0_4_4",
        [32] = "Q4_0_4_8",
        [33] = "Q4_0_8_8",
        [36] = "IQ4_NL_4_4",
        [37] = "IQ4_NL_4_8",
        [38] = "IQ4_NL_8_8",
    };

    /// <summary>All of them, by their numbers.</summary>
    public static IReadOnlyDictionary<uint, GgmlType> All => s_types;

    /// <summary>The type of a number; null where ggml has none, or has it no more.</summary>
    public static GgmlType? Find(uint number) => s_types.GetValueOrDefault(number);

    /// <summary>A number that <see cref="Find"/> does not know, for people.</summary>
    public static string Describe(uint number) => s_withdrawn.TryGetValue(number, out string? name)
        ? $"{name}, a type that ggml has withdrawn"
        : $"type {number}, which ggml does not have";

    private static GgmlType Plain(ElementType element) => new(element.Name(), element, null);

    private static GgmlType From(BlockType block) => new(block.Name, ElementType.F32, block);
}
