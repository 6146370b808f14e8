namespace Heavytail;

/// <summary>The spacing of floating-point values: the distance from 1 to the next larger value of a type.</summary>
internal static class MachineEpsilon
{
    /// <summary>2⁻⁵². <see cref="double.Epsilon"/> is something else: the smallest positive double.</summary>
    public const double Double = 2.220446049250313e-16;
}
