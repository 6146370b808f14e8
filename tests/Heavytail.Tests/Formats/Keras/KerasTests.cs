using System.Text;
using Heavytail.Layers;
using Heavytail.Tests.Files.Zip;
using Heavytail.Tests.Formats.Hdf5;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.Keras;

/// <summary>What Keras 1, 2 and 3 write: their order, and what each variable does.</summary>
public sealed class KerasTests
{
    [Fact]
    public void WeightsComeInKerasOrderAndTheOptimizersAreLeftOut()
    {
        using var checkpoint = Open("m.h5", new TinyHdf5()
            .Text("", "model_config", Sequential(Layer("Dense", "z"), Layer("Dense", "a")))
            .Names("", "keras_version", "2.4.0")
            .Names("model_weights", "layer_names", "z", "a")
            .Names("model_weights", "backend", "tensorflow")
            .Names("model_weights/z", "weight_names0", "z/kernel:0")
            .Names("model_weights/z", "weight_names1", "z/bias:0")
            .Names("model_weights/a", "weight_names", "a/kernel:0")
            .Floats("model_weights/a/a/kernel:0", 3, 2).Floats("model_weights/z/z/kernel:0", 2, 3).Floats(
                "model_weights/z/z/bias:0", 3)
            .Floats("optimizer_weights/Adam/m:0", 2, 3).Floats("optimizer_weights/Adam/v:0", 2, 3)
            .ToArray());

        Assert.Equal("Keras (HDF5)", checkpoint.Format);
        Assert.Equal(
            ["model_weights/z/z/kernel:0", "model_weights/z/z/bias:0", "model_weights/a/a/kernel:0"],
            checkpoint.Tensors.Select(tensor => tensor.Name));
        Assert.Equal("optimizer_weights: 2 tensors", checkpoint.Metadata["ignored"]);
        Assert.Equal("2.4.0", checkpoint.Metadata["keras_version"]);
        Assert.Equal("tensorflow", checkpoint.Metadata["backend"]);
        Assert.Equal("Sequential", checkpoint.Metadata["model_class"]);
        Assert.Equal("s", checkpoint.Metadata["model_name"]);
        Assert.Equal("io", checkpoint.Tensors[0].Role!.Axes);
        Assert.Null(checkpoint.Tensors[1].Role);
    }

    /// <summary>The wrapper's name ends as those of norms do; the kernel in it is a weight.</summary>
    [Theory]
    [InlineData("layers/spectral_normalization/layer/vars/0", 34, 60, "Dense io")]
    [InlineData("spectral_normalization_1/spectral_normalization_1/kernel:0", 34, 60, "Dense io")]
    [InlineData("spectral_normalization/spectral_normalization/layer/kernel:0", 34, 60, "Dense io")]
    [InlineData("layers/spectral_normalization/vars/0", 1, 60, "NotAWeight ")]
    [InlineData("layers/layer_normalization/vars/0", 8, 60, "NotAWeight ")]
    public void A_normalization_that_wraps_a_layer_hides_no_kernel(string name, int rows, int columns, string role)
    {
        using var checkpoint = Open(
            "m.weights.h5", new TinyHdf5().Floats(name, rows, columns).Floats("layers/dense/vars/0", 4, 6).ToArray());
        var found = checkpoint.Tensors.Single(tensor => tensor.Name == name).Role;
        Assert.Equal(role, $"{found?.Purpose} {found?.Axes}");
    }

