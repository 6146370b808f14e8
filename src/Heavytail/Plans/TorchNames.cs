namespace Heavytail.Plans;

/// <summary>Whether names of layers can be those of modules of PyTorch, which many files of plans need.</summary>
internal static class TorchNames
{
    /// <summary>Formats that PyTorch's libraries write with the names of parameters.</summary>
    private static readonly string[] s_formats = ["PyTorch", "safetensors", "TorchSharp", "tensors in memory"];

    /// <summary>Says that names are those of a file that PyTorch does not read.</summary>
    /// <param name="layers">The layers.</param>
    /// <param name="files">The files of the plan that need names of PyTorch.</param>
    /// <param name="notes">Receives the sentence.</param>
    public static void Note(IReadOnlyList<PlanLayer> layers, IReadOnlyList<string> files, List<string> notes)
    {
        if (layers.FirstOrDefault(layer => layer.Format is not null)?.Format is { } format
            && !s_formats.Any(known => format.Contains(known, StringComparison.Ordinal)))
        {
            notes.Add(
                $"names are those of the {format} file, and PyTorch does not read it: rename them for "
                    + string.Join(" and ", files));
        }
    }
}
