using System.Globalization;
using System.Text.Json;
using Xunit;

namespace Heavytail.Tests.Support;

/// <summary><c>Data/eigenvalues.json</c>: eigenvalues that mpmath computed with 60 digits.</summary>
internal static class GoldenEigenvalues
{
    private static readonly JsonDocument s_file =
        JsonDocument.Parse(File.ReadAllBytes(Repository.Path("tests/Heavytail.Tests/Data/eigenvalues.json")));

    public static IEnumerable<string> Names => s_file.RootElement.EnumerateObject().Select(property => property.Name);

    /// <summary>Ascending; fails where the entries are not those that the file was made from.</summary>
    public static double[] Of(string name, IEnumerable<double> entries)
    {
        var golden = s_file.RootElement.GetProperty(name);
        Assert.Equal(golden.GetProperty("fingerprint").GetString(), Fingerprint(entries));
        return [.. golden.GetProperty("eigenvalues").EnumerateArray().Select(value => value.GetDouble())];
    }

    /// <summary>FNV-1a over the entries as 64-bit words.</summary>
    private static string Fingerprint(IEnumerable<double> entries)
    {
        ulong hash = 14695981039346656037;
        foreach (double entry in entries)
        {
            // + 0.0: a negative zero is a zero
            hash = unchecked((hash ^ BitConverter.DoubleToUInt64Bits(entry + 0.0)) * 1099511628211);
        }

        return hash.ToString("x16", CultureInfo.InvariantCulture);
    }
}
