namespace Heavytail.Tests.Support;

/// <summary>
/// splitmix64 with Box–Muller normals: reproducible in any language. State += 0x9E3779B97F4A7C15, standard mix,
/// u = (x >> 11)·2⁻⁵³, z₀ = r·cos 2πu₂, z₁ = r·sin 2πu₂ with r = √(−2 ln(1 − u₁)).
/// </summary>
internal sealed class SplitMix(ulong seed)
{
    private ulong _state = seed;
    private double? _spare;

    public ulong NextBits()
    {
        _state += 0x9E3779B97F4A7C15;
        ulong z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    public double NextUniform() => (NextBits() >> 11) * (1.0 / (1L << 53));

    public double NextNormal()
    {
        if (_spare is double spare)
        {
            _spare = null;
            return spare;
        }

        double u1 = NextUniform();
        double u2 = NextUniform();
        double r = Math.Sqrt(-2 * Math.Log(1 - u1));
        (double sin, double cos) = Math.SinCos(2 * Math.PI * u2);
        _spare = r * sin;
        return r * cos;
    }

    /// <summary>n normals, row-major.</summary>
    public static double[] Normals(ulong seed, int count)
    {
        var generator = new SplitMix(seed);
        double[] result = new double[count];
        for (int k = 0; k < count; k++)
        {
            result[k] = generator.NextNormal();
        }

        return result;
    }
}
