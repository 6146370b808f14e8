// What:      the kurtosis of a stream of weights, in one pass and in bounded memory.
// Formula:   kurtosis = n·M4 / M2², with M_k the sum of (w − mean)^k; moments of runs are merged pairwise.
// Reference: Pébay, Formulas for robust, one-pass parallel computation of covariances and arbitrary-order statistical
//            moments, Sandia report SAND2008-6212 (2008), eqs. 2.1–2.4.
// Not done:  no correction for the bias of small samples: a layer's weights are all there are.
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Heavytail.Statistics;

namespace Heavytail.Metrics;

/// <summary>
/// Central moments of the weights seen so far. Sums run in eight lanes on every CPU, so that the bits do not depend on
/// its vectors.
/// </summary>
internal sealed class WeightMoments
{
    /// <summary>
    /// A power of two that brings weights near 1, so that their fourth powers stay in range; 0 while all are zero.
    /// </summary>
    private double _scale;

    private double _count;
    private double _mean;
    private double _second;
    private double _third;
    private double _fourth;

    /// <summary>The kurtosis; null where all weights are equal, or there are none.</summary>
    public double? Kurtosis
    {
        get
        {
            double kurtosis = _count * _fourth / (_second * _second);
            return double.IsFinite(kurtosis) ? kurtosis : null;
        }
    }

    /// <summary>Adds a run of weights.</summary>
    public void Add(ReadOnlySpan<double> weights)
    {
        if (weights.IsEmpty)
        {
            return;
        }

        if (_scale == 0 && TensorPrimitives.MaxMagnitude(weights) is var largest && largest != 0)
        {
            _scale = Math.ScaleB(1, Math.Clamp(-Math.ILogB(largest), -1000, 1000));
        }

        double mean = LaneSums.Of(weights) * _scale / weights.Length;
        var (second, third, fourth) = CentralSums(weights, mean);
        Merge(weights.Length, mean, second, third, fourth);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private (double Second, double Third, double Fourth) CentralSums(ReadOnlySpan<double> weights, double mean)
    {
        var (seconds, thirds, fourths) = (Vector512<double>.Zero, Vector512<double>.Zero, Vector512<double>.Zero);
        var center = Vector512.Create(mean);
        var scale = Vector512.Create(_scale);
        ref double first = ref MemoryMarshal.GetReference(weights);
        int k = 0;
        for (; k + LaneSums.Lanes <= weights.Length; k += LaneSums.Lanes)
        {
            var distance = (Vector512.LoadUnsafe(ref first, (nuint)k) * scale) - center;
            var square = distance * distance;
            seconds += square;
            thirds += square * distance;
            fourths += square * square;
        }

        var (second, third, fourth) = (LaneSums.Total(seconds), LaneSums.Total(thirds), LaneSums.Total(fourths));
        for (; k < weights.Length; k++)
        {
            double distance = (weights[k] * _scale) - mean;
            double square = distance * distance;
            second += square;
            third += square * distance;
            fourth += square * square;
        }

        return (second, third, fourth);
    }

    private void Merge(double count, double mean, double second, double third, double fourth)
    {
        double all = _count + count;
        double delta = mean - _mean;
        double step = delta / all;
        double product = _count * count;
        _fourth += fourth
            + (product * ((_count * _count) - product + (count * count)) * delta * step * step * step)
            + (6 * step * step * ((_count * _count * second) + (count * count * _second)))
            + (4 * step * ((_count * third) - (count * _third)));
        _third += third
            + (product * (_count - count) * delta * step * step)
            + (3 * step * ((_count * second) - (count * _second)));
        _second += second + (product * delta * step);
        _mean += step * count;
        _count = all;
    }
}
