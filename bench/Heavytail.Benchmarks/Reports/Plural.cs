using System.Globalization;

namespace Heavytail.Benchmarks.Reports;

internal static class Plural
{
    public static string Threads(int count) =>
        count == 1 ? "1 thread" : string.Create(CultureInfo.InvariantCulture, $"{count} threads");
}
