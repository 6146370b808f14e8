using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using System.Text.RegularExpressions;

namespace Heavytail.Benchmarks.Reports;

/// <summary>What the figures were measured on.</summary>
/// <param name="Cpu">Its name.</param>
/// <param name="Family">Family and model, which identify the generation; empty if unknown.</param>
internal sealed partial record Machine(string Cpu, string Family)
{
    private const string CpuInfo = "/proc/cpuinfo";

    public static Machine Current { get; } = Read();

    public string Name => Family.Length > 0 ? $"{Cpu}, {Family}" : Cpu;

    /// <summary>The name as a file name: <c>amd-epyc-family25-model17</c>.</summary>
    public string Slug
    {
        get
        {
            // Numbers stay with the word before them.
            string family = NumberAfterWord().Replace(Family, "");
            return string.Join('-', Words().Matches($"{Cpu} {family}").Select(word => word.Value)).ToLowerInvariant();
        }
    }

    /// <summary>Those that decide the speed of kernels, as this process may use them.</summary>
    public static string InstructionSets
    {
        get
        {
            (string Name, bool IsSupported)[] sets =
            [
                ("AVX-512F", Avx512F.IsSupported), ("AVX2", Avx2.IsSupported), ("FMA", Fma.IsSupported),
                ("AdvSimd", AdvSimd.IsSupported),
            ];
            int bits = Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;
            string names = string.Join(", ", sets.Where(set => set.IsSupported).Select(set => set.Name));
            return string.Create(CultureInfo.InvariantCulture, $"{names}; vectors of {bits} bits");
        }
    }

    public static string System => $"{RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}";

    /// <summary>Switches of the runtime that take instruction sets away, as <c>DOTNET_EnableAVX512=0</c>.</summary>
    public static IReadOnlyList<string> Switches { get; } =
    [
        .. Environment.GetEnvironmentVariables().Keys.Cast<string>()
            .Where(name => name.StartsWith("DOTNET_Enable", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => $"{name}={Environment.GetEnvironmentVariable(name)}"),
    ];

    [GeneratedRegex(@" (?=\d)")]
    private static partial Regex NumberAfterWord();

    [GeneratedRegex("[A-Za-z0-9]+")]
    private static partial Regex Words();

    private static Machine Read()
    {
        if (!File.Exists(CpuInfo))
        {
            string? identifier = Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER"); // Windows
            return new Machine(identifier ?? RuntimeInformation.ProcessArchitecture.ToString(), "");
        }

        var facts = new Dictionary<string, string>();
        foreach (string line in File.ReadLines(CpuInfo).TakeWhile(line => line.Length > 0))
        {
            int colon = line.IndexOf(':');
            if (colon > 0)
            {
                facts.TryAdd(line[..colon].Trim(), line[(colon + 1)..].Trim());
            }
        }

        // Arm has no name here, only the maker's number and the part's.
        return facts.TryGetValue("model name", out string? name)
            ? new Machine(name, $"family {facts.GetValueOrDefault("cpu family")} model {facts.GetValueOrDefault("model")}")
            : new Machine(
                $"{RuntimeInformation.ProcessArchitecture} implementer {facts.GetValueOrDefault("CPU implementer")}",
                $"part {facts.GetValueOrDefault("CPU part")}");
    }
}
