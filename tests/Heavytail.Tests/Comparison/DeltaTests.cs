using System.Buffers.Binary;
using Heavytail.Tests.Formats.Gguf;
using Xunit;
using static Heavytail.Tests.Comparison.ComparedModels;

namespace Heavytail.Tests.Comparison;

/// <summary>W − W_base is analyzed as a layer whose elements are the differences.</summary>
public sealed class DeltaTests
{
    private const int Q8 = 8;

    [Fact]
    public void It_is_the_analysis_of_a_model_of_the_differences()
    {
        var (old, now) = (Network(1), Network(5));
        var comparison = Compare(old, now, new ComparisonOptions { Delta = true });
        var expected = old.ToDictionary(tensor => tensor.Key, tensor => (
            tensor.Value.Shape,
            tensor.Value.Values.Zip(now[tensor.Key].Values, (w, v) => (float)((double)v - w)).ToArray()));
        using var checkpoint = Open(expected);
        var model = Analyzer.Analyze(
            checkpoint, new AnalysisOptions { Selection = new LayerSelection { MinEvals = 1 } },
            cancellation: TestContext.Current.CancellationToken);
        foreach (var row in model.Layers)
        {
            var delta = comparison.Of(row.Name).Delta!;
            Assert.Equal(row.Spectrum, delta.Spectrum);
            Assert.All(MetricTable.BuiltIn.All, metric => Assert.Equal(row[metric.Name], delta[metric.Name]));
        }
    }

    [Fact]
    public void A_weight_of_one_direction_has_a_delta_of_rank_one()
    {
        var tensors = Network();
        float[] changed = (float[])tensors["fc1"].Values.Clone();
        for (int k = 0; k < changed.Length; k++)
        {
            changed[k] += (1 + (k / 40)) * (1 + (k % 40)) / 64f;
        }

        tensors["fc1"] = (tensors["fc1"].Shape, changed);
        var delta = Compare(Network(), tensors, new ComparisonOptions { Delta = true }).Of("fc1").Delta!;
        Assert.Equal(1, delta["stable_rank"]!.Value, 6);
    }

    [Fact]
    public void A_quantized_copy_differs_by_its_quantization_alone()
    {
        var shape = new TensorShape(256, 128);
        float[] values = Values(7, shape);
        byte[] blocks = new byte[values.Length / 32 * 34];
        double largest = 0;
        for (int block = 0; block < values.Length / 32; block++)
        {
            var of = values.AsSpan(32 * block, 32);
            float most = of.ToArray().Max(MathF.Abs);
            var scale = (Half)(most / 127);
            var target = blocks.AsSpan(34 * block, 34);
            BinaryPrimitives.WriteHalfLittleEndian(target, scale);
            for (int k = 0; k < 32; k++)
            {
                target[2 + k] = (byte)(sbyte)Math.Clamp(MathF.Round(of[k] / (float)scale), -127, 127);
            }

            double half = (double)scale / 2 * 1.07; // 127 steps of a rounded scale may fall short of the largest
            largest += 32 * half * half;
        }

        byte[] gguf = new TinyGguf().Text("general.architecture", "llama")
            .Tensor("blk.0.ffn_up.weight", Q8, [256, 128], blocks).ToArray();
        using var one = Open([new("model.layers.0.mlp.up_proj", (shape, values))], "base");
        using var other = Checkpoint.Open(gguf, "model.gguf");
        var comparison = Compare(one, other, new ComparisonOptions
        {
            Maps = [NameMap.Parse("model.layers.*.mlp.up_proj=blk.*.ffn_up")],
        });
        var layer = Assert.Single(comparison.Layers);
        Assert.Equal((LayerChange.Changed, MatchedBy.Map), (layer.Change, layer.MatchedBy!.Value));
        Assert.InRange(layer.Distances!.Frobenius, 1e-6, Math.Sqrt(largest));
        Assert.True(layer.Distances.Drift < 0.01);
        Assert.True(layer.Distances.Cka > 0.9999);
        Assert.True(layer.Distances.Right!.Subspace > 0.99);
        Assert.False(layer.Alpha!.IsClear);
        Assert.Empty(comparison.Errors);
    }
}
