using Heavytail.LinearAlgebra.Kernels;

namespace Heavytail.Benchmarks.Reports;

/// <summary>
/// Where a run's tables are kept: <c>bench/results/CPU.md</c> holds the machine at its best, which README quotes. Runs
/// with other kernels, fewer instruction sets or in single precision go to a folder of the CPU's.
/// </summary>
internal static class ResultFile
{
    /// <summary>Writes the file and returns its path.</summary>
    public static string Write(BenchmarkSettings settings, KernelSet kernels, string text)
    {
        string path = Path.Combine(Folder(), Name(settings, kernels));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    private static string Name(BenchmarkSettings settings, KernelSet kernels)
    {
        bool best = kernels.Name == KernelSet.Choose(null).Name && Machine.Switches.Count == 0;
        return best && settings.Precision == Precision.Double
            ? $"{Machine.Current.Slug}.md"
            : Path.Combine(
                Machine.Current.Slug, settings.Precision == Precision.Double ? $"{kernels.Name}.md" : $"{kernels.Name}-single.md");
    }

    /// <summary>In the checkout that this program was built in.</summary>
    private static string Folder()
    {
        for (string? folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "Heavytail.slnx")))
            {
                return Path.Combine(folder, "bench", "results");
            }
        }

        throw new DirectoryNotFoundException($"no Heavytail.slnx above {AppContext.BaseDirectory}");
    }
}
