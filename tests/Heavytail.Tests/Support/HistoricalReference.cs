using System.Globalization;
using Xunit;

namespace Heavytail.Tests.Support;

/// <summary>The rows of <c>../shared/reference/conventions</c>: their names for our numbers.</summary>
internal static class HistoricalReference
{
    private static readonly Dictionary<string, Func<LayerMetrics, double?>> s_numbers = new()
    {
        ["alpha"] = m => m.Tail?.Alpha,
        ["xmin"] = m => m.Tail?.XMin,
        ["D"] = m => m.Tail?.D,
        ["n_tail"] = m => m.Tail?.NumPlSpikes,
        ["lambda_max"] = m => m.Norms?.LambdaMax,
        ["log_norm"] = m => m.Norms?.LogNorm,
        ["log_spectral_norm"] = m => m.Norms?.LogSpectralNorm,
        ["alpha_weighted"] = m => m.Tail?.AlphaWeighted,
        ["log_alpha_norm"] = m => m.Tail?.LogAlphaNorm,
        ["stable_rank"] = m => m.Norms?.StableRank,
    };

    /// <summary>
    /// Logarithms may be close to 0, the rest may not: those are compared to the tolerance itself, these relatively.
    /// </summary>
    private static readonly string[] s_logarithms =
        ["log_norm", "log_spectral_norm", "alpha_weighted", "log_alpha_norm"];

    /// <summary>A tensor's name as the tables spell it.</summary>
    public static string Key(string name) =>
        name.Replace("/", "__", StringComparison.Ordinal).Replace(':', '_');

    /// <summary>i·kw + j: rows are in order, and j starts anew with each i.</summary>
    public static int? SliceOf(IReadOnlyDictionary<string, string> row)
    {
        int count = Int(row, "count");
        int side = (int)Math.Sqrt(count);

        // Kernels are square but for those of CRNN_L, which no convention keeps, and of sequences, which have i = 0.
        return (Int(row, "i") * (side * side == count ? side : 0)) + Int(row, "j");
    }

    public static void AssertEqual(IReadOnlyDictionary<string, string> expected, LayerAnalysis actual, double tolerance)
    {
        string name = $"{expected["tensor"]} [{expected["i"]}, {expected["j"]}]";
        Assert.Equal(Status(expected["status"]), actual.Metrics.Status.Word());
        Assert.Equal(expected["M"], $"{actual.Layer.M}");
        Assert.Equal(expected["N"], $"{actual.Layer.N}");
        Assert.Equal(expected["count"], $"{actual.Layer.Rf}");
        foreach (var (column, value) in s_numbers)
        {
            double? number = NumberOf(expected, column);
            double? found = value(actual.Metrics);
            if (s_logarithms.Contains(column) && number is not null && found is not null)
            {
                Assert.True(
                    Math.Abs(number.Value - found.Value) <= tolerance,
                    $"{name} {column}: expected {number:R}, found {found:R}");
            }
            else
            {
                Close.Assert(number, found, tolerance, $"{name} {column}");
            }
        }
    }

    /// <summary>The means of a model, those of columns that its summary leaves out computed here.</summary>
    public static IEnumerable<(string Column, double? Value)> Means(ModelAnalysis analysis)
    {
        var fitted = analysis.Layers.Select(row => row.Metrics).Where(m => m.Tail?.Alpha is not null).ToArray();
        return
        [
            ("alpha", analysis.Summary["alpha"]),
            ("D", analysis.Summary["D"]),
            ("log_norm", analysis.Summary["log_norm"]),
            ("log_spectral_norm", analysis.Summary["log_spectral_norm"]),
            ("alpha_weighted", analysis.Summary["alpha_weighted"]),
            ("log_alpha_norm", analysis.Summary["log_alpha_norm"]),
            ("stable_rank", analysis.Summary["stable_rank"]),
            ("xmin", fitted.Average(m => m.Tail?.XMin)),
            ("lambda_max", fitted.Average(m => m.Norms?.LambdaMax)),
            ("log_spectral_norm_kept_only", fitted.Average(m => m.Norms?.LogSpectralNorm)),
        ];
    }

    /// <summary>A tail of a slice of zeros has 0 values there and none here.</summary>
    private static double? NumberOf(IReadOnlyDictionary<string, string> row, string column) =>
        double.TryParse(row[column], CultureInfo.InvariantCulture, out double number)
            && double.IsFinite(number)
            && !(column == "n_tail" && number == 0) ? number : null;

    private static string Status(string reference) => reference switch
    {
        "kept" or "kept_small" => "success",
        "kept_zero" => "failed-all-zero",
        "skipped_small" => "too-small",
        _ => reference,
    };

    private static int Int(IReadOnlyDictionary<string, string> row, string column) =>
        int.Parse(row[column], CultureInfo.InvariantCulture);
}
