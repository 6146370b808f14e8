using System.Security.Cryptography;
using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Analysis;

/// <summary>
/// A file that is deleted, replaced or written to while it is read: what happens when its first layer is done.
/// </summary>
public sealed class ChangingFileTests
{
    private const int Layers = 3;

    [Fact]
    public void A_deleted_file_is_read_to_its_end()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows keeps open files");
        CheckWhole(File.Delete);
    }

    [Fact]
    public void A_replaced_file_is_the_one_that_was_opened()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows keeps open files");
        CheckWhole(path =>
        {
            File.WriteAllBytes(path + ".new", TinySafeTensors.Floats(("x.weight", [20, 30], Values(20 * 30, 9))));
            File.Move(path + ".new", path, overwrite: true);
        });
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(0)]
    public void A_truncated_file_keeps_the_layers_that_were_read(long length)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows keeps open files");
        var (model, _) = Analyze(path =>
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            file.SetLength(length);
        });
        Assert.Equal(LayerStatus.Success, model.Layers[0].Metrics.Status);
        Assert.All(model.Layers.Skip(1), layer => Assert.Equal(LayerStatus.Unreadable, layer.Metrics.Status));
        Assert.Equal(Layers, model.Layers.Count);
        Assert.Null(model.Files[0].Sha256);
        Assert.All(model.Errors, error => Assert.Contains(
            "became shorter while it was read: ", error.Message, StringComparison.Ordinal));
        Assert.Equal(Layers, model.Errors.Count); // those of two layers, and of the hash
    }

    [Fact]
    public void A_file_that_is_written_in_place_is_an_error_beside_its_layers()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows keeps open files");
        var (model, _) = Analyze(path =>
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            file.Seek(-4, SeekOrigin.End);
            file.Write([0, 0, 0, 0]);
        });
        Assert.All(model.Layers, layer => Assert.Equal(LayerStatus.Success, layer.Metrics.Status));
        var error = Assert.Single(model.Errors);
        Assert.Contains("was written to while it was read", error.Message, StringComparison.Ordinal);
        Assert.True(model.HasErrors);
    }

    [Fact]
    public void A_file_in_an_archive_is_as_good_as_the_archive()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows keeps open files");
        using var folder = new TempFolder();
        string packing = Directory.CreateDirectory(Path.Combine(folder.Path, "packing")).FullName;
        File.WriteAllBytes(Path.Combine(packing, "m.safetensors"), Weights());
        string path = Path.Combine(folder.Path, "m.tar");
        System.Formats.Tar.TarFile.CreateFromDirectory(packing, path, includeBaseDirectory: false);
        File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch);
        var model = Run(path, path => File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch.AddHours(1)));
        Assert.Contains(
            "was written to while it was read", Assert.Single(model.Errors).Message, StringComparison.Ordinal);
    }

    private static void CheckWhole(Action<string> act)
    {
        var (model, hash) = Analyze(act);
        Assert.Empty(model.Errors);
        Assert.Equal(Layers, model.Layers.Count);
        Assert.All(model.Layers, layer => Assert.Equal(LayerStatus.Success, layer.Metrics.Status));
        Assert.Equal(hash, model.Files[0].Sha256);
    }

    private static (ModelAnalysis Model, string Hash) Analyze(Action<string> act)
    {
        using var folder = new TempFolder();
        byte[] bytes = Weights();
        string path = folder.Write("m.safetensors", bytes);
        File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch);
        return (Run(path, act), Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }

    /// <summary>One thread: the next layer is not begun before the observer returns.</summary>
    private static ModelAnalysis Run(string path, Action<string> act)
    {
        using var checkpoint = Checkpoint.Open(path);
        var options = new AnalysisOptions
        {
            Execution = new ExecutionOptions { Threads = 1, HashFiles = true },
        };
        return Analyzer.Analyze(checkpoint, options, new Once(() => act(path)));
    }

    /// <summary>Layers of equal cost, which come in the order of the file, and before its hash.</summary>
    private static byte[] Weights() => TinySafeTensors.Floats(
        [.. Enumerable.Range(0, Layers).Select(k => ($"l{k}.weight", (long[])[300, 200], Values(300 * 200, k)))]);

    private static float[] Values(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
    }

    private sealed class Once(Action act) : IAnalysisObserver
    {
        private bool _isDone;

        public void LayerDone(LayerResult result)
        {
            if (!_isDone)
            {
                _isDone = true;
                act();
            }
        }
    }
}
