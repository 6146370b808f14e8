using System.IO.Enumeration;

namespace Heavytail.Cli.Output;

/// <summary>
/// Where a model is written: one file, or a folder with its files and with what lies beside the model and is needed to
/// load it. Whole or not there; never where the model is that is read.
/// </summary>
internal sealed class ModelOutput : IDisposable
{
    public const string Extension = ".safetensors";

    /// <summary>What loaders need beside weights: configurations, tokenizers, templates.</summary>
    private static readonly string[] s_companions =
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

    /// <summary>Extensions of weights that are not written.</summary>
    private static readonly string[] s_otherWeights =
    [
        ".bin", ".caffemodel", ".ckpt", ".ggml", ".gguf", ".h5", ".hdf5", ".keras", ".msgpack", ".npy", ".npz", ".onnx",
        ".pb", ".pickle", ".pkl", ".pt", ".pth", ".tflite", ".th", ".zarr",
    ];

    private readonly string _label;
    private readonly AtomicFile? _file;
    private readonly AtomicFolder? _folder;
    private readonly IReadOnlyList<string> _companions;

    private ModelOutput(string given, AtomicFile? file, AtomicFolder? folder, IReadOnlyList<string> companions)
    {
        (Given, _file, _folder, _companions) = (given, file, folder, companions);
        _label = $"`--output {given}`";
    }

    /// <summary>The path as it was given.</summary>
    public string Given { get; }

    /// <summary>Whether a path of <c>--output</c> is the model's, and no document's.</summary>
    public static bool IsModel(string path)
    {
        string extension = Path.GetExtension(path);
        return extension.Equals(Extension, StringComparison.OrdinalIgnoreCase)
            || (!OutputFormat.Extensions.Contains(extension, StringComparer.OrdinalIgnoreCase)
                && (extension.Length == 0 || Directory.Exists(path)
                    || Spelling.DidYouMean(extension, [.. OutputFormat.Extensions, Extension]) is null));
    }

    /// <summary>Makes the files under temporary names.</summary>
    /// <param name="path">The path as it was given.</param>
    /// <param name="checkpoint">The model that is read.</param>
    /// <param name="files">The files to write.</param>
    /// <param name="replaces">Whether a model that is there is replaced.</param>
    /// <exception cref="UsageException">They cannot be written.</exception>
    public static ModelOutput Create(
        string path, Checkpoint checkpoint, IReadOnlyList<CopyFile> files, bool replaces)
    {
        string label = $"`--output {path}`";
        if (s_otherWeights.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase))
        {
            throw new UsageException(
                $"{label} ends in `{Path.GetExtension(path)}`, and only safetensors is written",
                $"`--output {Path.GetFileNameWithoutExtension(path)}{Extension}`, or a folder");
        }

        string real = RealPath.Of(Path.TrimEndingDirectorySeparator(path));
        bool isFile = Path.GetExtension(path).Equals(Extension, StringComparison.OrdinalIgnoreCase);
        if (isFile && files.Count > 1)
        {
            throw new UsageException(
                $"{label} is one file, and the model has {files.Count} of them",
                $"give a folder: `--output {Path.GetFileNameWithoutExtension(path)}`");
        }

        string[] written = isFile ? [real] : [.. files.Select(file => Path.Combine(real, file.Name))];
        foreach (string input in checkpoint.OpenedPaths.Append(checkpoint.Path))
        {
            string inputPath = RealPath.Of(input);
            if (RealPath.Comparer.Equals(real, inputPath) || written.Contains(inputPath, RealPath.Comparer)
                || RealPath.Comparer.Equals(real, Path.GetDirectoryName(inputPath)))
            {
                throw new UsageException(
                    $"{label} is an input, `{input}`, and would be overwritten", "choose another path");
            }
        }

        if (Path.Exists(real) && !(Directory.Exists(real) && !Directory.EnumerateFileSystemEntries(real).Any()))
        {
            if (!replaces)
            {
                throw new UsageException($"{label} exists already", "choose another path, or add `--force`");
            }

            RefuseStrangers(label, real, files, isFile);
        }

        if (isFile)
        {
            return new ModelOutput(path, AtomicFile.Create("--output", path), null, []);
        }

        AtomicFile.RequireFolder(label, Path.TrimEndingDirectorySeparator(path), real);
        string[] companions = CompanionsOf(checkpoint, files);
        return new ModelOutput(
            path, null, Guarded(
                label, path, real, () => AtomicFolder.Create(real, files.Select(file => file.Name))), companions);
    }

    /// <summary>Writes the model, and gives it its name.</summary>
    /// <param name="write">Writes the files to streams.</param>
    /// <exception cref="UsageException">It cannot be written.</exception>
    public T Write<T>(Func<IReadOnlyList<Stream>, T> write)
    {
        T? result = default;
        if (_file is not null)
        {
            _file.Try(() =>
            {
                result = write([_file.Stream]);
                ((FileStream)_file.Stream).Flush(flushToDisk: true);
            });
            _file.Rename();
            return result!;
        }

        return Guarded(_label, Given, _folder!.TemporaryPath, () =>
        {
            result = write(_folder.Streams);
            foreach (string companion in _companions)
            {
                File.Copy(companion, Path.Combine(_folder.TemporaryPath, Path.GetFileName(companion)));
            }

            _folder.Rename();
            return result;
        });
    }

    public void Dispose()
    {
        _file?.Dispose();
        _folder?.Dispose();
    }

    /// <summary>Replaces a model alone: a folder that has anything else stays.</summary>
    private static void RefuseStrangers(string label, string path, IReadOnlyList<CopyFile> files, bool isFile)
    {
        if (Directory.Exists(path) == isFile)
        {
            throw new UsageException($"{label} cannot be written: it is {(isFile ? "a folder" : "a file")}");
        }

        string? stranger = isFile ? null : Directory.EnumerateFileSystemEntries(path)
            .Select(Path.GetFileName).FirstOrDefault(name => files.All(file => file.Name != name)
                && !s_companions.Contains(name) && !IsCode(name!));
        if (stranger is not null)
        {
            throw new UsageException(
                $"{label} has other files than those of the model, such as `{stranger}`, and is not replaced",
                "choose another folder, or remove it");
        }
    }

    private static string[] CompanionsOf(Checkpoint checkpoint, IReadOnlyList<CopyFile> files)
    {
        string? folder = Path.GetDirectoryName(Path.GetFullPath(checkpoint.Path));
        return
        [
            .. s_companions.Where(name => files.All(file => file.Name != name))
                .Select(name => Path.Combine(folder ?? "", name)).Where(File.Exists),
            .. s_codes.SelectMany(pattern => Directory.EnumerateFiles(folder ?? ".", pattern))
                .Order(StringComparer.Ordinal),
        ];
    }

    private static bool IsCode(string name) =>
        s_codes.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false));

    /// <summary>A failure names the path that was given, and not the temporary one.</summary>
    private static T Guarded<T>(string label, string given, string temporary, Func<T> write)
    {
        try
        {
            return write();
        }
        catch (Exception e) when (AtomicFile.IsFailure(e))
        {
            string reason = StandardStreams.IsTooLarge(e) ? StandardStreams.Reason(e) : e.Message;
            throw new UsageException(
                $"{label} cannot be written: {reason.Replace(temporary, given, StringComparison.Ordinal)}");
        }
    }
}
