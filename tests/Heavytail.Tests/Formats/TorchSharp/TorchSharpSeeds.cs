using Heavytail.Tests.Formats.PyTorch;
using Heavytail.Tests.Hostile;

namespace Heavytail.Tests.Formats.TorchSharp;

/// <summary>Honest TorchSharp files to be damaged.</summary>
internal static class TorchSharpSeeds
{
    public static IReadOnlyList<FuzzSeed> All { get; } =
    [
        FuzzSeed.Plain("TorchSharp", "x.dat", File(1)),
        FuzzSeed.Plain("TorchSharp", "x.dat", File(6)),
    ];

    private static byte[] File(int layers)
    {
        var file = new TinyTorchSharp(2 * layers);
        for (int i = 0; i < layers; i++)
        {
            file.Tensor($"layers.{i}.weight", 6, [2, 3], TinyTorch.Counting(6)).Tensor(
                $"layers.{i}.bias", 15, [2], 0, 0, 0x80, 0x3f);
        }

        return file.ToArray();
    }
}
