namespace Heavytail.Cli.Output;

/// <summary>
/// Where a model is written: one file, or a folder with its files and with what lies beside the model and is needed to
/// load it. Whole or not there; never where the model is that is read.
/// </summary>
internal sealed class ModelOutput : IDisposable
{
    public const string Extension = ".safetensors";

    private readonly string _label;
    private readonly AtomicFile? _file;
    private readonly AtomicFolder? _folder;
    private readonly IReadOnlyList<ModelCompanion> _companions;

    private ModelOutput(
        string given, AtomicFile? file, AtomicFolder? folder, IReadOnlyList<ModelCompanion> companions)
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
    /// <param name="input">The model that is read.</param>
    /// <param name="files">The files to write.</param>
    /// <param name="replaces">Whether a model that is there is replaced.</param>
    /// <exception cref="UsageException">They cannot be written.</exception>
    public static ModelOutput Create(string path, ModelInput input, IReadOnlyList<CopyFile> files, bool replaces)
    {
        string label = $"`--output {path}`";
        if (ModelCompanions.OtherWeights.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase))
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

        input.Keep(label, real, isFile ? [real] : [.. files.Select(file => Path.Combine(real, file.Name))]);
        if (Path.Exists(real) && !(Directory.Exists(real) && !Directory.EnumerateFileSystemEntries(real).Any()))
        {
            if (!replaces)
            {
                throw new UsageException($"{label} exists already", "choose another path, or add `--force`");
            }

            RefuseStrangers(label, real, files, input.Companions, isFile);
        }

        if (isFile)
        {
            return new ModelOutput(path, AtomicFile.Create("--output", path), null, []);
        }

        AtomicFile.RequireFolder(label, Path.TrimEndingDirectorySeparator(path), real);
        return new ModelOutput(
            path, null, Guarded(
                label, path, real, () => AtomicFolder.Create(real, files.Select(file => file.Name))),
            [.. input.Companions.Where(companion => files.All(file => file.Name != companion.Name))]);
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
            foreach (var companion in _companions)
            {
                string copy = Path.Combine(_folder.TemporaryPath, companion.Name);
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(companion.Source, copy);
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
    private static void RefuseStrangers(
        string label, string path, IReadOnlyList<CopyFile> files, IReadOnlyList<ModelCompanion> companions, bool isFile)
    {
        if (Directory.Exists(path) == isFile)
        {
            throw new UsageException($"{label} cannot be written: it is {(isFile ? "a folder" : "a file")}");
        }

        string? stranger = isFile ? null : ModelCompanions.Stranger(
            path, [.. files.Select(file => file.Name)], companions);
        if (stranger is not null)
        {
            throw new UsageException(
                $"{label} has other files than those of the model, such as `{stranger}`, and is not replaced",
                "choose another folder, or remove it");
        }
    }

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
