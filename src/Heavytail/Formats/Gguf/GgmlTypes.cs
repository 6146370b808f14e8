using Heavytail.Formats.Gguf.Blocks;
using Heavytail.Tensors;

namespace Heavytail.Formats.Gguf;

/// <summary>The types of ggml, by their numbers in a file.</summary>
internal static class GgmlTypes
{
    private static readonly Dictionary<uint, GgmlType> s_types = new()
    {
        [0] = Plain(ElementType.F32),
        [1] = Plain(ElementType.F16),
        [2] = Of(new Q40()),
        [3] = Of(new Q41()),
        [6] = Of(new Q50()),
        [7] = Of(new Q51()),
        [8] = Of(new Q80()),
        [9] = Of(new Q81()),
        [10] = Of(new Q2K()),
        [11] = Of(new Q3K()),
        [12] = Of(new Q4K()),
        [13] = Of(new Q5K()),
        [14] = Of(new Q6K()),
        [15] = Of(new Q8K()),
        [16] = Of(new Iq2Xxs()),
        [17] = Of(new Iq2Xs()),
        [18] = Of(new Iq3Xxs()),
        [19] = Of(new Iq1S()),
        [20] = Of(new Iq4Nl()),
        [21] = Of(new Iq3S()),
        [22] = Of(new Iq2S()),
        [23] = Of(new Iq4Xs()),
        [24] = Plain(ElementType.I8),
        [25] = Plain(ElementType.I16),
        [26] = Plain(ElementType.I32),
        [27] = Plain(ElementType.I64),
        [28] = Plain(ElementType.F64),
        [29] = Of(new Iq1M()),
        [30] = Plain(ElementType.BF16),
        [34] = Of(new Tq10()),
        [35] = Of(new Tq20()),
        [39] = Of(new Mxfp4()),
        [40] = Of(new Nvfp4()),
        [41] = Of(new Q10()),
        [42] = Of(new Q20()),
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

    private static GgmlType Of(BlockType block) => new(block.Name, ElementType.F32, block);
}
