namespace Heavytail.Tests.Hostile.Mutants;

/// <summary>A mutant that was neither read nor refused as it should be.</summary>
/// <param name="Target">The kind of input.</param>
/// <param name="Seed">Of the run.</param>
/// <param name="Index">Of the mutant.</param>
/// <param name="What">What happened.</param>
internal sealed record Finding(string Target, int Seed, int Index, string What)
{
    /// <summary>Writes its files into a folder below this one; returns that folder.</summary>
    public string Keep(string folder)
    {
        string name = string.Concat($"{Target}-{Seed}-{Index}".Select(c => char.IsLetterOrDigit(c) ? c : '-'));
        var mutant = MutantMaker.Make(FuzzTargets.Find(Target), Seed, Index);
        string kept = Directory.CreateDirectory(Path.Combine(folder, name)).FullName;
        mutant.Write(kept);
        File.WriteAllText(Path.Combine(kept, "finding.txt"), $"{this}\n{mutant.Recipe}\n");
        return kept;
    }

    public override string ToString() => $"{Target}, mutant {Index}: {What}\nreplay: {Replay}";

    private string Replay =>
        $"dotnet run -c Release --project tests/Heavytail.Tests -- fuzz --seed {Seed} --target '{Target}' "
        + $"--index {Index}";
}
