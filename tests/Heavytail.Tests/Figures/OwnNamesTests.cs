using Heavytail.Figures;
using Xunit;

namespace Heavytail.Tests.Figures;

/// <summary>Names in pictures are short, and still tell apart what they name.</summary>
public sealed class OwnNamesTests
{
    [Theory]
    [InlineData("kws-GRU_S/GRU_S.pb,cifar-resnet20/resnet20-12fca82f.th", "GRU_S,resnet20-12fca82f")]
    [InlineData("/models/gpt2/model.safetensors,/models/gpt2-xl/model.safetensors", "gpt2,gpt2-xl")]
    [InlineData("a/one/m.pth.tar,b/one/n.pth.tar", "m,n")]
    [InlineData("a/m.pt,b/m.pt,b/n.pt", "a/m,b/m,b/n")]
    [InlineData("m.pt,m.th", "m.pt,m.th")]
    [InlineData("llama-3.1,llama-3.2,phi-1.5", "llama-3.1,llama-3.2,phi-1.5")]
    [InlineData("vgg11,resnet18,vgg11", "vgg11,resnet18,vgg11")]
    [InlineData("models/one.pt", "one")]
    [InlineData(@"C:\a\one.pt,C:\a\two.pt", "one,two")]
    [InlineData(".hidden,b.pt", ".hidden,b.pt")]
    public void Models_have_no_folders_and_endings_as_far_as_they_differ(string models, string expected) =>
        Assert.Equal(expected.Split(','), OwnNames.OfModels(models.Split(',')));

    [Theory]
    [InlineData("module.conv1.weight,module.layer1.0.conv2.weight", "conv1,layer1.0.conv2")]
    [InlineData("net/conv_1/weights,net/fc1/weights", "conv_1,fc1")]
    [InlineData("fc1,fc2", "fc1,fc2")]
    [InlineData("a.b", "a.b")]
    [InlineData("a.b,a.b", "a.b,a.b")]
    public void Layers_have_no_parts_that_all_of_them_have(string layers, string expected) =>
        Assert.Equal(expected.Split(','), OwnNames.OfLayers(layers.Split(',')));
}
