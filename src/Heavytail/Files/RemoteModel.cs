using System.Text.RegularExpressions;

namespace Heavytail.Files;

/// <summary>
/// An address, or the name of a model on the Hugging Face Hub, where a file is expected: nothing is downloaded, and the
/// hint is the command that does.
/// </summary>
/// <param name="Problem">What is wrong.</param>
/// <param name="Hint">The next step.</param>
internal sealed partial record RemoteModel(string Problem, string Hint)
{
    private const string LocalOnly = "Heavytail reads local files, and downloads nothing";

    /// <summary>Shorter words are no names of models.</summary>
    private const int LeastName = 3;

    /// <summary>What the weight files of a model on the Hub, and what explains them, are called.</summary>
    private const string WeightsOnly = "--include \"*.safetensors\" \"*.json\"";

    /// <summary>The model of an address; null for a path.</summary>
    public static RemoteModel? OfAddress(string path) => Address().Match(path) is { Success: true } address
        ? OfAddress(address.Groups["scheme"].Value.ToLowerInvariant(), address.Groups["rest"].Value, path)
        : null;

    /// <summary>The model that a path names which nothing on this disk has; null where it is no such name.</summary>
    public static RemoteModel? OfName(string path)
    {
        var name = HubName().Match(path);
        (string owner, string model) = (name.Groups["owner"].Value, name.Groups["model"].Value);
        return !name.Success || Directory.Exists(owner) || IsFileName(model)
            ? null
            : OfHub(
                $"{owner}/{model}", name.Groups["revision"].Value, file: "", "no such file or folder",
                "if it is a model on the Hugging Face Hub, ");
    }

    /// <summary>A model without an owner in its name, such as <c>gpt2</c>; null where it is no such name.</summary>
    public static RemoteModel? OfBareName(string path) =>
        path.Length < LeastName || Path.GetExtension(path).Length > 0 || !HubName().IsMatch($"owner/{path}")
            ? null
            : OfHub(
                path, revision: "", file: "", "no such file or folder",
                "if it is a model on the Hugging Face Hub, ");

    private static RemoteModel OfAddress(string scheme, string rest, string path)
    {
        if (scheme == "file")
        {
            return new RemoteModel("is an address", "give the path of the file, without `file://`");
        }

        if (scheme is not ("http" or "https" or "hf"))
        {
            return new RemoteModel(
                $"is an address: {LocalOnly}", "copy it to this disk, and give the path of the copy");
        }

        bool onHub = scheme == "hf" || rest.StartsWith("huggingface.co/", StringComparison.OrdinalIgnoreCase);
        string[] parts =
        [
            .. rest.Split('?', '#')[0].Split('/').Skip(scheme == "hf" ? 0 : 1).Where(part => part != "models"),
        ];
        if (onHub && parts is [{ Length: > 0 } owner, { Length: > 0 } model, .. var inside]
            && owner is not ("datasets" or "spaces" or "buckets"))
        {
            string[] name = model.Split('@', 2);
            string revision = name.Length == 2 ? name[1] : "";
            if (inside is ["resolve" or "blob" or "raw" or "tree", string named, .. var file])
            {
                (revision, inside) = (named == "main" ? "" : named, file);
            }

            return OfHub(
                $"{owner}/{name[0]}", revision, string.Join('/', inside.Where(part => part.Length > 0)),
                $"is on the Hugging Face Hub: {LocalOnly}");
        }

        return new RemoteModel(
            $"is an address: {LocalOnly}",
            onHub
                ? "download it with `hf download`, and give the path of the folder"
                : $"download it first, for example with `curl -LO {path}`, and give the path of the file");
    }

    private static RemoteModel OfHub(string model, string revision, string file, string problem, string condition = "")
    {
        if (Cached(model) is string snapshot)
        {
            string there = file.Length > 0 ? Path.Combine(snapshot, file) : snapshot;
            return new RemoteModel(problem, $"the Hub's cache has it: give the path `{there}`");
        }

        string folder = model[(model.IndexOf('/', StringComparison.Ordinal) + 1)..];
        string at = revision.Length > 0 ? $" --revision {revision}" : "";
        string what = file.Length > 0 ? file : WeightsOnly;
        string result = file.Length > 0 ? $"{folder}/{file}" : folder;
        return new RemoteModel(
            problem,
            $"{condition}download it with "
                + $"`hf download {model} {what}{at} --local-dir {folder}`, and give the path `{result}`");
    }

    /// <summary>The newest snapshot of a model that the Hub's own tools downloaded; null where there is none.</summary>
    private static string? Cached(string model)
    {
        string snapshots = Path.Combine(
            CacheRoot(), $"models--{model.Replace("/", "--", StringComparison.Ordinal)}", "snapshots");
        try
        {
            return Directory.Exists(snapshots)
                ? Directory.EnumerateDirectories(snapshots).MaxBy(Directory.GetLastWriteTimeUtc)
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A cache that may not be listed is as good as none.
            return null;
        }
    }

    private static string CacheRoot()
    {
        return Variable("HF_HUB_CACHE")
            ?? (Variable("HF_HOME") is string home ? Path.Combine(home, "hub") : null)
            ?? Path.Combine(
                Variable("XDG_CACHE_HOME")
                    ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
                "huggingface",
                "hub");

        static string? Variable(string name) =>
            Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
    }

    /// <summary>Whether a name ends as weight files and tables do: it was meant as a path.</summary>
    private static bool IsFileName(string name) => Path.GetExtension(name).ToLowerInvariant() is
        ".safetensors" or ".pt" or ".pth" or ".bin" or ".ckpt" or ".th" or ".dat" or ".onnx" or ".pb" or ".tflite"
        or ".h5" or ".hdf5" or ".keras" or ".gguf" or ".msgpack" or ".npy" or ".npz" or ".caffemodel" or ".zip"
        or ".tar" or ".gz" or ".tgz" or ".json" or ".csv" or ".tsv" or ".parquet" or ".txt" or ".index" or ".zarr";

    [GeneratedRegex("^(?<scheme>[A-Za-z][A-Za-z0-9+.-]+)://(?<rest>.*)$", RegexOptions.Singleline)]
    private static partial Regex Address();

    [GeneratedRegex(
        "^(?<owner>[A-Za-z0-9][A-Za-z0-9_.-]*)/(?<model>[A-Za-z0-9][A-Za-z0-9_.-]*)(@(?<revision>[A-Za-z0-9_./-]+))?$")]
    private static partial Regex HubName();
}
