using Heavytail.LinearAlgebra;

namespace Heavytail;

/// <summary>Names and error bounds of precisions.</summary>
public static class Precisions
{
    /// <summary>Error of an eigenvalue in <see cref="Precision.Single"/>, relative to λ_max.</summary>
    public const double SingleError = 3e-7;

    /// <summary>The word on the command line and in reports.</summary>
    public static string Word(this Precision precision) => precision switch
    {
        Precision.Double => "double",
        Precision.Single => "single",
        _ => throw new ArgumentOutOfRangeException(nameof(precision), precision, "not a precision"),
    };

    /// <summary>The error bound of eigenvalues, for people; null for double.</summary>
    public static string? Bound(this Precision precision) =>
        precision == Precision.Single ? "eigenvalues to about 3e-7·lambda_max" : null;

    /// <summary>Whether the eigenvalues of a matrix come out of single arithmetic.</summary>
    internal static bool IsSingle(this Precision precision, int order) =>
        precision == Precision.Single && SymmetricEigenvalues.IsTwoStage(order);
}
