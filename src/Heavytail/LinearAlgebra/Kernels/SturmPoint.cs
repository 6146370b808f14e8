namespace Heavytail.LinearAlgebra.Kernels;

/// <summary>A point of the axis.</summary>
/// <param name="X">Where.</param>
/// <param name="Count">Eigenvalues below.</param>
/// <param name="Value">The characteristic polynomial there, without its exponent.</param>
/// <param name="Exponent">Its exponent of two.</param>
internal readonly record struct SturmPoint(double X, int Count, double Value, long Exponent);
