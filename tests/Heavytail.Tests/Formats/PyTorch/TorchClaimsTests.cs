using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.PyTorch;

/// <summary>Files whose tensors claim the bytes of one storage again and again.</summary>
public sealed class TorchClaimsTests
{
    private static readonly byte[] s_half = [0x3f, 0xe0, 0, 0, 0, 0, 0, 0];

    [Fact]
    public void A_thousand_quantized_tensors_view_one_storage()
    {
        var pickle = new TinyPickle().Op("}(");
        for (int i = 0; i < 1000; i++)
        {
            pickle.Text($"q{i}").Global("torch._utils", "_rebuild_qtensor").Op("(")
                .Storage("QInt8Storage", "0", 131_072).Number(i).Numbers([65_536, 16]).Numbers([1, 1])
                .Op("(").Global("torch", "per_tensor_affine").Op("G").Raw(s_half).Number(1).Op("t").Raw(0x89)
                .Global("collections", "OrderedDict").Op(")RtR");
        }

        Refused.Bytes("m.pt", TinyTorch.Zip(pickle.Op("u").Stop(), ("0", new byte[131_072])), "one view too many");
    }

    [Theory]
    [InlineData("v", "i", true)]
    [InlineData("v", "j", true)]
    [InlineData("w", "i", false)]
    public void Sparse_tensors_stand_for_many_elements_of_few(string values, string indexes, bool isRefused)
    {
        var pickle = new TinyPickle().Op("}(");
        var storages = new List<(string, byte[])>();
        for (int i = 0; i < 12; i++)
        {
            // Values of their own are honest; those that all share are not.
            string key = values == "v" ? "v" : $"v{i}";
            string index = indexes == "i" ? "i" : $"i{i}";
            pickle.Text($"s{i}").Global("torch._utils", "_rebuild_sparse_tensor").Op("(")
                .Global("torch.serialization", "_get_layout").Op("(").Text("torch.sparse_coo").Op("tR").Op("(")
                .Tensor("LongStorage", index, 2, 3).Tensor("FloatStorage", key, 3).Numbers([1024, 1024 - i])
                .Raw(0x88).Op("ttR");
            if (key != "v" || i == 0)
            {
                storages.Add((key, TinyTorch.Counting(3)));
            }

            if (index != "i" || i == 0)
            {
                storages.Add((index, [.. new long[] { 0, 1, 2, 0, 1, 2 }.SelectMany(BitConverter.GetBytes)]));
            }
        }

        byte[] file = TinyTorch.Zip(pickle.Op("u").Stop(), [.. storages]);
        if (isRefused)
        {
            Refused.Bytes("m.pt", file, "one view too many");
            return;
        }

        using var folder = new TempFolder();
        using var checkpoint = Checkpoint.Open(folder.Write("m.pt", file));
        Assert.Equal(12, checkpoint.Tensors.Count);
    }
}
