// What:      AlphaPruning's cache of metrics, and a recipe of llm-compressor.
// Reference: main.py of AlphaPruning reads --ww_metric_cache FOLDER/alpha_peak.npy: one value a linear layer of the
//            decoder blocks, in the order of modules. SparsityModifierBase of llm-compressor: `sparsity` is one value,
//            or a list with a value for each layer that `targets` match, in the order of modules.
using System.Buffers.Binary;
using System.Text;

namespace Heavytail.Plans;

/// <summary>The files of <see cref="SparsityPlan"/>.</summary>
internal static class SparsityFiles
{
    private const int NpyAlignment = 64;

    /// <param name="rows">All layers of the model: both files go by position.</param>
    /// <param name="options">How the plan allocates.</param>
    /// <param name="refused">Receives the file that cannot be made.</param>
    public static IReadOnlyList<PlanFile> Of(
        IReadOnlyList<PlanRow> rows, SparsityOptions options, List<RefusedPlanFile> refused)
    {
        PlanFile recipe = PlanText.File(
            "llm-compressor", ".yaml", "the recipe of llm-compressor's oneshot(recipe=FILE)", Recipe(rows, options));
        if (Scores(rows) is not { } scores)
        {
            refused.Add(new RefusedPlanFile(
                "npy", "AlphaPruning reads a score for each layer of the model by position, and some have none"));
            return [recipe];
        }

        return
        [
            recipe,
            new PlanFile("npy", ".npy", Npy(scores))
            {
                Use = "the scores, as alpha_peak.npy in the folder of AlphaPruning's --ww_metric_cache",
                IsText = false,
            },
        ];
    }

    /// <summary>
    /// The scores in order. A layer without one has the mean of its block, which leaves that as it is; null where a
    /// block has none, or a layer was not selected: the tool that reads them prunes every layer.
    /// </summary>
    private static double[]? Scores(IReadOnlyList<PlanRow> rows)
    {
        var means = rows.GroupBy(row => PlanScope.Unit(row.Layer), StringComparer.Ordinal).ToDictionary(
            group => group.Key, group => group.Select(row => row.Layer.Score).Average(), StringComparer.Ordinal);
        double?[] scores = [.. rows.Select(row => row.Layer.IsLeftOut
            ? null : row.Layer.Score ?? means[PlanScope.Unit(row.Layer)])];
        return scores.All(score => score is not null) ? [.. scores.Select(score => score!.Value)] : null;
    }

    /// <summary>A vector of doubles in version 1.0 of NumPy's format.</summary>
    public static byte[] Npy(IReadOnlyList<double> values)
    {
        string header = PlanText.Invariant(
            $"{{'descr': '<f8', 'fortran_order': False, 'shape': ({values.Count},), }}");
        const int Preamble = 10;
        int padding = NpyAlignment - ((Preamble + header.Length + 1) % NpyAlignment);
        header += new string(' ', padding % NpyAlignment) + "\n";
        byte[] file = new byte[Preamble + header.Length + (sizeof(double) * values.Count)];
        ((ReadOnlySpan<byte>)[0x93, .. "NUMPY"u8, 1, 0]).CopyTo(file);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(8), (ushort)header.Length);
        Encoding.ASCII.GetBytes(header).CopyTo(file, Preamble);
        for (int k = 0; k < values.Count; k++)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(
                file.AsSpan(Preamble + header.Length + (sizeof(double) * k)), values[k]);
        }

        return file;
    }

    private static string Recipe(IReadOnlyList<PlanRow> rows, SparsityOptions options)
    {
        // A list goes by position, so that layers which stay dense are in it; blocks of two values go by module.
        bool byBlock = !options.ByModule && rows.All(row => row.Layer.Block is not null)
            && rows.GroupBy(row => row.Layer.Block).All(
                block => block.Select(row => row.Allocation).Distinct().Count() == 1);
        var units = rows.GroupBy(row => byBlock ? row.Layer.Block! : row.Layer.Module).ToArray();
        string[] targets = byBlock
            ? [.. rows.Select(row => ModuleName.Parse(row.Layer.Module).Stack!).Distinct().Select(Blocks)]
            : [.. units.Select(unit => unit.Key)];
        var text = new StringBuilder("sparsity_stage:\n  sparsity_modifiers:\n");
        text.Append("    ").Append(options.Modifier).Append(":\n      sparsity:\n");
        foreach (var unit in units)
        {
            double mean = unit.Average(row => row.Allocation);
            text.Append("      - ").Append(PlanText.Exact(Math.Round(mean, 6))).Append('\n');
        }

        text.Append("      mask_structure: \"0:0\"\n      targets:\n");
        foreach (string target in targets)
        {
            text.Append("      - ").Append(PlanText.Quoted(target)).Append('\n');
        }

        return text.Append("      ignore:\n      - \"re:.*lm_head\"\n").ToString();
    }

    /// <summary>An expression for the blocks of a stack, which a tool puts in the order of their numbers.</summary>
    private static string Blocks(string stack) =>
        $@"re:^{(stack.Length == 0 ? "" : PlanText.Literal(stack) + @"\.")}\d+$";
}
