namespace Heavytail.Tests.Support;

/// <summary>A reproducible weight tensor: F32, row-major.</summary>
internal sealed record OracleMatrix(string Name, long[] Shape, float[] Weights);

/// <summary>The nine matrices of <c>Data/weightwatcher-oracle.json</c>.</summary>
internal static class OracleMatrices
{
    public static IReadOnlyList<OracleMatrix> All { get; } =
    [
        Make("A_gauss_100x200", 1, [100, 200], (z, _) => z / Math.Sqrt(200)),
        Make("B_heavy_300x150", 2, [300, 150], (z, at) => z * Math.Pow(at[1] + 1, -0.5) / Math.Sqrt(300)),
        Make("C_conv_64x32x3x3", 3, [64, 32, 3, 3], (z, at) => z * Math.Pow(at[1] + 1, -0.5) * 0.1),
        Make("D_conv_16x32x2x2", 4, [16, 32, 2, 2], (z, _) => z * 0.1),
        Make("E_square_128", 5, [128, 128], (z, at) => z * Math.Pow(at[1] + 1, -0.4) / Math.Sqrt(128)),
        Make("F_small_30x12", 6, [30, 12], (z, _) => z * 0.2),
        Make("G_trap_100x400", 7, [100, 400], (z, at) => at is [3, 5] ? 5.0 : z / Math.Sqrt(400)),
        RankTwenty(),
        Make("I_gauss_square_256", 10, [256, 256], (z, _) => z / 16.0),
    ];

    public static OracleMatrix Named(string name) => All.First(matrix => matrix.Name == name);

    private static OracleMatrix Make(string name, ulong seed, long[] shape, Func<double, long[], double> entry)
    {
        double[] normals = SplitMix.Normals(seed, (int)shape.Aggregate((a, b) => a * b));
        float[] weights = new float[normals.Length];
        long[] at = new long[shape.Length];
        for (int k = 0; k < weights.Length; k++)
        {
            long rest = k;
            for (int d = shape.Length - 1; d >= 0; d--)
            {
                rest = Math.DivRem(rest, shape[d], out at[d]);
            }

            weights[k] = (float)entry(normals[k], at);
        }

        return new OracleMatrix(name, shape, weights);
    }

    private static OracleMatrix RankTwenty()
    {
        double[] left = SplitMix.Normals(8, 100 * 20);
        double[] right = SplitMix.Normals(9, 20 * 50);
        float[] weights = new float[100 * 50];
        for (int i = 0; i < 100; i++)
        {
            for (int j = 0; j < 50; j++)
            {
                double sum = 0;
                for (int k = 0; k < 20; k++)
                {
                    sum += left[(i * 20) + k] * right[(k * 50) + j];
                }

                weights[(i * 50) + j] = (float)(sum * 0.05);
            }
        }

        return new OracleMatrix("H_rank20_100x50", [100, 50], weights);
    }
}
