namespace Heavytail.Cli.Output;

/// <summary>The model that is read while another is written: nothing of it may be written over.</summary>
internal sealed class ModelInput
{
    private readonly string _given;

    /// <param name="given">The path as it was given.</param>
    /// <param name="checkpoint">The open model.</param>
    /// <param name="note">Told what is not copied, and why.</param>
    public ModelInput(string given, Checkpoint checkpoint, Action<string> note)
    {
        _given = given;
        string folder = Path.GetDirectoryName(Path.GetFullPath(checkpoint.Path)) ?? ".";
        Companions = ModelCompanions.Of(folder, Directory.Exists(given) || checkpoint.Files.Count > 1, note);
        Files =
        [
            .. checkpoint.OpenedPaths.Append(checkpoint.Path)
                .Concat(CheckpointFinder.RelatedFiles(checkpoint.Path))
                .Concat(CheckpointFinder.RelatedFiles(RealPath.Of(checkpoint.Path)))
                .Concat(Companions.Select(companion => companion.Source)),
        ];
    }

    /// <summary>What lies beside its weights, and belongs to it.</summary>
    public IReadOnlyList<ModelCompanion> Companions { get; }

    /// <summary>
    /// Its files: those that are read, the other shards of the model of which it is one, and its companions.
    /// </summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>Refuses an output that would change the input, or become a part of it.</summary>
    /// <param name="label">The output, for messages.</param>
    /// <param name="real">Its path without links.</param>
    /// <param name="written">The files that would be written, without links.</param>
    /// <exception cref="UsageException">It is, or holds, a file of the input, or lies in its folder.</exception>
    public void Keep(string label, string real, IReadOnlyCollection<string> written)
    {
        foreach (string file in Files)
        {
            string path = RealPath.Of(file);
            if (RealPath.Comparer.Equals(real, path) || written.Contains(path, RealPath.Comparer)
                || ModelCompanions.IsIn(real, path))
            {
                throw new UsageException(
                    $"{label} is an input, `{file}`, and would be overwritten", "choose another path");
            }
        }

        var folders = Companions.Where(companion => companion.Name.Contains(Path.DirectorySeparatorChar))
            .Select(companion => Path.GetDirectoryName(companion.Source)!);
        string? around = (Directory.Exists(_given) ? folders.Prepend(_given) : folders)
            .FirstOrDefault(folder => ModelCompanions.IsIn(RealPath.Of(folder), real));
        if (around is not null)
        {
            throw new UsageException(
                $"{label} lies in a folder of the model, `{around}`, and would become a part of it",
                "choose a path beside the model");
        }
    }
}
