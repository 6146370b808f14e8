namespace Heavytail.Tests.Hostile.Mutants;

/// <summary>The damage of <see cref="Mutator"/>, which knows nothing of structure.</summary>
internal sealed class RandomMutation : IMutation
{
    public string Name => "random";

    public byte[] Apply(byte[] bytes, Materials materials) =>
        new Mutator(materials.Random).Mutate(bytes, materials.Sibling);
}
