namespace Heavytail.Tests.Hostile.Mutants;

/// <summary>A damaged file with those beside it.</summary>
/// <param name="Seed">The honest file.</param>
/// <param name="Files">All files by name, the one that is opened first.</param>
/// <param name="Recipe">What was done, in words.</param>
internal sealed record Mutant(FuzzSeed Seed, IReadOnlyList<(string Name, byte[] Bytes)> Files, string Recipe)
{
    /// <summary>Bytes of all files.</summary>
    public long Size => Files.Sum(file => file.Bytes.LongLength);

    /// <summary>Writes the files; returns the path of the first.</summary>
    public string Write(string folder)
    {
        foreach (var (name, bytes) in Files)
        {
            string path = Path.Combine(folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, bytes);
        }

        return Path.Combine(folder, Files[0].Name);
    }
}
