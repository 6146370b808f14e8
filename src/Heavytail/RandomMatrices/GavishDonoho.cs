// What:      the optimal hard threshold of singular values, and σ from their median.
// Formula:   λ*(β)² = 2(β + 1) + 8β/(β + 1 + √(β² + 14β + 1)), β = M/N: keep s > λ*·√N·σ; with σ unknown
//            σ̂ = median(s)/√(N·μ_β), μ_β the Marchenko–Pastur median, so s > ω·median(s), ω = λ*/√μ_β.
// Reference: Gavish & Donoho, IEEE Trans. Inf. Theory 60 (2014) 5040, eq. 11 and §III-E.
// Not done:  their cubic approximation of ω: the median is exact here.
namespace Heavytail.RandomMatrices;

/// <summary>Gavish and Donoho's threshold, which minimizes the squared error of a truncated matrix.</summary>
internal static class GavishDonoho
{
    /// <summary>λ*(β), in units of √N·σ.</summary>
    /// <param name="aspect">β = M/N, above 0 and at most 1.</param>
    public static double Threshold(double aspect) => Math.Sqrt(
        (2 * (aspect + 1)) + (8 * aspect / (aspect + 1 + Math.Sqrt((aspect * aspect) + (14 * aspect) + 1))));

    /// <summary>ω(β), in units of the median singular value.</summary>
    /// <param name="aspect">β = M/N, above 0 and at most 1.</param>
    public static double MedianFactor(double aspect) =>
        Threshold(aspect) / Math.Sqrt(new MarchenkoPastur(aspect).Median);
}