    /// <summary>Layer's JSON, weight's path below model_weights, shape → purpose, axes, groups, parts.</summary>
    public static TheoryData<string, string, long[], string> Configured => new()
    {
        { Layer("Dense", "x"), "x/x/kernel:0", [4, 6], "Dense Dense io 1" },
        { Layer("Conv1D", "x"), "x/x/kernel:0", [3, 4, 6], "Conv1D Convolution kio 1" },
        { Layer("Conv1D", "query"), "query/query/kernel:0", [3, 4, 6], "Conv1D Convolution kio 1" },
        { Layer("Conv2D", "x", "\"groups\": 2"), "x/x/kernel:0", [3, 3, 2, 6], "Conv2D Convolution kkio 2" },
        { Layer("Conv3D", "x"), "x/x/kernel:0", [3, 3, 3, 2, 6], "Conv3D Convolution kkkio 1" },
        { Layer("Conv2DTranspose", "x"), "x/x/kernel:0", [3, 3, 6, 2], "Conv2DTranspose TransposedConvolution kkoi 1" },
        { Layer("DepthwiseConv2D", "x"), "x/x/depthwise_kernel:0", [3, 3, 4, 1], "DepthwiseConv2D DepthwiseConvolution kkcm 1" },
        { Layer("DepthwiseConv2D", "x"), "x/x/kernel:0", [3, 3, 4, 1], "DepthwiseConv2D DepthwiseConvolution kkcm 1" },
        { Layer("SeparableConv2D", "x"), "x/x/pointwise_kernel:0", [1, 1, 4, 6], "Conv2D Convolution kkio 1" },
        { Layer("Embedding", "x"), "x/x/embeddings:0", [10, 4], "Embedding Embedding oi 1" },
        { Layer("LSTM", "x"), "x/x/lstm_cell/kernel:0", [4, 8], "LSTM Lstm io 1 i2 f2 c2 o2" },
        { Layer("LSTM", "x"), "x/x/lstm_cell/recurrent_kernel:0", [2, 8], "LSTM Lstm io 1 i2 f2 c2 o2" },
        { Layer("GRU", "x"), "x/x/gru_cell/kernel:0", [4, 6], "GRU Gru io 1 z2 r2 h2" },
        { Layer("GRU", "x"), "x/x/gru_cell/bias:0", [2, 6], "GRU NotAWeight  1" },
        { Layer("SimpleRNN", "x"), "x/x/cell/recurrent_kernel:0", [2, 2], "SimpleRNN Rnn io 1" },
        { Layer("ConvLSTM2D", "x"), "x/x/recurrent_kernel:0", [3, 3, 2, 8], "ConvLSTM2D Convolution kkio 1 i2 f2 c2 o2" },
        { Layer("LocallyConnected1D", "x"), "x/x/kernel:0", [5, 6, 4], "LocallyConnected1D Dense sio 1" },
        { Layer("EinsumDense", "x", "\"equation\": \"abc,cde->abde\""), "x/x/kernel:0", [4, 2, 3], "EinsumDense Dense ioo 1" },
        { Layer("EinsumDense", "x", "\"equation\": \"abc,bcd->abd\""), "x/x/kernel:0", [2, 4, 3], "EinsumDense Dense sio 1" },
        { Layer("EinsumDense", "x", "\"equation\": \"...x\""), "x/x/kernel:0", [2, 4, 3], "" },
        { Layer("MultiHeadAttention", "x"), "x/x/query/kernel:0", [4, 2, 3], "MultiHeadAttention Dense ioo 1" },
        { Layer("MultiHeadAttention", "x"), "x/x/attention_output/kernel:0", [2, 3, 4], "MultiHeadAttention Dense iio 1" },
        { Layer("MultiHeadAttention", "x"), "x/x/query/bias:0", [2, 3], "MultiHeadAttention NotAWeight  1" },
        { Layer("LayerNormalization", "x"), "x/x/gamma:0", [2, 3], "LayerNormalization NotAWeight  1" },
        { Layer("PReLU", "x"), "x/x/alpha:0", [2, 3], "PReLU NotAWeight  1" },
        { Wrapped("TimeDistributed", "x", Layer("Dense", "y")), "x/x/kernel:0", [4, 6], "Dense Dense io 1" },
        { Wrapped("Bidirectional", "x", Layer("LSTM", "y")), "x/x/forward_y/lstm_cell/recurrent_kernel:0", [2, 8], "LSTM Lstm io 1 i2 f2 c2 o2" },
        { Layer("Functional", "n", $"\"layers\": [{Layer("Conv2DTranspose", "deep")}]"), "n/deep/kernel:0", [3, 3, 6, 2], "Conv2DTranspose TransposedConvolution kkoi 1" },
        { Layer("Mine", "x"), "x/x/table:0", [2, 3], "" },

        // Keras 1.
        { Layer("Dense", "x"), "x/x_W", [4, 6], "Dense Dense io 1" },
        { Layer("Convolution2D", "x", "\"dim_ordering\": \"th\""), "x/x_W", [6, 4, 3, 3], "Convolution2D Convolution oikk 1" },
        { Layer("LSTM", "x"), "x/x_U_f", [2, 2], "LSTM Lstm io 1" },
    };

