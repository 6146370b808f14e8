using System.Text.RegularExpressions;

namespace Heavytail.Files;

/// <summary>What an address of the Hugging Face Hub leads to: its parts, as <c>hf download</c> needs them.</summary>
/// <param name="Repository">The name, which has no owner where the Hub gives it none: <c>gpt2</c>.</param>
/// <param name="Type"><c>model</c>, <c>dataset</c> or <c>space</c>.</param>
/// <param name="Revision">The branch, tag or commit; empty for the main branch.</param>
/// <param name="File">The file; empty where the address names none.</param>
/// <param name="Folder">The folder inside the repository; empty for all of it.</param>
internal sealed partial record HubAddress(
    string Repository, string Type = "model", string Revision = "", string File = "", string Folder = "")
{
    /// <summary>The repository's name without its owner.</summary>
    public string Name => Repository[(Repository.IndexOf('/', StringComparison.Ordinal) + 1)..];

    /// <summary>Whether an address without its scheme is one of the Hub's site.</summary>
    public static bool IsSite(string rest) => Site().IsMatch(rest);

    /// <summary>The repository of an address; null for the Hub's other pages.</summary>
    /// <param name="rest">The address without its scheme.</param>
    /// <param name="isSite">Whether it begins with the name of the site, as an address of the web does.</param>
    public static HubAddress? Parse(string rest, bool isSite)
    {
        // The slash of a revision such as refs/pr/1 may be written as %2F: it divides no segments.
        string[] parts =
        [
            .. rest.Split('?', '#')[0].Split('/').Skip(isSite ? 1 : 0)
                .Where(part => part.Length > 0).Select(Uri.UnescapeDataString),
        ];
        string type = "model";
        if (parts is ["models" or "datasets" or "spaces" or "buckets", .. var named])
        {
            (type, parts) = (parts[0][..^1], named);
        }

        return type == "bucket" || parts.Length == 0 || IsPage(parts[0]) ? null : Of(parts, type, isSite);
    }

    /// <summary>Whether a name ends as weight files and tables do: it was meant as a path.</summary>
    public static bool IsFileName(string name) => Path.GetExtension(name).ToLowerInvariant() is
        ".safetensors" or ".pt" or ".pth" or ".bin" or ".ckpt" or ".th" or ".dat" or ".onnx" or ".pb" or ".tflite"
        or ".h5" or ".hdf5" or ".keras" or ".gguf" or ".msgpack" or ".npy" or ".npz" or ".caffemodel" or ".zip"
        or ".tar" or ".gz" or ".tgz" or ".json" or ".csv" or ".tsv" or ".parquet" or ".txt" or ".index" or ".zarr";

    private static HubAddress? Of(string[] parts, string type, bool isSite)
    {
        // `gpt2/tree/main`, `gpt2@v1/a.bin`, `gpt2/a.bin`: the second part is no name of a repository.
        bool hasOwner = parts.Length > 1 && !IsView(parts[1]) && !parts[0].Contains('@', StringComparison.Ordinal)
            && (isSite || parts.Length > 2 || !IsFileName(parts[1]));
        string[] name = parts[hasOwner ? 1 : 0].Split('@', 2);
        string repository = hasOwner ? $"{parts[0]}/{name[0]}" : name[0];
        if (!Repositories().IsMatch(repository))
        {
            return null;
        }

        string revision = name.Length == 2 ? name[1] : "";
        string[] inside = parts[(hasOwner ? 2 : 1)..];
        string view = "";
        if (inside is [var first, .. var after]
            && (IsView(first) || (isSite && !IsFileName(after.LastOrDefault(first)))))
        {
            // Discussions, settings and other pages of a repository name no file.
            bool hasFiles = first is "resolve" or "blob" or "raw" or "tree" && after.Length > 0;
            (view, inside, revision) = hasFiles ? (first, after[1..], after[0]) : (first, [], revision);
        }

        // The two kinds of revisions that the Hub's own tools know with their slashes: refs/pr/1, refs/convert/parquet.
        if (revision == "refs" && inside is ["pr" or "convert", _, ..])
        {
            (revision, inside) = ($"refs/{inside[0]}/{inside[1]}", inside[2..]);
        }

        string path = string.Join('/', inside);
        bool isFolder = view == "tree" || (view.Length == 0 && !Path.HasExtension(path));
        return new HubAddress(
            repository, type, revision == "main" ? "" : revision, isFolder ? "" : path, isFolder ? path : "");
    }

    private static bool IsView(string part) => part is
        "resolve" or "blob" or "raw" or "tree" or "blame" or "edit" or "commit" or "commits" or "discussions";

    /// <summary>Whether the site has a page under a name, so that no owner has it.</summary>
    private static bool IsPage(string part) => part is
        "api" or "blog" or "chat" or "collections" or "docs" or "enterprise" or "inference" or "join" or "learn"
        or "login" or "organizations" or "papers" or "posts" or "pricing" or "settings" or "tasks" or "welcome";

    [GeneratedRegex(@"^(www\.)?(huggingface\.co|hf\.co)(/|$)", RegexOptions.IgnoreCase)]
    private static partial Regex Site();

    [GeneratedRegex("^([A-Za-z0-9][A-Za-z0-9_.-]*/)?[A-Za-z0-9][A-Za-z0-9_.-]*$")]
    private static partial Regex Repositories();
}
