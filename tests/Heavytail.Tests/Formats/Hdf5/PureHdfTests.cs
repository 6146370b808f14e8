using Heavytail.Tests.Support;
using PureHDF;
using PureHDF.Filters;
using PureHDF.VOL.Native;
using Xunit;

namespace Heavytail.Tests.Formats.Hdf5;

/// <summary>
/// Files of another program's writer, which uses the newest structures; and those of h5py, read by it and by us.
/// </summary>
public sealed class PureHdfTests
{
    private static readonly float[,] s_matrix = Matrix(9, 14);

    public static TheoryData<string> Layouts =>
        ["contiguous", "single chunk", "fixed array", "filtered single chunk", "filtered fixed array", "many chunks"];

    [Theory]
    [MemberData(nameof(Layouts))]
    public void EveryLayoutOfVersion4(string layout)
    {
        H5Filter[] filters = layout.StartsWith("filtered", StringComparison.Ordinal) ? [ShuffleFilter.Id, DeflateFilter.Id, Fletcher32Filter.Id] : [];
        uint[]? chunks = layout switch
        {
            "contiguous" => null,
            "single chunk" or "filtered single chunk" => [9, 14],
            _ => [4, 5],
        };
        float[,] matrix = layout == "many chunks" ? Matrix(60, 60) : s_matrix;
        var file = new H5File
        {
            ["group"] = new H5Group
            {
                ["w"] = new H5Dataset(
                    matrix, chunks: layout == "many chunks" ? [1, 1] : chunks,
                    datasetCreation: new H5DatasetCreation(Filters: [.. filters])),
                Attributes = { ["text"] = "some" },
            },
            ["b"] = new float[] { 1, 2, 3 },
        };

        using var checkpoint = Open(file);
        Assert.Equal(["b", "group/w"], checkpoint.Tensors.Select(tensor => tensor.Name).Order());
        Assert.Equal(matrix.Cast<float>().Select(number => (double)number), checkpoint.Read("group/w"));
        Assert.Equal([1, 2, 3], checkpoint.Read("b"));
    }

    [Fact]
    public void RealFilesAgreeWithItsReader()
    {
        string path = SharedData.Path("models/mlperf-tiny-resnet8-cifar10/pretrainedResnet.h5");
        using var checkpoint = Checkpoint.Open(path);
        using var file = H5File.OpenRead(path);
        Assert.All(checkpoint.Tensors, tensor => Assert.Equal(
            file.Dataset("/" + tensor.Name).Read<float[]>().Select(number => (double)number),
            checkpoint.Read(tensor.Name)));
    }

    [Fact]
    public void ItsFixturesAreListedOrSaidWhyNot()
    {
        foreach (string path in Directory.EnumerateFiles(SharedData.Path("models/purehdf-fixtures"), "*.h5"))
        {
            using var checkpoint = Checkpoint.Open(path);
            Assert.True(checkpoint.Tensors.Count > 0 || checkpoint.Metadata.ContainsKey("unsupported"), path);
            foreach (var tensor in checkpoint.Tensors)
            {
                checkpoint.Read(tensor, new double[tensor.Shape.ElementCount]);
            }
        }

        using var lzf = Checkpoint.Open(SharedData.Path("models/purehdf-fixtures/lzf.h5"));
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => (double)i), lzf.Read("lzf"));
    }

    private static float[,] Matrix(int rows, int columns)
    {
        float[,] matrix = new float[rows, columns];
        for (int i = 0; i < matrix.Length; i++)
        {
            matrix[i / columns, i % columns] = (i * 0.5f) - 3;
        }

        return matrix;
    }

    private static Checkpoint Open(H5File file)
    {
        using var folder = new TempFolder();
        string path = folder.Write("w.h5", []);
        file.Write(path);
        return Checkpoint.Open(path);
    }
}