    [Theory]
    [MemberData(nameof(Configured))]
    public void RolesByTheConfiguration(string layer, string path, long[] shape, string expected)
    {
        var file = new TinyHdf5().Text("", "model_config", Sequential(layer)).Floats("model_weights/" + path, shape);
        if (path.EndsWith("cell/kernel:0", StringComparison.Ordinal))
        {
            file.Floats(
                "model_weights/" + path.Replace("kernel", "recurrent_kernel", StringComparison.Ordinal), 2, shape[1]);
        }

        using var checkpoint = Open("m.h5", file.ToArray());
        var tensor = checkpoint.Tensors.Single(tensor => tensor.Name.EndsWith(path, StringComparison.Ordinal));
        Assert.Equal(expected, Text(tensor.Role));
        if (tensor.Role is { Purpose: not TensorPurpose.NotAWeight } role)
        {
            Assert.Null(MatrixForm.From(tensor, role).Contradiction());
        }
    }

    /// <summary>Names as Keras 3 makes them; no configuration.</summary>
    public static TheoryData<string, long[], string> Numbered => new()
    {
        { "layers/dense/vars/0", [4, 6], "Dense Dense io 1" },
        { "layers/conv2d_12/vars/0", [3, 3, 4, 6], "Conv2D Convolution kkio 1" },
        { "layers/conv2d_transpose_1/vars/0", [3, 3, 6, 4], "Conv2DTranspose TransposedConvolution kkoi 1" },
        { "layers/depthwise_conv2d/vars/0", [3, 3, 4, 1], "DepthwiseConv2D DepthwiseConvolution kkcm 1" },
        { "layers/separable_conv2d/vars/1", [1, 1, 4, 6], "Conv2D Convolution kkio 1" },
        { "layers/embedding/vars/0", [9, 4], "Embedding Embedding oi 1" },
        { "layers/lstm/cell/vars/1", [2, 8], "LSTM Lstm io 1 i2 f2 c2 o2" },
        { "layers/bidirectional/backward_layer/cell/vars/1", [2, 6], "GRU Gru io 1 z2 r2 h2" },
        { "layers/gru/cell/vars/2", [2, 6], "GRU NotAWeight  1" },
        { "layers/multi_head_attention/query_dense/vars/0", [4, 2, 3], "MultiHeadAttention Dense ioo 1" },
        { "layers/multi_head_attention/_output_dense/vars/0", [2, 3, 4], "MultiHeadAttention Dense iio 1" },
        { "layers/einsum_dense/vars/0", [4, 2, 3], "" },
        { "layers/functional/layers/dense_2/vars/0", [4, 6], "Dense Dense io 1" },
        { "_layer_checkpoint_dependencies/dense/vars/0", [4, 6], "Dense Dense io 1" },
        { "layers/my_block/vars/0", [4, 6], "Dense Dense io 1" },
        { "token_embedding/vars/0", [9, 4], "Embedding Embedding oi 1" },
        { "layers/my_block/vars/0", [3, 3, 4, 6], "Conv2D Convolution kkio 1" },
    };

