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

    private const string IfOnHub = "if it is a model on the Hugging Face Hub, ";

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
        if (HubAddress.IsSite(path))
        {
            return OfAddress("https", path, path);
        }

        var name = HubName().Match(path);
        (string owner, string model) = (name.Groups["owner"].Value, name.Groups["model"].Value);
        return !name.Success || Directory.Exists(owner) || HubAddress.IsFileName(model)
            ? null
            : OfHub(
                new HubAddress($"{owner}/{model}", Revision: name.Groups["revision"].Value),
                "no such file or folder", IfOnHub);
    }

    /// <summary>A model without an owner in its name, such as <c>gpt2</c>; null where it is no such name.</summary>
    public static RemoteModel? OfBareName(string path) =>
        path.Length < LeastName || Path.GetExtension(path).Length > 0 || !HubName().IsMatch($"owner/{path}")
            ? null
            : OfHub(new HubAddress(path), "no such file or folder", IfOnHub);

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

        bool onHub = scheme == "hf" || HubAddress.IsSite(rest);
        if (onHub && HubAddress.Parse(rest, isSite: scheme != "hf") is { } address)
        {
            return OfHub(address, $"is on the Hugging Face Hub: {LocalOnly}");
        }

        return new RemoteModel(
            $"is an address: {LocalOnly}",
            onHub
                ? "download it with `hf download`, and give the path of the folder"
                : $"download it first, for example with `curl -LO {path}`, and give the path of the file");
    }

    private static RemoteModel OfHub(HubAddress address, string problem, string condition = "")
    {
        string inside = address.File.Length > 0 ? address.File : address.Folder;
        if (Cached(address) is string snapshot && Path.Combine(snapshot, inside) is var there && Path.Exists(there))
        {
            return new RemoteModel(problem, $"the Hub's cache has it: give the path `{there}`");
        }

        string type = address.Type == "model" ? "" : $" --repo-type {address.Type}";
        string at = address.Revision.Length > 0 ? $" --revision {Quoted(address.Revision)}" : "";
        string what = address.File.Length > 0 ? Quoted(address.File)
            : address.Folder.Length == 0 ? WeightsOnly
            : $"--include \"{address.Folder}/*.safetensors\" \"{address.Folder}/*.json\"";
        string result = inside.Length > 0 ? $"{address.Name}/{inside}" : address.Name;
        return new RemoteModel(
            problem,
            $"{condition}download it with "
                + $"`hf download {address.Repository} {what}{type}{at} --local-dir {address.Name}`, "
                + $"and give the path `{result}`");
    }

    /// <summary>A word as a shell reads it back.</summary>
    private static string Quoted(string word) => PlainWord().IsMatch(word)
        ? word
        : $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    /// <summary>The newest snapshot of a model that the Hub's own tools downloaded; null where there is none.</summary>
    private static string? Cached(HubAddress address)
    {
        string folder = $"{address.Type}s--{address.Repository.Replace("/", "--", StringComparison.Ordinal)}";
        string snapshots = Path.Combine(CacheRoot(), folder, "snapshots");
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

    [GeneratedRegex("^(?<scheme>[A-Za-z][A-Za-z0-9+.-]+)://(?<rest>.*)$", RegexOptions.Singleline)]
    private static partial Regex Address();

    [GeneratedRegex("^[A-Za-z0-9_./@%+=:,-]+$")]
    private static partial Regex PlainWord();

    [GeneratedRegex(
        "^(?<owner>[A-Za-z0-9][A-Za-z0-9_.-]*)/(?<model>[A-Za-z0-9][A-Za-z0-9_.-]*)(@(?<revision>[A-Za-z0-9_./-]+))?$")]
    private static partial Regex HubName();
}
