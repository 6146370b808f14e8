namespace Heavytail.Cli.Commands.Explain;

/// <summary>The conventions: how weights are scaled, pooled and fitted.</summary>
internal static class Conventions
{
    private const string Published =
        "Use it to compare with the figures of that paper. `heavytail explain convention` has the formulas.";

    public static IReadOnlyList<Topic> All { get; } =
    [
        new(
            Convention.WeightWatcher.Name,
            "the default convention",
            "Slices of convolutions are scaled by √½, and the slices of a layer make one spectrum. Dense matrices "
                + "are taken as they are.",
            "Keep it, unless you compare with published figures. `--compat weightwatcher` also reproduces the "
                + "quirks of WeightWatcher 0.7.5.5."),
        new(
            Convention.WeightWatcher0755.Name,
            "WeightWatcher 0.7.5.5, quirks included",
            "The scaling of the default on weights in single precision, with the limits and the −1 of failed fits of "
                + "that program: its output to the printed digits.",
            "Use it to compare with results of that program. `--compat weightwatcher` is the same."),
        new(
            Convention.Nature2021.Name,
            "as in Martin, Peng and Mahoney, Nature Communications 2021",
            "Every slice of a kernel is a matrix of its own. All matrices are scaled by √(rf/2), dense ones too, and "
                + "those with M of 50 and more are fitted.",
            Published),
        new(
            Convention.Sdm2020.Name,
            "as in Martin and Mahoney, SDM 2020",
            "Every slice of a kernel is a matrix of its own, as it is stored. Slices of convolutions are fitted from "
                + "M = 50 on, dense matrices of any size.",
            Published),
    ];
}
