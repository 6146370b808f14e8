using Heavytail.Formats.SafeTensors;

namespace Heavytail.Surgery;

/// <summary>A safetensors model as it lies on disk: whole files, and where the elements of each tensor are.</summary>
/// <param name="Files">The files, shards before their index.</param>
/// <param name="Places">File and offset by the index of each tensor that is stored as it is read.</param>
internal sealed record SafeTensorsImage(
    IReadOnlyList<CopiedFile> Files, Dictionary<int, (int File, long Offset)> Places)
{
    private const string Format = "safetensors";

    /// <summary>The image of a model; null where it is not of safetensors alone.</summary>
    public static SafeTensorsImage? Of(Checkpoint checkpoint)
    {
        if (checkpoint.Format is not (Format or $"{Format} (sharded)"))
        {
            return null;
        }

        var format = new SafeTensorsFormat();
        var files = new List<CopiedFile>();
        var indices = new List<CopiedFile>();
        var places =
            new Dictionary<(string File, string Name), (int File, SafeTensorsHeader.Entry Entry, long Start)>();
        for (int k = 0; k < checkpoint.Files.Count; k++)
        {
            var file = checkpoint.FileAt(k);
            var copied = new CopiedFile(
                Path.GetFileName(file.Path), file.Length, [() => file.OpenRegion(0, file.Length)]);
            if (!format.Matches(file.Head(SafeTensorsFormat.HeadLength), file))
            {
                indices.Add(copied);
                continue;
            }

            var (header, start) = SafeTensorsFormat.Parse(file);
            foreach (var entry in header.Entries)
            {
                places[(file.Path, entry.Name)] = (files.Count, entry, start);
            }

            files.Add(copied);
        }

        var found = new Dictionary<int, (int File, long Offset)>();
        foreach (var tensor in checkpoint.Tensors)
        {
            if (places.TryGetValue((tensor.File, tensor.Name), out var place) && IsStored(tensor, place.Entry))
            {
                found.Add(tensor.Index, (place.File, place.Start + place.Entry.Begin));
            }
        }

        // The index comes last: it is what opens the others.
        return new SafeTensorsImage([.. files, .. indices], found);
    }

    private static bool IsStored(TensorInfo tensor, SafeTensorsHeader.Entry entry) =>
        !tensor.IsQuantized && tensor.Factors is null && tensor.StoredNames.Count == 0
        && tensor.Type == entry.Type && tensor.Shape.Equals(entry.Shape);
}
