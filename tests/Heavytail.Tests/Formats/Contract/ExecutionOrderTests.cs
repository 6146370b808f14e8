using Heavytail.Formats.Contract;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.Contract;

/// <summary>Layers stand in the order in which graphs run them, by hand and in real files.</summary>
public sealed class ExecutionOrderTests
{
    /// <summary>
    /// 0 is data; 1, 2, 3 are stored. A list widens 2 to 4 first, then takes 1 and 4 with data: 1 comes before 2, and
    /// 3, which nothing takes, last.
    /// </summary>
    [Fact]
    public void What_is_converted_first_counts_where_it_is_used()
    {
        ExecutionStep[] steps = [new([2], [4]), new([0, 1], [5]), new([5, 4], [6])];
        var order = new ExecutionOrder(steps, [1, 2, 3], 7);
        Assert.Equal([1, 2, null], new[] { 1, 2, 3 }.Select(order.PlaceOf));
    }

    /// <summary>A call takes nothing itself: what it is given counts where its body uses it.</summary>
    [Fact]
    public void What_a_call_is_given_counts_in_its_body()
    {
        ExecutionStep[] steps =
        [
            new([0], [3]), new([1], [4]), new([2], [5]), new([3, 5], [6]), new([6, 4], [7]), new([7], [8]),
            new([0, 1, 2], [8], IsCall: true),
        ];
        var order = new ExecutionOrder(steps, [1, 2], 9);
        Assert.True(order.PlaceOf(2) < order.PlaceOf(1));
    }

    /// <summary>Exports of one network: the order of layers in Keras and Caffe is the reference.</summary>
    [Theory]
    [InlineData(
        "mlperf-tiny-resnet8-cifar10/pretrainedResnet.tflite", "mlperf-tiny-resnet8-cifar10/pretrainedResnet.h5")]
    [InlineData("mlperf-tiny-ad-autoencoder/ad01_fp32.tflite", "mlperf-tiny-ad-autoencoder/ad01.h5")]
    [InlineData("mlperf-tiny-ad-autoencoder/ad01_int8.tflite", "mlperf-tiny-ad-autoencoder/ad01.h5")]
    [InlineData("dtln/DTLN_norm_500h_saved_model/saved_model.pb", "dtln/DTLN_norm_500h.h5")]
    [InlineData("silero-vad/silero_vad_half.onnx", "silero-vad/silero_vad_16k_op15.onnx")]
    [InlineData("ultralight-face/version-slim-320.onnx", "ultralight-face/slim-320.caffemodel")]
    [InlineData("ultralight-face/version-RFB-320.onnx", "ultralight-face/RFB-320.caffemodel")]
    public void Exports_of_one_network_have_one_order(string model, string reference) =>
        Assert.Equal(Sizes(reference), Sizes(model));

    [Theory]
    [InlineData("kws-DNN_S/DNN_S.pb", "fc1/W fc2/W fc3/W final_fc")]
    [InlineData("kws-CNN_S/CNN_S.pb", "Variable Variable_2 W Variable_4 Variable_6")]
    [InlineData("kws-LSTM_S/LSTM_S.pb", "lstm/rnn/lstm_cell/kernel lstm/rnn/lstm_cell/projection/kernel W_o")]
    [InlineData(
        "kws-GRU_S/GRU_S.pb",
        "rnn/multi_rnn_cell/cell_0/gru_cell/gates/kernel rnn/multi_rnn_cell/cell_0/gru_cell/candidate/kernel W_o")]
    [InlineData(
        "dtln/model_2.tflite",
        "conv1d;functional_5/conv1d_2/StatefulPartitionedCall/conv1d1 "
        + "MatMul;functional_5/lstm_6/lstm_cell_6/StatefulPartitionedCall/MatMul "
        + "MatMul_1;functional_5/lstm_6/lstm_cell_6/StatefulPartitionedCall/MatMul_1 "
        + "functional_5/lstm_7/lstm_cell_7/MatMul functional_5/lstm_7/lstm_cell_7/MatMul_1 "
        + "functional_5/dense_3/Tensordot/MatMul functional_5/conv1d_3/conv1d1")]
    public void Layers_are_in_the_order_of_the_graph(string model, string names)
    {
        using var checkpoint = Checkpoint.Open(SharedData.Path($"models/{model}"));
        var layers = LayerInventory.From(checkpoint, new AnalysisOptions()).Layers;
        Assert.Equal(names.Split(' '), layers.Select(layer => layer.LongName).Distinct());
        Assert.Equal(checkpoint.Tensors.Select((_, index) => index), checkpoint.Tensors.Select(tensor => tensor.Index));
    }

    /// <summary>Numbers of weights, one a tensor: names and the order of dimensions differ.</summary>
    private static long[] Sizes(string model)
    {
        using var checkpoint = Checkpoint.Open(SharedData.Path($"models/{model}"));
        var options = new AnalysisOptions { Selection = new() { MinEvals = 1, Recurrent = RecurrentCut.Stacked } };
        return [.. LayerInventory.From(checkpoint, options).Layers.Select(layer => layer.ElementCount)];
    }
}
