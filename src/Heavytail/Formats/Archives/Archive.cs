using Heavytail.Files;
using Heavytail.Formats.Contract;

namespace Heavytail.Formats.Archives;

/// <summary>The files of an archive as if they were a folder's, of which one is the model.</summary>
internal sealed class Archive
{
    private const int NamedInError = 5;

    /// <summary>
    /// A packed file up to this size is unpacked to see what it is; of a larger one the name decides.
    /// </summary>
    private const long MaxPeekedBytes = 16 << 20;

    /// <summary>The most that is unpacked of all files to see what they are; then names decide.</summary>
    private const long MaxPeekedInAll = 256 << 20;

    private readonly ByteSource _file;
    private readonly IFormatDetector _models;
    private readonly IReadOnlyList<ArchiveEntry> _entries;
    private readonly Dictionary<string, ArchiveEntry> _byName = new(StringComparer.Ordinal);

    /// <param name="file">The archive.</param>
    /// <param name="models">Recognizes the formats that it may hold.</param>
    /// <param name="entries">Its files.</param>
    /// <exception cref="InvalidCheckpointException">Two entries have the same name.</exception>
    public Archive(ByteSource file, IFormatDetector models, IReadOnlyList<ArchiveEntry> entries)
    {
        (_file, _models, _entries) = (file, models, entries);
        foreach (var entry in entries)
        {
            if (!_byName.TryAdd(entry.Name, entry))
            {
                throw file.Invalid($"its entry `{entry.Name}` occurs twice");
            }
        }
    }

    /// <summary>Whether an entry is a model, by its content where that costs little, by its name otherwise.</summary>
    public bool HoldsModel() => Candidates().Count > 0;

    /// <summary>Reads the one model.</summary>
    /// <exception cref="InvalidCheckpointException">There is none, or more than one, or it cannot be read.</exception>
    public CheckpointContents Read(string word)
    {
        var found = Candidates();
        if (found.Count == 0)
        {
            found = [.. _entries.Where(entry => IsConsidered(entry) && _models.HasKnownExtension(entry.Name))];
        }

        var chosen = found is [var only] ? only : throw NotOne(found);
        using var opened = new Opened<ByteSource>();
        var inner = opened.Add(Open(chosen));
        var format = _models.Detect(inner);
        var contents = format.ReadHeader(inner);
        return contents with
        {
            FormatName = $"{contents.FormatName ?? format.Name} in {word}",
            Shards = [],
            Unpacked = [.. contents.Shards, .. contents.Unpacked, .. opened.Release()],
        };
    }

    private InvalidCheckpointException NotOne(List<ArchiveEntry> found) => found.Count == 0
        ? _file.Invalid(
            $"the archive contains no weight file among its {_entries.Count:N0} entries (links are not followed)",
            "unpack it and pass the file that contains the weights")
        : _file.Invalid(
            $"the archive contains {found.Count} weight files where one was expected: "
            + string.Join(", ", found.Take(NamedInError).Select(entry => $"`{entry.Name}`"))
            + (found.Count > NamedInError ? ", …" : ""),
            "unpack it and pass one of them");

    private List<ArchiveEntry> Candidates()
    {
        var found = new List<ArchiveEntry>();
        var beside = new HashSet<string>(StringComparer.Ordinal);
        long peeked = 0;
        foreach (var entry in _entries.Where(IsConsidered))
        {
            if (!entry.IsStored && entry.Size > Math.Min(MaxPeekedBytes, MaxPeekedInAll - peeked))
            {
                if (_models.HasKnownExtension(entry.Name))
                {
                    found.Add(entry);
                }

                continue;
            }

            // Small packed files without a known extension are what lies beside models: texts, scripts.
            if (entry.IsStored || _models.HasKnownExtension(entry.Name))
            {
                peeked += entry.IsStored ? 0 : entry.Size;
                if (IsModel(entry, beside))
                {
                    found.Add(entry);
                }
            }
        }

        found.RemoveAll(entry => beside.Contains(entry.Name));
        return found;
    }

    private bool IsModel(ArchiveEntry entry, HashSet<string> beside)
    {
        using var file = Open(entry);
        var format = _models.TryDetect(file);
        try
        {
            string folder = FolderOf(entry.Name);
            beside.UnionWith((format?.FilesBeside(file) ?? []).Select(name => folder + name));
        }
        catch (CheckpointException)
        {
            // It is one of the archive's files, and its error comes up when it is opened.
            return true;
        }

        return format is not null;
    }

    /// <summary>No hidden files, no state of a trainer, nothing that macOS adds.</summary>
    private static bool IsConsidered(ArchiveEntry entry) => entry.Size > 0
        && !TrainerState.IsNameOf(entry.Name)
        && !entry.Name.Split('/').Any(part => part.StartsWith('.') || part == "__MACOSX");

    private ByteSource Open(ArchiveEntry entry) =>
        entry.Open($"{_file.Path}!{entry.Name}", new Folder(this, FolderOf(entry.Name)));

    private static string FolderOf(string name) => name[..(name.LastIndexOf('/') + 1)];

    /// <summary>A folder of the archive.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="path">The folder's path in it, with a <c>/</c> at the end; empty at the top.</param>
    private sealed class Folder(Archive archive, string path) : SourceFolder
    {
        public override ByteSource? Open(string name) =>
            archive._byName.TryGetValue(path + name, out var entry) ? archive.Open(entry) : null;
    }
}
