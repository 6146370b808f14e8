using System.Text;
using Heavytail.Tests.Files.Zip;
using Heavytail.Tests.Hostile;
using PureHDF;
using PureHDF.Filters;
using PureHDF.VOL.Native;

namespace Heavytail.Tests.Formats.Hdf5;

/// <summary>HDF5 of old and new structures, and Keras' archives.</summary>
internal static class Hdf5Seeds
{
    private const string Config = """
        {"class_name": "Sequential", "config": {"name": "s", "layers": [
        {"class_name": "Conv2D", "config": {"name": "conv2d", "groups": 2}},
        {"class_name": "EinsumDense", "config": {"name": "einsum", "equation": "ab,bcd->acd"}},
        {"class_name": "Bidirectional", "config": {"name": "b", "layer": {"class_name": "LSTM", "config": {"name": "lstm"}}}},
        {"class_name": "Dense", "config": {"name": "dense"}},
        {"class_name": "Dense", "config": {"name": "d4", "dtype": {"config": {"mode": "int4/2"}}},
        "build_config": {"input_shape": [null, 3]}}]}}
        """;

    public static IReadOnlyList<FuzzSeed> All { get; } =
    [
        Plain(Keras()),
        Plain(Chunks()),
        Plain(TinyHdf5Dense.File(9)),
        Plain(TinyHdf5Dense.File(30, indirect: true, twoLevels: true)),
        Plain(TinyHdf5Dense.File(9, byOrder: true)),
        Plain(Newest()),
        Archive(deflate: false),
        Archive(deflate: true),
    ];

    private static FuzzSeed Plain(byte[] bytes) => new("HDF5", "x.h5", [bytes], parts => parts[0]);

    private static byte[] Keras() => new TinyHdf5()
        .Text("", "model_config", Config)
        .Names("model_weights", "layer_names", "dense", "conv2d")
        .Names("model_weights", "backend", "tensorflow")
        .Names("model_weights/dense", "weight_names", "dense/kernel:0", "dense/bias:0")
        .Names("model_weights/conv2d", "weight_names0", "conv2d/kernel:0")
        .Floats("model_weights/dense/dense/kernel:0", 3, 4)
        .Floats("model_weights/dense/dense/bias:0", 4)
        .Floats("model_weights/conv2d/conv2d/kernel:0", 2, 2, 2, 4)
        .Floats("model_weights/b/b/forward_lstm/lstm_cell/kernel:0", 2, 8)
        .Floats("model_weights/b/b/forward_lstm/lstm_cell/recurrent_kernel:0", 2, 8)
        .Floats("optimizer_weights/Adam/m:0", 3, 4)
        .ToArray();

    private static byte[] Chunks()
    {
        float[] numbers = [.. Enumerable.Range(0, 35).Select(i => i * 0.25f)];
        return new TinyHdf5 { UserBlock = 512 }
            .Add("a", Formats.Hdf5.Hdf5Tests.Chunked(numbers, 5, 7, 2, 3, ["shuffle", "deflate", "fletcher32"]))
            .Add("b", Formats.Hdf5.Hdf5Tests.Chunked(numbers, 5, 7, 2, 3, ["lzf"]))
            .Add("c", Formats.Hdf5.Hdf5Tests.Chunked(numbers, 5, 7, 2, 3, ["zstd"]))
            .Add("d", new TinyHdf5.Content(TinyHdf5.Integer(2, true, bigEndian: true), [2], [1, 2, 3, 4]) { IsCompact = true })
            .Add("e", new TinyHdf5.Content(TinyHdf5.FixedText(3), [1], "abc"u8.ToArray()))
            .Link("f", "d")
            .ToArray();
    }

    /// <summary>What PureHDF writes: superblock 3, version 2 headers, version 4 layouts.</summary>
    private static byte[] Newest()
    {
        float[,] matrix = new float[9, 14];
        var file = new H5File
        {
            ["g"] = new H5Group
            {
                ["a"] = new H5Dataset(matrix, chunks: [4, 5]),
                ["b"] = new H5Dataset(
                    matrix, chunks: [4, 5], datasetCreation: new H5DatasetCreation(Filters: [DeflateFilter.Id])),
                ["c"] = new H5Dataset(
                    matrix, chunks: [9, 14], datasetCreation: new H5DatasetCreation(Filters: [ShuffleFilter.Id])),
                Attributes = { ["text"] = "some", ["texts"] = new[] { "a", "b" } },
            },
        };
        var bytes = new MemoryStream();
        file.Write(bytes);
        return bytes.ToArray();
    }

    private static FuzzSeed Archive(bool deflate)
    {
        byte[] weights = new TinyHdf5()
            .Floats("layers/conv2d/vars/0", 2, 2, 2, 4)
            .Floats("layers/einsum_dense/vars/0", 2, 2, 2)
            .Floats("layers/bidirectional/forward_layer/cell/vars/0", 2, 8)
            .Floats("layers/bidirectional/forward_layer/cell/vars/1", 2, 8)
            .Add("layers/dense_1/vars/0", Formats.Keras.KerasPairsTests.Packed([1, 2, 3, -4, -5, 6], 3, 2, 1))
            .Floats("layers/dense_1/vars/1", 2, 2)
            .Add("layers/dense_1/vars/2", new TinyHdf5.Content(TinyHdf5.Integer(1, true), [2, 2], [0, 1, 2, 3]))
            .Add("layers/dense_1/vars/3", new TinyHdf5.Content(TinyHdf5.F32, [3], new byte[12]))
            .Floats("optimizer/vars/0")
            .ToArray();
        return new FuzzSeed(
            "Keras (zip)",
            "x.keras",
            [weights, Encoding.UTF8.GetBytes(Config), "{\"keras_version\": \"3.5.0\"}"u8.ToArray()],
            parts => new TinyZip()
                .Add("metadata.json", parts[2])
                .Add("config.json", parts[1], deflate)
                .Add("model.weights.h5", parts[0], deflate)
                .ToArray());
    }
}
