using System.Globalization;

namespace Heavytail.Cli.Options;

/// <summary>What a folder without weights holds.</summary>
internal static class FolderContents
{
    /// <summary>Entries that are counted.</summary>
    private const int MostEntries = 10_000;

    private const int Kinds = 3;

    /// <summary>The next step, from what the folder and those below it hold.</summary>
    public static string Hint(string folder)
    {
        var kinds = Directory.EnumerateFiles(folder, "*", new EnumerationOptions
        {
            RecurseSubdirectories = true,
            AttributesToSkip = FileAttributes.Hidden | FileAttributes.System,
        })
            .Take(MostEntries)
            .GroupBy(path => Path.GetExtension(path), StringComparer.OrdinalIgnoreCase)
            .OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal)
            .ToArray();
        if (kinds.Length == 0)
        {
            return "it is empty: copy or download the files again, or give another folder";
        }

        var named = kinds.Take(Kinds).Select(kind => string.Create(
            CultureInfo.InvariantCulture, $"{kind.Count()} {(kind.Key.Length > 0 ? kind.Key : "without extension")}"));
        string more = kinds.Length > Kinds ? " and others" : "";
        return $"it holds {string.Join(", ", named)}{more}; weights are in .safetensors, .pt, .pth, .bin, .onnx, .h5, "
            + ".keras, .tflite, .gguf, .npz and other files: `heavytail describe FILE` says why a file is not "
            + "recognized";
    }
}
