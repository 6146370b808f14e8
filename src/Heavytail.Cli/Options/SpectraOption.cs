using System.CommandLine;
using Heavytail.Cli.Output;

namespace Heavytail.Cli.Options;

/// <summary>The option for a file of eigenvalues.</summary>
internal sealed class SpectraOption
{
    private readonly Option<string?> _file = new(SpectraFile.OptionName)
    {
        Description =
            "Also write a file of all eigenvalues by layer and slice, unscaled, those of W also with --inverse; its "
            + "extension selects the format: "
            + string.Join(' ', SpectraFile.Extensions),
        HelpName = "FILE",
    };

    public void AddTo(Command command)
    {
        _file.RefuseEmpty();
        command.Options.Add(_file);
    }

    /// <summary>The path; null where no file is asked for.</summary>
    public string? Read(ParseResult parsed) => parsed.GetValue(_file);
}
