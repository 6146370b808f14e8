namespace Heavytail.Tests.Hostile.Mutants;

/// <summary>Makes mutants: the same target, seed and index make the same one.</summary>
internal static class MutantMaker
{
    private static readonly IMutation[] s_flat =
    [
        new SpliceMutation(), new LengthFieldMutation(), new LengthFieldMutation(), new DuplicateSectionMutation(),
        new InflateMutation(), new TextTokenMutation(), new RandomMutation(),
    ];

    private static readonly IMutation[] s_all = [.. s_flat, new MemberMutation(s_flat)];

    private static readonly byte[][] s_strangers = [.. FuzzSeed.All.Select(seed => seed.Bytes)];

    /// <summary>
    /// One to four mutations, each of what the one before left: of the file, of a part of it that is joined again with
    /// true lengths, or of a file beside it. Every second time checksums are made true.
    /// </summary>
    public static Mutant Make(FuzzTarget target, int seed, int index)
    {
        var random = new Random(Seed(target.Name, seed, index));
        var honest = target.Seeds[random.Next(random.Next(3) > 0 ? target.OwnSeeds : target.Seeds.Count)];
        byte[][] parts = [.. honest.Parts];
        var beside = honest.Companions.ToArray();
        var materials = new Materials(
            random,
            target.Seeds[random.Next(target.Seeds.Count)].Bytes,
            s_strangers[random.Next(s_strangers.Length)]);

        int kind = random.Next(10);
        string recipe;
        if (kind < 3 && beside.Length > 0)
        {
            int chosen = random.Next(beside.Length);
            (beside[chosen].Bytes, recipe) = Damage(beside[chosen].Bytes, materials);
            return new Mutant(honest, [(honest.FileName, honest.Bytes), .. beside], $"{beside[chosen].Name}: {recipe}");
        }

        if (kind < 6)
        {
            int chosen = random.Next(2) == 0 ? 0 : random.Next(parts.Length);
            (parts[chosen], recipe) = Damage(parts[chosen], materials);
            return new Mutant(honest, [(honest.FileName, honest.Join(parts)), .. beside], $"part {chosen}: {recipe}");
        }

        (byte[] whole, recipe) = Damage(honest.Bytes, materials);
        return new Mutant(honest, [(honest.FileName, whole), .. beside], recipe);
    }

    private static (byte[] Bytes, string Recipe) Damage(byte[] honest, Materials materials)
    {
        byte[] bytes = [.. honest];
        var names = new List<string>();
        for (int left = 1 + materials.Random.Next(1 + materials.Random.Next(4)); left > 0; left--)
        {
            var mutation = materials.Pick(s_all);
            names.Add(mutation.Name);
            bytes = mutation.Apply(bytes.Length == 0 ? [0] : bytes, materials);
        }

        if (materials.OneIn(2))
        {
            names.Add("checksums");
            bytes = ChecksumRepair.Repair([.. bytes], honest);
        }

        return (bytes, string.Join(" + ", names));
    }

    /// <summary>FNV-1a: equal in every process, unlike hash codes of strings.</summary>
    private static int Seed(string target, int seed, int index)
    {
        uint hash = 2166136261;
        foreach (char letter in $"{target} {seed} {index}")
        {
            hash = (hash ^ letter) * 16777619;
        }

        return (int)hash;
    }
}
