using System.CommandLine;

namespace Heavytail.Cli.Commands.Plan;

/// <summary><c>heavytail plan layers</c>: OwLore's mode of norms.</summary>
internal sealed class LayersKind : PlanKind
{
    public override string Name => LayersPlan.Kind;

    public override string Description => "How likely each block is trained next, by its norm (OwLore)";

    public override string Metric => "norm";

    public override IReadOnlyList<Option> Options => [];

    public override IReadOnlyList<(string Name, string Extension)> Files =>
        [("owlore", ".txt"), ("probabilities", ".json")];

    public override Heavytail.Plan Create(ParseResult parsed, IReadOnlyList<PlanLayer> layers, string model) =>
        LayersPlan.Create(layers);
}
