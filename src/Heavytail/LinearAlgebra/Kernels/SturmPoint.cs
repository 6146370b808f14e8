namespace Heavytail.LinearAlgebra.Kernels;

/// <summary>The characteristic polynomial at one point.</summary>
/// <param name="X">The point.</param>
/// <param name="Count">Number of eigenvalues below.</param>
/// <param name="Value">Value of the polynomial, without its exponent.</param>
/// <param name="Exponent">Exponent of two of the value.</param>
internal readonly record struct SturmPoint(double X, int Count, double Value, long Exponent);
