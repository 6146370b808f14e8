// What:      AlphaQ's recipe, and the types of tensors for llama-quantize.
// Reference: scripts/03_gptq_from_recipe.py of AlphaQ reads `name,bit_width`. tools/quantize of llama.cpp (read 2026):
//            a file of `pattern=type` between white space without comments; the first pattern that is found in a
//            name decides, so patterns are anchored; some tensors keep a floor of their own.
using System.Text;

namespace Heavytail.Plans;

/// <summary>The files of <see cref="BitPlan"/>.</summary>
internal static class BitFiles
{
    private static readonly (int Bits, string Tensor, string File)[] s_types =
    [
        (1, "iq1_s", "IQ1_S"), (2, "q2_k", "Q2_K"), (3, "q3_k", "Q3_K_M"), (4, "q4_k", "Q4_K_M"),
        (5, "q5_k", "Q5_K_M"), (6, "q6_k", "Q6_K"), (8, "q8_0", "Q8_0"), (16, "f16", "F16"),
    ];

    /// <summary>The widths that have a type in GGUF.</summary>
    public static IEnumerable<int> Widths => s_types.Select(type => type.Bits);

    /// <param name="rows">The layers.</param>
    /// <param name="widths">The widths to choose from, ascending.</param>
    /// <param name="notes">Receives sentences about what the files lack.</param>
    /// <param name="refused">Receives the file that cannot be made.</param>
    public static IReadOnlyList<PlanFile> Of(
        IReadOnlyList<PlanRow> rows, int[] widths, List<string> notes, List<RefusedPlanFile> refused)
    {
        var csv = new StringBuilder("name,bit_width\n");
        foreach (var row in rows.OrderBy(row => row.Layer.Name, StringComparer.Ordinal))
        {
            csv.Append(CsvText(row.Layer.Name)).Append(',').Append(PlanText.Exact(row.Allocation)).Append('\n');
        }

        PlanFile recipe = PlanText.File("alphaq", ".csv", "the recipe of AlphaQ's 03_gptq_from_recipe.py", $"{csv}");
        var tensors = Tensors(rows, widths, notes);
        if (tensors.Count == 0)
        {
            refused.Add(new RefusedPlanFile("llama-quantize", "no layer has a name that is known in GGUF"));
            return [recipe];
        }

        string types = string.Concat(tensors.Select(tensor =>
            $"^{PlanText.Literal(tensor.Name)}$={Type(tensor.Bits).Tensor}\n"));
        int most = tensors.GroupBy(tensor => tensor.Bits).MaxBy(group => group.Count())!.Key;
        string command = "llama-quantize --tensor-type-file FILE model-f16.gguf model.gguf " + Type(most).File;
        return
        [
            PlanText.File("llama-quantize", ".txt", $"`{command}`", types),
            recipe,
        ];
    }

    /// <summary>
    /// Tensors by their names in GGUF. One that holds several layers, as experts, has the mean of their bits, rounded
    /// to a width.
    /// </summary>
    private static List<(string Name, int Bits)> Tensors(
        IReadOnlyList<PlanRow> rows, int[] widths, List<string> notes)
    {
        var groups = rows.GroupBy(row => GgufNames.Of(row.Layer.Module), StringComparer.Ordinal).ToArray();
        PlanLayer[] unknown =
        [
            .. groups.Where(group => group.Key is null).SelectMany(group => group.Select(row => row.Layer)),
        ];
        if (unknown.Length > 0)
        {
            notes.Add($"without a name in GGUF, so not in the file of llama-quantize: {PlanScope.Names(unknown)}");
        }

        if (groups.Any(group => group.Key is not null && group.Select(row => row.Allocation).Distinct().Skip(1).Any()))
        {
            notes.Add("a tensor of GGUF that holds several layers has the mean of their bits, rounded to a width");
        }

        return
        [
            .. groups.Where(group => group.Key is not null).Select(group =>
            {
                double mean = group.Average(row => row.Allocation);
                return (group.Key!, widths.MinBy(width => Math.Abs(width - mean)));
            }),
        ];
    }

    private static (int Bits, string Tensor, string File) Type(int bits) =>
        s_types.First(type => type.Bits == bits);

    private static string CsvText(string text) => text.AsSpan().ContainsAny(",\"\n\r")
        ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
