using Heavytail.Files;

namespace Heavytail.Formats.PyTorch;

/// <summary>Zips of PyTorch that are no files of <c>torch.save</c>: what they are, and what to do.</summary>
internal static class TorchLookalikes
{
    private const string ShardExtension = ".distcp";

    private const string ExportHint =
        "in Python, load it with `torch.export.load`, and save its `state_dict` with `torch.save`";

    /// <summary>What the names in a zip show; null where they show nothing.</summary>
    public static (string What, string Hint)? Find(IReadOnlyList<string> names) =>
        names.Any(name => Last(name) is "serialized_exported_program.json" or "archive_format")
            ? ("a program of torch.export (.pt2), which is not read", ExportHint)
        : names.Any(name => name.EndsWith("/.data/python_version", StringComparison.Ordinal)
            || name.EndsWith("/.data/extern_modules", StringComparison.Ordinal))
            ? ("a package of torch.package, whose pickles come with code of their own, and which is not read",
                "in Python, load it with `torch.package.PackageImporter`, and save the model's `state_dict()` with "
                + "`torch.save`")
            : null;

    /// <summary>The error of a zip whose names show what it is; null where they show nothing.</summary>
    public static InvalidCheckpointException? Refusal(ByteSource file, IReadOnlyList<string> names) =>
        Find(names) is { } kind ? file.Invalid($"is {kind.What}", kind.Hint) : null;

    /// <summary>Refuses a file of a distributed checkpoint: zips in a row, which another file describes.</summary>
    /// <exception cref="InvalidCheckpointException">It is one.</exception>
    public static void Refuse(ByteSource file)
    {
        if (file.Path.EndsWith(ShardExtension, StringComparison.OrdinalIgnoreCase))
        {
            throw file.Invalid(
                "is one process's part of a distributed checkpoint (torch.distributed.checkpoint, FSDP), which is not "
                + "read",
                "make one file of its folder: `python -m torch.distributed.checkpoint.format_utils dcp_to_torch FOLDER "
                + "model.pt`");
        }
    }

    private static string Last(string name) => name[(name.LastIndexOf('/') + 1)..];
}
