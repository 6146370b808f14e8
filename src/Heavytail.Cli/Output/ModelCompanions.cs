using System.IO.Enumeration;

namespace Heavytail.Cli.Output;

/// <summary>A file beside weights that loaders need, and where it goes.</summary>
/// <param name="Source">Its path.</param>
/// <param name="Name">Its path from the folder of the model on.</param>
internal sealed record ModelCompanion(string Source, string Name);

/// <summary>
/// What lies beside weights and is needed to load them: configurations, tokenizers, templates, code. Of a model's
/// folder those in subfolders count too, where a subfolder has no weights: one that has is a model of its own.
/// </summary>
internal static class ModelCompanions
{
    /// <summary>Tokenizers of the largest vocabularies have some 35 MB.</summary>
    private const long MostBytes = 64L << 20;

    /// <summary>More files, or deeper ones, are no part of a model: a virtual environment, logs.</summary>
    private const int MostFiles = 1000;

    private const int MostDepth = 4;

    private static readonly string[] s_names =
    [
        "config.json", "generation_config.json", "preprocessor_config.json", "processor_config.json",
        "tokenizer.json", "tokenizer_config.json", "tokenizer.model", "special_tokens_map.json", "added_tokens.json",
        "vocab.json", "vocab.txt", "merges.txt", "spiece.model", "chat_template.jinja", "chat_template.json",
        "sentencepiece.bpe.model", "tokenizer.model.v3", "tekken.json", "modules.json", "sentence_bert_config.json",
        "image_processor_config.json", "video_preprocessor_config.json",
    ];

    /// <summary>Code of a model that <c>config.json</c> names, such as <c>modeling_phi3.py</c>.</summary>
    private static readonly string[] s_codes =
        ["modeling_*.py", "configuration_*.py", "tokenization_*.py", "processing_*.py", "image_processing_*.py"];

    /// <summary>What subfolders may have beside that: packages of code, templates, the settings of a part.</summary>
    private static readonly string[] s_parts = ["*.py", "*.jinja", "*_config.json", "*.tiktoken"];

    /// <summary>Extensions of weights that are not written.</summary>
    public static IReadOnlyList<string> OtherWeights { get; } =
    [
        ".bin", ".caffemodel", ".ckpt", ".ggml", ".gguf", ".h5", ".hdf5", ".keras", ".msgpack", ".npy", ".npz", ".onnx",
        ".pb", ".pickle", ".pkl", ".pt", ".pth", ".tflite", ".th", ".zarr",
    ];

    /// <summary>The companions of a model.</summary>
    /// <param name="folder">The folder of its weights.</param>
    /// <param name="isModel">Whether the folder is known to be that of one model.</param>
    /// <param name="note">Told of a subfolder that is too large to be a part of a model.</param>
    public static IReadOnlyList<ModelCompanion> Of(string folder, bool isModel, Action<string> note)
    {
        ModelCompanion[] beside =
        [
            .. s_names.Where(name => File.Exists(Path.Combine(folder, name)))
                .Concat(s_codes.SelectMany(pattern => Directory.EnumerateFiles(folder, pattern))
                    .Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal))
                .Select(name => new ModelCompanion(Path.Combine(folder, name), name)),
        ];
        return isModel || beside.Length > 0
            ? [.. beside, .. Subfolders(folder).SelectMany(sub => Below(folder, sub, note))]
            : beside;
    }

    /// <summary>What a folder has that is neither a file of a model nor a companion; null for nothing.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="files">The names of the model's files.</param>
    /// <param name="companions">Its companions: of subfolders, they alone are known.</param>
    public static string? Stranger(
        string folder, IReadOnlyCollection<string> files, IReadOnlyList<ModelCompanion> companions)
    {
        var names = companions.Select(companion => companion.Name).ToHashSet(StringComparer.Ordinal);
        return Directory.EnumerateFileSystemEntries(folder).Select(path => Path.GetRelativePath(folder, path))
            .FirstOrDefault(name => !IsKnown(name));

        bool IsKnown(string name) => IsFolder(Path.Combine(folder, name))
            ? Directory.EnumerateFileSystemEntries(Path.Combine(folder, name))
                .All(path => IsFolder(path) ? IsKnown(Path.GetRelativePath(folder, path))
                    : names.Contains(Path.GetRelativePath(folder, path)))
            : files.Contains(name) || s_names.Contains(name) || Matches(name, s_codes);
    }

    private static bool IsFolder(string path) =>
        Directory.Exists(path) && new DirectoryInfo(path).LinkTarget is null;

    /// <summary>The companions in a subfolder; none where it has weights, or is too large.</summary>
    private static IEnumerable<ModelCompanion> Below(string folder, string subfolder, Action<string> note)
    {
        var found = new List<ModelCompanion>();
        var pending = new Stack<(string Path, int Depth)>([(subfolder, 1)]);
        int seen = 0;
        while (pending.TryPop(out var current))
        {
            foreach (string path in Directory.EnumerateFiles(current.Path))
            {
                if (IsWeights(path))
                {
                    return [];
                }

                if (IsNeeded(path) && StaysIn(folder, path) && new FileInfo(path).Length <= MostBytes)
                {
                    found.Add(new ModelCompanion(path, Path.GetRelativePath(folder, path)));
                }

                seen++;
            }

            string[] below = [.. Subfolders(current.Path)];
            if (seen > MostFiles || (below.Length > 0 && current.Depth == MostDepth))
            {
                note($"`{subfolder}` is not copied: it has more than {MostFiles} files, or folders deeper than "
                    + $"{MostDepth}, and models have fewer");
                return [];
            }

            foreach (string next in below)
            {
                pending.Push((next, current.Depth + 1));
            }
        }

        return found.OrderBy(companion => companion.Name, StringComparer.Ordinal);
    }

    /// <summary>Hidden folders, those of compiled code, and links, which may lead anywhere, are left out.</summary>
    private static IEnumerable<string> Subfolders(string folder) => Directory.EnumerateDirectories(folder)
        .Where(path => !Path.GetFileName(path).StartsWith('.') && Path.GetFileName(path) != "__pycache__"
            && new DirectoryInfo(path).LinkTarget is null)
        .Order(StringComparer.Ordinal);

    /// <summary>
    /// Whether a file lies in the folder, and does not only have a link there: or is one of a cache of the Hugging Face
    /// Hub, whose files are links to <c>blobs</c>.
    /// </summary>
    private static bool StaysIn(string folder, string path)
    {
        string real = RealPath.Of(folder);
        string target = RealPath.Of(path);
        string? above = Path.GetDirectoryName(real);
        return IsIn(real, target) || (Path.GetFileName(above) == "snapshots"
            && IsIn(Path.Combine(Path.GetDirectoryName(above) ?? "", "blobs"), target));
    }

    /// <summary>Whether a path is below a folder; both without links.</summary>
    public static bool IsIn(string folder, string path) => path.StartsWith(
        Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar,
        OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase);

    private static bool IsNeeded(string path) => Path.GetFileName(path) is var name
        && (s_names.Contains(name) || Matches(name, s_parts));

    private static bool IsWeights(string path) => Path.GetExtension(path) is var extension
        && (extension.Equals(ModelOutput.Extension, StringComparison.OrdinalIgnoreCase)
            || OtherWeights.Contains(extension, StringComparer.OrdinalIgnoreCase));

    private static bool Matches(string name, string[] patterns) => Array.Exists(
        patterns, pattern => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false));
}
