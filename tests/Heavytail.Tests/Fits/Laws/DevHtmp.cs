using System.Diagnostics;
using Heavytail.Fits.Laws;
using Heavytail.Tests.RandomMatrices;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Fits.Laws;

public sealed class DevHtmp
{
    [Fact]
    public void Timing()
    {
        foreach (var (g, k) in new[] { (2.0, 5.0), (1.1, 1.0), (1000, 1.0), (2, 200), (1.001, 200), (1000, 200), (1.001, 0.02), (1000, 0.02) })
        {
            var s = HighTemperatureSample.Independent(g, k, 2048, 3).Select(x => Math.Log(x)).ToArray();
            var logs = new LogSample(s);
            for (int i = 0; i < 50; i++) { logs.Fit(new HighTemperatureLaw(g, k)); }
            var w = Stopwatch.StartNew();
            for (int i = 0; i < 50; i++) { new HighTemperatureLaw(g, k); }
            double t0 = w.Elapsed.TotalMilliseconds / 50;
            w.Restart();
            for (int i = 0; i < 50; i++) { new HighTemperatureLaw(g, k).Sum(s, 0); }
            double t1 = w.Elapsed.TotalMilliseconds / 50;
            var law = new HighTemperatureLaw(g, k); law.Sum(s, 0);
            w.Restart();
            for (int i = 0; i < 50; i++) { law.Sum(s, 0); }
            double t2 = w.Elapsed.TotalMilliseconds / 50;
            w.Restart();
            for (int i = 0; i < 50; i++) { logs.Fit(new HighTemperatureLaw(g, k)); }
            double t3 = w.Elapsed.TotalMilliseconds / 50;
            w.Restart();
            var fit = HighTemperatureFit.Of([.. s.Select(x => Math.Exp(x))]);
            Console.WriteLine($"{g} {k}: start {t0:F3} path+sum {t1:F3} sum {t2:F3} profile {t3:F3} ms; fit {w.Elapsed.TotalMilliseconds:F0} ms {fit}");
        }
    }

    [Fact]
    public void Recover()
    {
        foreach (var (g, k) in new[] { (2.0, 5.0), (1.5, 9.0), (4, 30), (1.2, 1.5), (1.1, 1.0), (3, 2.0), (1000, 1.0) })
        {
            foreach (int n in new[] { 500, 4000 })
            for (ulong seed = 1; seed <= 3; seed++)
            {
                double[] v = HighTemperatureSample.Independent(g, k, n, seed);
                var d = HighTemperatureFit.Of(v)!;
                var i = HighTemperatureFit.Of([.. v.Select(x => 1 / x).Reverse()])!;
                var e = HighTemperatureFit.Of(HighTemperatureSample.Ensemble(g, k, n, seed))!;
                Console.WriteLine($"{g} {k} n={n}: a={1 + (k / 2 * (1 - (1 / g))):F3} inv {i.IsInverse} {i.Gamma:F3} {i.Kappa:F3} s={i.Scale:F4} a={i.Alpha:F3} D={i.D:F4} gain={i.Gain:F3} | dir {d.IsInverse} {d.Gamma:F3} {d.Kappa:F3} D={d.D:F4} | ens {e.IsInverse} {e.Gamma:F3} {e.Kappa:F3} s={e.Scale:F4} D={e.D:F4}");
            }
        }
    }

    [Fact]
    public void Noise()
    {
        foreach (var (r, c) in new[] { (64, 64), (200, 50), (400, 200), (300, 300), (40, 30) })
        for (ulong seed = 1; seed <= 3; seed++)
        {
            double[] v = NoiseMatrix.Eigenvalues(r, c, seed);
            var d = HighTemperatureFit.Of(v)!;
            var i = HighTemperatureFit.Of([.. v.Select(x => 1 / x).Reverse()])!;
            Console.WriteLine($"{r}x{c}: {d.IsInverse} {d.IsMarchenkoPastur} {d.Gamma:F3} {d.Kappa:F3} s={d.Scale / r:F3} D={d.D:F4} gain {d.Gain:F4} | inv {i.IsInverse} {i.IsMarchenkoPastur} {i.Gamma:F3} {i.Kappa:F3} D={i.D:F4} gain {i.Gain:F4}");
        }
    }
}
