using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.TensorFlow;

/// <summary>Real networks: names and matrices as the reference has them, and some of their numbers.</summary>
public sealed class TensorFlowModelsTests
{
    public static TheoryData<string, string> Models
    {
        get
        {
            var models = new TheoryData<string, string>();
            foreach (string kind in new[] { "Basic_LSTM", "CNN", "CRNN", "DNN", "DS_CNN", "GRU", "LSTM" })
            {
                foreach (string size in new[] { "S", "M", "L" })
                {
                    models.Add($"kws-{kind}_{size}", $"kws-{kind}_{size}/{kind}_{size}.pb");
                }
            }

            foreach (string name in new[]
            {
                "age_gender", "face_expression", "face_landmark_68", "face_landmark_68_tiny", "face_recognition",
                "ssd_mobilenetv1", "tiny_face_detector",
            })
            {
                models.Add($"face-api-{name}_model", $"face-api-tfjs/{name}_model-weights_manifest.json");
            }

            return models;
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Every_layer_of_the_reference_is_a_tensor_of_its_name_and_sides(string model, string file)
    {
        var reference = CsvFile.Read(SharedData.Path($"reference/weightwatcher/{model}_default.csv"));
        using var checkpoint = Checkpoint.Open(SharedData.Path($"models/{file}"));
        foreach (var row in reference.Rows)
        {
            var tensor = Assert.Single(
                checkpoint.Tensors,
                tensor => tensor.Name.Replace("/", "__", StringComparison.Ordinal) == row["longname"]);
            var sides = tensor.Role!.Axes.Zip(tensor.Shape.Dimensions);
            long outputs = sides.Single(side => side.First == 'o').Second;
            long inputs = sides.Single(side => side.First == 'i').Second;

            // N is not always the longer side there: of CNN_M it is 48 beside 64.
            Assert.Equal(new[] { row["N"], row["M"] }.Order(), new[] { $"{outputs}", $"{inputs}" }.Order());
        }
    }

    [Theory]
    [InlineData(
        "kws-LSTM_S/LSTM_S.pb", "lstm/rnn/lstm_cell/kernel", TensorPurpose.Lstm, 0.013104535639286041,
        -0.08004142343997955)]
    [InlineData(
        "kws-GRU_S/GRU_S.pb", "rnn/multi_rnn_cell/cell_0/gru_cell/gates/kernel", TensorPurpose.Gru,
        -0.14328718185424805, -0.059326447546482086)]
    [InlineData(
        "kws-DS_CNN_S/DS_CNN_S.pb", "MobileNet/conv_ds_1/depthwise_conv/depthwise_weights",
        TensorPurpose.DepthwiseConvolution, 0.033114176243543625, 0.04670990630984306)]
    [InlineData("kws-DNN_S/DNN_S.pb", "final_fc", TensorPurpose.Dense, -0.002134293084964156, -0.10324466228485107)]
    [InlineData(
        "face-api-tfjs/face_expression_model-weights_manifest.json", "dense0/conv0/filters", TensorPurpose.Convolution,
        -0.017379045486450195, -0.052137136459350586)]
    [InlineData(
        "dtln/DTLN_norm_500h_saved_model", "lstm_1/lstm_cell_1/recurrent_kernel", TensorPurpose.Lstm,
        0.2159261554479599, -0.20285044610500336)]
    [InlineData(
        "dtln/DTLN_norm_500h_saved_model/variables/variables.index", "conv1d_1/kernel", TensorPurpose.Convolution,
        -0.046530403196811676, -0.007346473168581724)]
    public void First_and_last_number_of_a_tensor(
        string file, string name, TensorPurpose purpose, double first, double last)
    {
        using var checkpoint = Checkpoint.Open(SharedData.Path($"models/{file}"));
        double[] numbers = checkpoint.Read(name);
        Assert.Equal((first, last), (numbers[0], numbers[^1]));
        Assert.Equal(purpose, checkpoint.Tensor(name).Role!.Purpose);
    }

    /// <summary>The same network as the HDF5 file of the reference, whose names have the layer before them.</summary>
    [Fact]
    public void The_SavedModel_has_the_layers_of_the_reference()
    {
        var reference = CsvFile.Read(SharedData.Path("reference/weightwatcher/dtln-norm500h-h5_default.csv"));
        using var checkpoint = Checkpoint.Open(SharedData.Path("models/dtln/DTLN_norm_500h_saved_model"));
        foreach (var row in reference.Rows)
        {
            var tensor = Assert.Single(checkpoint.Tensors, tensor =>
                row["longname"] == $"{tensor.Name.Split('/')[0]}__{tensor.Name.Replace("/", "__", StringComparison.Ordinal)}_0");
            Assert.Equal("io", tensor.Role!.Axes);
            Assert.Equal(
                (row["N"], row["M"]), ($"{tensor.Shape.Dimensions.Max()}", $"{tensor.Shape.Dimensions.Min()}"));
        }

        Assert.All(
            checkpoint.Tensors.Where(tensor => tensor.Name.Contains("/states/", StringComparison.Ordinal)),
            tensor => Assert.Equal(TensorPurpose.NotAWeight, tensor.Role!.Purpose));
        Assert.Equal("kio", checkpoint.Tensor("conv1d/kernel").Role!.Axes);
    }
}
