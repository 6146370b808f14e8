using Heavytail.Figures;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Figures;

/// <summary>Figures by depth say whose order it is.</summary>
public sealed class DepthAxisTests
{
    [Fact]
    public void The_order_is_that_of_execution_where_a_graph_says_it()
    {
        Assert.Equal("layer, in the order of the file", DepthAxis.Title([At(null), At(null)]));
        Assert.Equal("layer, in the order of execution", DepthAxis.Title([At(0), At(3)]));
        Assert.Equal("layer, in the order of execution as far as the file has it", DepthAxis.Title([At(0), At(null)]));
    }

    [Theory]
    [InlineData(null, "layer, in the order of the file")]
    [InlineData(2, "layer, in the order of execution")]
    public void A_figure_of_a_model_has_it(int? step, string title)
    {
        using var checkpoint = Checkpoint.Open(Repository.Path("samples/fashion-mnist/batch-0016.safetensors"));
        var model = Analyzer.Analyze(checkpoint, cancellation: TestContext.Current.CancellationToken);
        model = model with
        {
            Layers =
            [
                .. model.Layers.Select(row => row with
                {
                    Layer = row.Layer with { Tensor = row.Layer.Tensor with { Step = step } },
                }),
            ],
        };
        Assert.Equal(title, ModelFigures.Create("alpha-depth", model)!.X.Label);
    }

    private static Layer At(int? step)
    {
        var layer = SampleLayer.Of("20x10");
        return layer with { Tensor = layer.Tensor with { Step = step } };
    }
}
