// What:      how far apart the eigenvalues of a layer are that would be equal without rounding.
// Formula:   √λ of multiplicity k spread to ε·σ·√k, σ = ‖W‖_F/(r·√(N/M)) of a slice of rank r;
//            those of an orthogonal matrix made in F32 to √N·2⁻²³·s_max; of b-bit codes ε = 2^(3−b).
// Reference: EqualValues for the spread; the factors are measured: 0.57 for rounding to F32, F16, BF16 and F8, 0.48 for
//            codes of 4 and 8 bits, up to 1.05 for Householder reflections in F32.
// Not done:  codes of fewer than 4 bits count as 4: at 2 bits rounding makes an orthogonal matrix look trained.
using Heavytail.Fits;
using Heavytail.Spectra;

namespace Heavytail.Conventions;

/// <summary>The precision of a layer's weights, and of the arithmetic, in terms of its eigenvalues.</summary>
internal static class WeightPrecision
{
    /// <summary>The coarsest precision that a code may have.</summary>
    private const double CoarsestCode = 0.5;

    /// <summary>Bits from which on a code is no coarser than that.</summary>
    private const int FewestBits = 4;

    /// <summary>The precision in which orthogonal matrices are made.</summary>
    private static readonly double s_single = ElementType.F32.Epsilon();

    /// <summary>Which eigenvalues are equal.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="spectrum">Its spectrum, or one slice of it, as the convention scales it.</param>
    public static EqualValues Equal(Layer layer, ScaledSpectrum spectrum)
    {
        double stored = layer.Tensor.StoredType.Epsilon();
        double largest = spectrum.SingularValues[^1];
        double deviation = Deviation(layer, spectrum);
        double resolution = layer.N * MachineEpsilon.Double;
        return new EqualValues(stored * deviation, Math.Max(stored, CodeEpsilon(layer.Tensor)) * deviation, layer.M)
        {
            Local = stored,
            TopRootFloor = stored < s_single ? 0 : Math.Sqrt(layer.N) * s_single * largest,
            RootFloor = spectrum.Method == SpectrumMethod.Bidiagonal ? resolution * largest : 0,
            Floor = spectrum.Method == SpectrumMethod.Bidiagonal ? 0
                : spectrum.LambdaMax * (spectrum.Precision.IsSingle(layer.M) ? NumericalRank.SingleNoise : resolution),
        };
    }

    /// <summary>
    /// The root mean square of the weights of a slice, the largest. One of rank r below M may be a block of zeros but
    /// for r/M of its rows and columns, so its other weights are larger by M/r.
    /// </summary>
    private static double Deviation(Layer layer, ScaledSpectrum spectrum)
    {
        double largest = spectrum.SingularValues[^1];
        double deviation = 0;
        for (int k = 0; k < spectrum.Slices.Count; k++)
        {
            if (spectrum.RankOf(k) > 0)
            {
                double norm = largest * RelativeNorm(spectrum.Slices[k], largest);
                deviation = Math.Max(deviation, norm / (spectrum.RankOf(k) * Math.Sqrt(layer.Q)));
            }
        }

        return deviation;
    }

    private static double RelativeNorm(double[] singularValues, double largest)
    {
        double sum = 0;
        foreach (double value in singularValues)
        {
            sum += value / largest * (value / largest);
        }

        return Math.Sqrt(sum);
    }

    /// <summary>
    /// ε of a type whose rounding is that of codes with a scale for some weights: 2^(3−b) for b bits, of which the
    /// largest code is about 2.5 root mean squares. The bits are those that a weight takes in the file, without scales
    /// that lie beside it.
    /// </summary>
    private static double CodeEpsilon(TensorInfo tensor)
    {
        if (!tensor.IsQuantized)
        {
            return 0;
        }

        double bits = Math.Floor((double)tensor.StoredByteCount * 8 / Math.Max(tensor.Shape.ElementCount, 1));
        double uniform = Math.Pow(2, 3 - Math.Max(bits, FewestBits));
        return Math.Min(CoarsestCode, Math.Max(uniform, FloatCode(tensor.Encoding)));
    }

    /// <summary>ε of codes that are floating-point numbers; 0 for others.</summary>
    private static double FloatCode(string encoding) =>
        new[] { ElementType.F8E5M2, ElementType.F8E4M3, ElementType.F4 }
            .Where(type => encoding.Contains(type.Name(), StringComparison.Ordinal))
            .Select(type => type.Epsilon())
            .FirstOrDefault();
}
