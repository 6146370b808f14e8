using System.CommandLine;
using System.Globalization;

namespace Heavytail.Cli.Options;

/// <summary>The options for what the spectrum of a layer is taken of.</summary>
internal sealed class MatrixOption
{
    private readonly Option<string> _matrices = new("--matrices")
    {
        Description =
            "What a spectrum is of: the slices of a convolution together, or one by one; the convolution as one "
            + "matrix; its operator on images; windows of one shape (FARMS); products of consecutive layers; all "
            + "layers stacked. See `explain matrices`",
        HelpName = string.Join('|', Enum.GetValues<MatrixKind>().Select(kind => kind.Word())),
        DefaultValueFactory = _ => MatrixKind.Pooled.Word(),
    };

    private readonly Option<int[]?> _image = Dimensions(
        "--image", "HxW", "Size of the images of --matrices operator: HxW; W for sequences, DxHxW for volumes", 1, 3);

    private readonly Option<bool> _farms = new("--farms")
    {
        Description = "Same as --matrices windows",
    };

    private readonly Option<int[]?> _window = Dimensions(
        "--window", "RxC", "Shape of the windows [default: MxM, at most 2000x2000]", 2, 2);

    private readonly Option<int?> _windows = OptionRules.Count(
        "--windows", "Number of windows along each dimension [default: as many as cover the layer]");

    private readonly Option<bool> _inverse = new("--inverse")
    {
        Description = "Take the spectrum of 1/lambda: its tail is that of the smallest eigenvalues above zero",
    };

    public void AddTo(Command command)
    {
        _matrices.AllowOnly([.. Enum.GetValues<MatrixKind>().Select(kind => kind.Word())]);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_farms) is { Implicit: false }
                && result.WordOf(_matrices) is string word && word != MatrixKind.Windows.Word())
            {
                result.AddError($"`{_matrices.Name} {word}` and `{_farms.Name}` exclude each other");
            }
        });
        foreach (Option option in new Option[] { _matrices, _image, _farms, _window, _windows, _inverse })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The options with the matrices that are asked for.</summary>
    /// <exception cref="UsageException">They exclude each other, or the convention.</exception>
    public AnalysisOptions Read(ParseResult parsed, AnalysisOptions options)
    {
        string word = parsed.GetValue(_matrices)!;
        var method = options.Method with
        {
            Matrices = new MatrixOptions
            {
                Kind = parsed.GetValue(_farms)
                    ? MatrixKind.Windows
                    : Enum.GetValues<MatrixKind>().First(kind => kind.Word() == word),
                Inverse = parsed.GetValue(_inverse),
                Image = parsed.GetValue(_image) ?? [],
                Window = parsed.GetValue(_window) is [int rows, int columns] ? new WindowShape(rows, columns) : null,
                WindowCount = parsed.GetValue(_windows),
            },
        };
        return method.Contradiction() is string problem
            ? throw new UsageException(Flags.In(problem))
            : options with { Method = method };
    }

    /// <summary>Positive numbers with an `x` between them.</summary>
    private static Option<int[]?> Dimensions(string name, string form, string description, int least, int most) =>
        new(name)
        {
            Description = description,
            HelpName = form,
            CustomParser = result =>
            {
                string text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
                string[] parts = text.Split('x', 'X');
                int[] numbers =
                [
                    .. parts.Select(part =>
                        int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
                            ? number : 0),
                ];
                if (numbers.Length >= least && numbers.Length <= most && numbers.All(number => number > 0))
                {
                    return numbers;
                }

                result.AddError($"`{name} {text}`: expected {form}, such as 32x32");
                return null;
            },
        };
}
