namespace Heavytail.Cli.Commands.Explain;

/// <summary>The statuses of layers.</summary>
internal static class Statuses
{
    public static IReadOnlyList<Topic> All { get; } =
    [
        new(
            LayerStatus.Success.Word(),
            "the layer was analyzed",
            "Every metric has a value, as far as it is defined for the layer.",
            "Nothing."),
        new(
            LayerStatus.Failed.Word(),
            "the fit failed",
            "No power law could be fitted to the eigenvalues. The layer has no alpha, and is not in the "
                + "means of metrics that need one. Its norms and ranks are valid.",
            "Nothing, where the layer is small. Where it is large, look at its eigenvalues (--spectra)."),
        new(
            LayerStatus.AllZero.Word(),
            "all weights are zero",
            "The layer is dead, or was never written: norms are 0, and the rest is undefined.",
            "Check that the checkpoint is complete, and that the layer is in use. Zeros are what an "
                + "initialization by zero leaves before the first step, and what pruning leaves of a layer."),
        new(
            LayerStatus.TooFewEigenvalues.Word(),
            "too few eigenvalues above zero",
            "Fewer than two eigenvalues are above zero: the matrix has rank 0 or 1, and no tail to fit.",
            "A matrix of rank 1 says that all its rows are alike: check the initialization, and that the "
                + "layer is in use."),
        new(
            LayerStatus.EqualEigenvalues.Word(),
            "all eigenvalues are equal",
            "All eigenvalues are equal to the precision of the stored weights, as those of an orthogonal or "
                + "identity matrix are: there is no alpha.",
            "Nothing, where the layer was made so. A trained layer should not look like this: it may be at "
                + "its orthogonal initialization still."),
        new(
            LayerStatus.NonFiniteWeights.Word(),
            "NaN or infinite weights",
            "The layer has weights that are NaN or infinite, so nothing is computed of it. The command ends "
                + "with exit code 2.",
            "The training diverged, or the file is damaged: go back to the last checkpoint without them. The "
                + "message has how many there are, and where the first is."),
        new(
            LayerStatus.OutOfRange.Word(),
            "beyond the range of numbers",
            "The largest eigenvalue is beyond the range of double precision or, under --compat "
                + "weightwatcher, a weight is beyond that of single precision: nothing is computed. The command "
                + "ends with exit code 2.",
            "Weights so large are the mark of a training that diverged, or of bytes read with the wrong "
                + "type: look at sv_max of an earlier checkpoint."),
        new(
            LayerStatus.Unreadable.Word(),
            "the numbers could not be read",
            "The file says that the layer is there, and its numbers could not be read: the file ends too "
                + "early, or its compression or its codes are damaged. The command ends with exit code 2, and the "
                + "other layers are analyzed.",
            "Compare the size and the hash of the file with its source, and download or copy it again."),
        new(
            LayerStatus.TooSmall.Word(),
            "too small for a fit",
            "The convention takes only the spectral norm of a matrix so small. This is not a failure.",
            "Nothing. The default convention fits such matrices, with an alpha that says little."),
    ];
}
