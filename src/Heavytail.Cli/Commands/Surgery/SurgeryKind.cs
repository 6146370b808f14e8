using System.CommandLine;
using System.Globalization;

namespace Heavytail.Cli.Commands.Surgery;

/// <summary>A kind of surgery with its options.</summary>
internal abstract class SurgeryKind
{
    /// <summary>All kinds, in the order of help.</summary>
    public static IReadOnlyList<Func<SurgeryKind>> All { get; } =
        [() => new SmoothKind(), () => new LowRankKind(), () => new TrapsKind(), () => new ProjectKind()];

    /// <summary>Its word.</summary>
    public abstract string Name { get; }

    /// <summary>What it does, for help.</summary>
    public abstract string Description { get; }

    /// <summary>Adds its options to a command.</summary>
    public abstract void AddTo(Command command);

    /// <summary>The operation that the command line asks for.</summary>
    /// <exception cref="UsageException">Options exclude each other.</exception>
    public abstract SurgeryOperation Create(ParseResult parsed);

    /// <summary>A real number.</summary>
    protected static Option<double?> Number(
        string name, string description, string range, Func<double, bool> isValid) => new(name)
        {
            Description = description,
            HelpName = "X",
            CustomParser = result =>
            {
                string text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
                const NumberStyles Styles =
                    NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
                if (double.TryParse(text, Styles, CultureInfo.InvariantCulture, out double value) && isValid(value))
                {
                    return value;
                }

                result.AddError($"`{name} {text}`: expected a number {range}");
                return null;
            },
        };
}
