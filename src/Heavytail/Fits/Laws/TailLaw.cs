namespace Heavytail.Fits.Laws;

/// <summary>The laws that a tail is compared with.</summary>
internal enum TailLawKind
{
    PowerLaw,

    /// <summary>A power law that ends at xmax.</summary>
    BoundedPowerLaw,

    /// <summary>A power law times an exponential.</summary>
    CutoffPowerLaw,

    Exponential,

    StretchedExponential,

    LogNormal,
}

/// <summary>
/// One law of a tail, fitted by maximum likelihood, as a function of s = ln(x/xmin). Densities are those of x/xmin, so
/// that scale does not enter; those of x are smaller by ln xmin, for every law the same.
/// </summary>
internal abstract record TailLaw
{
    public abstract TailLawKind Kind { get; }

    /// <summary>Number of fitted parameters, xmin not counted.</summary>
    public abstract int ParameterCount { get; }

    /// <summary>Whether the power law is one of the family, at the end of its range.</summary>
    public virtual bool ContainsPowerLaw => false;

    /// <summary>ln p at s.</summary>
    public abstract double LogDensity(double log);

    /// <summary>The share of the law above s: 1 at s = 0.</summary>
    public abstract double Survival(double log);

    /// <summary>The survivals at ascending s.</summary>
    public virtual double[] Survivals(ReadOnlySpan<double> logs)
    {
        double[] survivals = new double[logs.Length];
        for (int k = 0; k < survivals.Length; k++)
        {
            survivals[k] = Survival(logs[k]);
        }

        return survivals;
    }

    public double LogLikelihood(TailSample sample) => sample.Logs.Sum(LogDensity);
}