    [Theory]
    [MemberData(nameof(Numbered))]
    public void RolesByTheNamesOfKeras3(string path, long[] shape, string expected)
    {
        using var checkpoint = Open(
            "m.weights.h5", new TinyHdf5().Floats(path, shape).Floats("optimizer/vars/0").ToArray());
        Assert.Equal("Keras (HDF5)", checkpoint.Format);
        Assert.Equal(expected, Text(Assert.Single(checkpoint.Tensors).Role));
        Assert.Equal("optimizer: 1 tensor", checkpoint.Metadata["ignored"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ArchivesTellClassesAndOrder(bool deflate)
    {
        byte[] weights = new TinyHdf5()
            .Floats("layers/conv2d/vars/0", 2, 2, 2, 4)
            .Floats("layers/dense/vars/0", 2, 3).Floats("layers/dense/vars/1", 3)
            .Floats("layers/dense_1/vars/0", 3, 2)
            .Floats("layers/time_distributed/layer/vars/0", 2, 4)
            .ToArray();
        string config = Sequential(
            Layer("Dense", "first"), Layer("Conv2D", "c", "\"groups\": 2"), Layer("Dense", "second"),
            Wrapped("TimeDistributed", "t", Layer("Dense", "inner")));
        byte[] archive = new TinyZip()
            .Add("metadata.json", "{\"keras_version\": \"3.5.0\", \"date_saved\": \"2024-01-02\"}"u8.ToArray())
            .Add("config.json", Encoding.UTF8.GetBytes(config))
            .Add("model.weights.h5", weights, deflate)
            .ToArray();
        using var checkpoint = Open("m.keras", archive);

        Assert.Equal("Keras (zip)", checkpoint.Format);
        Assert.Equal(
            ["layers/dense/vars/0", "layers/dense/vars/1", "layers/conv2d/vars/0", "layers/dense_1/vars/0", "layers/time_distributed/layer/vars/0"],
            checkpoint.Tensors.Select(tensor => tensor.Name));
        Assert.Equal("Conv2D Convolution kkio 2", Text(checkpoint.Tensors[2].Role));
        Assert.Equal("Dense Dense io 1", Text(checkpoint.Tensors[4].Role));
        Assert.Equal([1, 2, 3, 4, 5, 6], checkpoint.Read("layers/dense/vars/0"));
        Assert.Equal("3.5.0", checkpoint.Metadata["keras_version"]);
        Assert.Equal("2024-01-02", checkpoint.Metadata["date_saved"]);
        Assert.False(checkpoint.Metadata.ContainsKey("unsupported"));
        using var stream = checkpoint.OpenRead(checkpoint.Tensors[0]);
        Assert.True(stream.CanSeek);
    }

    [Fact]
    public void Bfloat16IsToldByAnAttribute()
    {
        byte[] opaque = [0x15, 8, 0, 0, 2, 0, 0, 0, .. "bfloat16"u8];
        using var checkpoint = Open("m.weights.h5", new TinyHdf5()
            .Add("layers/dense/vars/0", new TinyHdf5.Content(opaque, [1, 2], [0x80, 0x3f, 0xc0, 0x3f])).Text(
                "layers/dense/vars/0", "dtype", "bfloat16").ToArray());
        Assert.Equal(ElementType.BF16, Assert.Single(checkpoint.Tensors).Type);
        Assert.Equal([1, 1.5], checkpoint.Read("layers/dense/vars/0"));
    }

    [Theory]
    [InlineData("dtln/model.h5", 20)]
    [InlineData("dtln/DTLN_norm_500h.h5", 20)]
    [InlineData("mlperf-tiny-ad-autoencoder/ad01.h5", 56)]
    [InlineData("mlperf-tiny-resnet8-cifar10/pretrainedResnet.h5", 48)]
    public void RealModels(string model, int least)
    {
        using var checkpoint = Checkpoint.Open(SharedData.Path("models/" + model));
        Assert.True(checkpoint.Tensors.Count >= least, $"{checkpoint.Tensors.Count}");
        Assert.All(checkpoint.Tensors.Where(tensor => tensor.Shape.Rank > 1), tensor => Assert.NotNull(tensor.Role));
        Assert.DoesNotContain(
            checkpoint.Tensors, tensor => tensor.Name.Contains("optimizer", StringComparison.Ordinal));
        Assert.False(checkpoint.Metadata.ContainsKey("unsupported"));
    }

    private static string Layer(string word, string name, string more = "\"units\": 1") =>
        $"{{\"class_name\": \"{word}\", \"config\": {{\"name\": \"{name}\", {more}}}}}";

    private static string Wrapped(string word, string name, string layer) => Layer(word, name, $"\"layer\": {layer}");

    private static string Sequential(params string[] layers) =>
        Layer("Sequential", "s", $"\"layers\": [{string.Join(',', layers)}]");

    private static string Text(TensorRole? role) => role is null
        ? ""
        : string.Join(' ', [$"{role.Operator} {role.Purpose} {role.Axes} {role.Groups}", .. role.Parts.Select(
            part => $"{part.Name}{part.Outputs}")]);

    private static Checkpoint Open(string name, byte[] file)
    {
        using var folder = new TempFolder();
        return Checkpoint.Open(folder.Write(name, file));
    }
}
