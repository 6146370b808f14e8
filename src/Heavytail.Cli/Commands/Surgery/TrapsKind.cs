using System.CommandLine;

namespace Heavytail.Cli.Commands.Surgery;

/// <summary><c>heavytail surgery traps</c>: correlation traps by their cause.</summary>
internal sealed class TrapsKind : SurgeryKind
{
    private readonly Option<double?> _pairs = Number(
        "--pairs",
        "Vector pairs to take off a matrix whose entries have a heavy tail; 0 leaves it [default: 1]",
        "from 0 to 128, whole", value => value is >= 0 and <= 128 && double.IsInteger(value));

    public override string Name => "traps";

    public override string Description =>
        "Remove correlation traps by cause: clip entries, take off the mean, or a vector pair";

    public override void AddTo(Command command) => command.Options.Add(_pairs);

    public override SurgeryOperation Create(ParseResult parsed) =>
        new TrapRemoval { Pairs = (int)(parsed.GetValue(_pairs) ?? 1) };
}
