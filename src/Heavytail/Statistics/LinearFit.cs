using Heavytail.Statistics;
using MathNet.Numerics.Distributions;

namespace Heavytail;

/// <summary>A straight line y = intercept + slope·x, drawn by <see cref="LeastSquares"/>.</summary>
/// <remarks>Every value is finite; a missing one is null, never NaN.</remarks>
public sealed record LinearFit
{
    private readonly LineSample _sample;
    private readonly int _means;

    internal LinearFit(
        int count,
        double slope,
        double intercept,
        double? rSquared,
        double rmse,
        double? leaveOneOutRSquared,
        LineSample sample,
        int means)
    {
        Count = count;
        Slope = slope;
        Intercept = intercept;
        RSquared = rSquared;
        Rmse = rmse;
        LeaveOneOutRSquared = leaveOneOutRSquared;
        _sample = sample;
        _means = means;
    }

    /// <summary>n, the number of points.</summary>
    public int Count { get; }

    /// <summary>Slope, in units of y per unit of x; 0 where y is constant.</summary>
    public double Slope { get; }

    /// <summary>Intercept, in units of y.</summary>
    public double Intercept { get; }

    /// <summary>R² = 1 − Σe²/Σ(y−ȳ)², from 0 to 1; null where y is constant. Two points give 1.</summary>
    public double? RSquared { get; }

    /// <summary>√(Σe²/n), in units of y: the error of the points the line was drawn through.</summary>
    public double Rmse { get; }

    /// <summary>
    /// 1 − Σ(e/(1−h))²/Σ(y−ȳ)²: R² where each point is predicted by the line through the others. Below 0 it predicts
    /// worse than the mean of all. Null where n is below 4, since a line through two points has no error, where y is
    /// constant, or x is constant without some point. Within families the point is left out of the means of its family
    /// too, ȳ is the mean of the family, and n is at least 3 + the number of families.
    /// </summary>
    public double? LeaveOneOutRSquared { get; }

    /// <summary>Whether y varies, and a line can be drawn without each of the points.</summary>
    internal bool CanPredict => RSquared is not null && _sample.LeaveOneOutResiduals is not null;

    /// <summary>
    /// The line's value at x with its prediction interval, if errors are normal and equally distributed.
    /// </summary>
    /// <remarks>
    /// ŷ ± t·s·√(1 + 1/n + (x−x̄)²/Σ(x−x̄)²), s² = Σe²/(n−2), t Student's with n−2 degrees of freedom.
    /// </remarks>
    /// <param name="x">Value of the predictor, in units of x.</param>
    /// <param name="confidence">Confidence from 0.5 to 0.999999, such as 0.95.</param>
    /// <returns>Null where there are fewer than three points, or family means were subtracted.</returns>
    /// <exception cref="ArgumentException"><paramref name="x"/> is NaN or infinite.</exception>
    public PredictionInterval? Predict(double x, double confidence)
    {
        Check(x, confidence);
        if (Count < 3 || _means > 1)
        {
            return null;
        }

        double deviation = _sample.Deviation(x);
        double value = _sample.Value(deviation);
        double half = StudentQuantile(confidence, Count - 2) * _sample.StandardError(deviation);
        return new(value, value - half, value + half);
    }

    /// <summary>
    /// The line's value at x with its jackknife+ prediction interval, for any distribution of errors.
    /// </summary>
    /// <remarks>
    /// With k = ⌈confidence·(n+1)⌉ the ends are the (n+1−k)-th smallest ŷ₋ᵢ − |e/(1−h)| and the k-th smallest
    /// ŷ₋ᵢ + |e/(1−h)|, ŷ₋ᵢ the line without point i (Barber, Candès, Ramdas &amp; Tibshirani, Annals of Statistics 49
    /// (2021) 486). Where points are exchangeable at least 2·confidence − 1 of new ones fall inside, as a rule about
    /// <paramref name="confidence"/>. n points warrant no confidence above n/(n+1): four not even 0.9, so 0.95 takes
    /// 19.
    /// The line through all points is nearly always inside, but need not be.
    /// </remarks>
    /// <param name="x">Value of the predictor, in units of x.</param>
    /// <param name="confidence">Confidence from 0.5 to 0.999999, such as 0.9.</param>
    /// <returns>
    /// Null where n is below 3, <paramref name="confidence"/> is above n/(n+1), x is constant without some point, or
    /// family means were subtracted: the family of a new point is not known.
    /// </returns>
    /// <exception cref="ArgumentException"><paramref name="x"/> is NaN or infinite.</exception>
    public PredictionInterval? PredictLeaveOneOut(double x, double confidence)
    {
        const double Rounding = 1e-9; // 0.55·20 is 11, not a little more
        Check(x, confidence);
        int rank = (int)Math.Ceiling((confidence * (Count + 1.0)) - Rounding);
        if (_sample.LeaveOneOutResiduals is not { } residuals || rank > Count || _means > 1)
        {
            return null;
        }

        double deviation = _sample.Deviation(x);
        var (low, high) = _sample.LeaveOneOutEnds(deviation, residuals);
        return new(_sample.Value(deviation), low[Count - rank], high[rank - 1]);
    }

    private static void Check(double x, double confidence)
    {
        Samples.Check([x], nameof(x));
        if (!(confidence is >= 0.5 and <= 0.999999))
        {
            throw new ArgumentOutOfRangeException(
                nameof(confidence), confidence, "expected a confidence from 0.5 to 0.999999");
        }
    }

    /// <summary>
    /// t with P(|T| ≤ t) = confidence. Math.NET looks for it below 800, which one and two degrees of freedom exceed:
    /// there it is tan(π/2·confidence), Cauchy's, and confidence·√(2/(1 − confidence²)).
    /// </summary>
    private static double StudentQuantile(double confidence, int freedom) => freedom switch
    {
        1 => -Cauchy.InvCDF(0, 1, (1 - confidence) / 2),
        2 => confidence * Math.Sqrt(2 / (1 - (confidence * confidence))),
        _ => -StudentT.InvCDF(0, 1, freedom, (1 - confidence) / 2),
    };
}

/// <summary>A prediction and its interval. Low is at most High, and no value is NaN.</summary>
/// <param name="Value">Value of the line.</param>
/// <param name="Low">Lower end of the interval.</param>
/// <param name="High">Upper end of the interval.</param>
public readonly record struct PredictionInterval(double Value, double Low, double High);
