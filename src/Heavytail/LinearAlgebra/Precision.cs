namespace Heavytail;

#pragma warning disable CA1720 // `single` and `double` are the field's words for it

/// <summary>The arithmetic of the costliest stage, the reduction of a large matrix to a band.</summary>
public enum Precision
{
    /// <summary>Eigenvalues to a few ε·λ_max, ε = 2.2e-16.</summary>
    Double,

    /// <summary>
    /// That stage in <see cref="float"/>, half the time: eigenvalues to about 3e-7·λ_max. Small matrices, whose stages
    /// are others, stay in double.
    /// </summary>
    Single,
}
