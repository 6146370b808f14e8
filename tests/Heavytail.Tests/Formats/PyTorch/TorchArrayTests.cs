using System.Text;
using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.PyTorch;

/// <summary>NumPy arrays in what <c>torch.save</c> wrote: their elements lie in the pickle.</summary>
public sealed class TorchArrayTests
{
    private static readonly float[] s_numbers = [0, 1, -2, 3.5f, 1e10f, -7];
    private static readonly byte[] s_bytes = TinySafeTensors.Bytes(s_numbers);

    [Theory]
    [InlineData("numpy.core.multiarray")]
    [InlineData("numpy._core.multiarray")]
    public void Bytes_of_protocol_3(string module) => Reads(
        Array(pickle => Bytes(pickle, s_bytes), [2, 3], module: module), [0, 1, -2, 3.5, 1e10, -7]);

    /// <summary>Protocol 2 has no bytes: they are a text of Latin-1, two bytes of UTF-8 from 0x80 on.</summary>
    [Fact]
    public void Bytes_of_protocol_2() => Reads(
        Array(pickle => Encoded(pickle, s_bytes), [2, 3]), [0, 1, -2, 3.5, 1e10, -7]);

    /// <summary>A text over 64 KiB is not kept; its location is.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Large_arrays_are_read_where_they_lie(bool asText)
    {
        float[] numbers = [.. Enumerable.Range(0, 30_000).Select(i => MathF.Sin(i))];
        byte[] bytes = TinySafeTensors.Bytes(numbers);
        var pickle = Array(
            target => _ = asText ? Encoded(target, bytes) : Bytes(target, bytes), [300, 100]);

        Reads(pickle, [.. numbers.Select(number => (double)number)]);
    }

    [Fact]
    public void Strings_of_python_2()
    {
        Reads(Array(pickle => pickle.Op("T").Raw(24, 0, 0, 0).Raw(s_bytes), [2, 3]), [0, 1, -2, 3.5, 1e10, -7]);
        Reads(Array(pickle => pickle.Op("U").Raw(4).Raw("abcd"u8), [4], "u1", "|"), [97, 98, 99, 100]);
    }

    [Fact]
    public void Fortran_order() => Reads(
        Array(pickle => Bytes(pickle, s_bytes), [2, 3], isFortran: true), [0, -2, 1e10, 1, 3.5, -7]);

    [Fact]
    public void Big_endian() => Reads(
        Array(pickle => Bytes(pickle, [0x3f, 0x80, 0, 0, 0xc0, 0, 0, 0]), [2], order: ">"), [1, -2]);

    [Fact]
    public void Buffers_of_protocol_5()
    {
        var pickle = new TinyPickle().Op("}").Text("a").Global("numpy._core.numeric", "_frombuffer").Op("(");
        Dtype(Bytes(pickle, s_bytes), "f4", "<").Numbers(2, 3).Text("F").Op("tRs");

        Reads(pickle, [0, -2, 1e10, 1, 3.5, -7]);
    }

    [Fact]
    public void Legacy_files_have_them_too()
    {
        using var folder = new TempFolder();
        using var checkpoint = Checkpoint.Open(folder.Write(
            "m.pt", TinyTorch.Legacy(Array(pickle => Bytes(pickle, s_bytes), [2, 3]).Stop())));

        Assert.Equal([0, 1, -2, 3.5, 1e10, -7], checkpoint.Read("a"));
    }

    [Fact]
    public void Arrays_of_texts_are_listed()
    {
        using var folder = new TempFolder();
        using var checkpoint = Open(folder, Array(pickle => Bytes(pickle, new byte[40]), [2], "U5"));

        var unread = Assert.Single(checkpoint.Unread);
        Assert.Equal(("a", "<U5", new TensorShape(2)), (unread.Name, unread.Encoding, unread.Shape));
        Assert.Contains("contains text", unread.Unread, StringComparison.Ordinal);
    }

    /// <summary>An array of objects is a list with a shape: what hangs in it is found.</summary>
    [Fact]
    public void Tensors_in_an_array_of_objects_are_found()
    {
        var pickle = Array(
            target => target.Op("]").Tensor("FloatStorage", "0", 6).Op("a"), [1], "O8", "|");
        using var folder = new TempFolder();
        using var checkpoint = Open(folder, pickle, ("0", TinyTorch.Counting(6)));

        Assert.StartsWith("a.", Assert.Single(checkpoint.Tensors).Name, StringComparison.Ordinal);
        AssertObjects(checkpoint);
    }

    [Fact]
    public void Arrays_of_objects_without_tensors_are_listed()
    {
        using var folder = new TempFolder();
        using var checkpoint = Open(folder, Array(target => target.Op("](NK").Raw(1).Op("e"), [1], "O8", "|"));

        Assert.Empty(checkpoint.Tensors);
        AssertObjects(checkpoint);
    }

    /// <summary>Arrays of JAX are pickled as the NumPy array that they are made of.</summary>
    [Theory]
    [InlineData("jax._src.array", "_reconstruct_array")]
    [InlineData("jax._src.device_array", "reconstruct_device_array")]
    public void Arrays_of_jax(string module, string name)
    {
        Reads(Jax(module, name, "f4", s_bytes, 2, 3), [0, 1, -2, 3.5, 1e10, -7]);
        Reads(Jax(module, name, null, [0x80, 0x3f, 0, 0xc0], 2), [1, -2]);
    }

    [Fact]
    public void Masked_arrays_without_a_masked_element_are_read()
    {
        Reads(Masked(0, 0, 0, 0, 0, 0), [0, 1, -2, 3.5, 1e10, -7]);
        using var folder = new TempFolder();
        using var checkpoint = Open(folder, Masked(0, 0, 0, 1, 0, 0));

        var unread = Assert.Single(checkpoint.Unread);
        Assert.Equal(("a", new TensorShape(2, 3)), (unread.Name, unread.Shape));
        Assert.Contains("some elements have no value", unread.Unread, StringComparison.Ordinal);
    }

    /// <summary>Tensors of devices without storages in files are saved as NumPy arrays, or as tensors.</summary>
    [Theory]
    [InlineData("_rebuild_device_tensor_from_numpy")]
    [InlineData("_rebuild_xla_tensor")]
    [InlineData("_rebuild_mlc_tensor")]
    public void Tensors_of_other_devices(string function)
    {
        var pickle = new TinyPickle().Op("}").Text("a").Global("torch._utils", function).Op("(");
        PushArray(pickle, target => Bytes(target, s_bytes), [2, 3], "f4", "<");
        Reads(
            pickle.Global("torch", "float32").Text("xla:0").Raw(0x89).Op("tRs"), [0, 1, -2, 3.5, 1e10, -7]);
    }

    [Fact]
    public void Tensors_of_other_devices_as_tensors()
    {
        using var folder = new TempFolder();
        using var checkpoint = Open(
            folder, new TinyPickle().Op("}").Text("a").Global("torch._utils", "_rebuild_device_tensor_from_cpu_tensor")
                .Op("(").Tensor("FloatStorage", "0", 3).Global("torch", "float32").Text("xla:0").Raw(0x89).Op("tRs"),
            ("0", TinyTorch.Counting(3)));
        Assert.Equal([0, 1, 2], checkpoint.Read("a"));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(7)]
    public void Data_have_another_length(int columns)
    {
        Refuse(Array(pickle => Bytes(pickle, s_bytes), [columns]), "data have another length");
        Refuse(Array(pickle => Encoded(pickle, s_bytes), [columns]), "data have another length");
    }

    [Fact]
    public void Shape_overflows() => Refuse(
        Array(pickle => Bytes(pickle, s_bytes), [1L << 40, 1L << 40]), "more elements than fit in 63 bits");

    [Fact]
    public void Shape_is_a_text() => Refuse(
        new TinyPickle().Op("}").Text("a").Global("numpy.core.numeric", "_frombuffer").Op("(").Op("C").Raw(1, 7)
            .Global("numpy", "dtype").Op("(").Text("u1").Op("tR").Text("six").Text("C").Op("tRs"),
        "its size is not a tuple");

    /// <summary>A long text whose characters are no bytes; a short one is no data at all.</summary>
    [Fact]
    public void Text_has_characters_beyond_a_byte()
    {
        string text = new('\u20ac', 30_000);
        Refuse(
            Array(
                pickle => pickle.Global("_codecs", "encode").Op("(").Text(text).Text("latin1").Op("tR"), [60_000],
                "u1", "|"),
            "damaged");
    }

    private static TinyPickle Array(
        Action<TinyPickle> pushData, long[] shape, string dtype = "f4", string order = "<", bool isFortran = false,
        string module = "numpy.core.multiarray") => PushArray(
            new TinyPickle().Op("}").Text("a"), pushData, shape, dtype, order, isFortran, module).Op("s");

    private static TinyPickle PushArray(
        TinyPickle pickle, Action<TinyPickle> pushData, long[] shape, string dtype, string order,
        bool isFortran = false, string module = "numpy.core.multiarray")
    {
        pickle.Global(module, "_reconstruct").Op("(").Global("numpy", "ndarray").Numbers(0);
        Bytes(pickle, "b"u8.ToArray()).Op("tR(").Number(1).Numbers(shape);
        Dtype(pickle, dtype, order).Raw(isFortran ? (byte)0x88 : (byte)0x89);
        pushData(pickle);
        return pickle.Op("tb");
    }

    /// <param name="module">The module of the function.</param>
    /// <param name="name">The function.</param>
    /// <param name="dtype">The type of elements; null for bfloat16, which is no type of NumPy's.</param>
    /// <param name="data">The elements.</param>
    /// <param name="shape">The dimensions.</param>
    private static TinyPickle Jax(string module, string name, string? dtype, byte[] data, params long[] shape)
    {
        var pickle = new TinyPickle().Op("}").Text("a").Global(module, name).Op("(")
            .Global("numpy._core.multiarray", "_reconstruct").Op("(").Global("numpy", "ndarray").Numbers(0);
        Bytes(pickle, "b"u8.ToArray()).Op("t(").Number(1).Numbers(shape);
        _ = dtype is null
            ? pickle.Global("numpy", "dtype").Op("(").Global("ml_dtypes", "bfloat16").Raw(0x89, 0x88).Op("tR")
            : Dtype(pickle, dtype, "<");
        return Bytes(pickle.Raw(0x89), data).Op("t}").Text("weak_type").Raw(0x89).Op("stRs");
    }

    private static TinyPickle Masked(params byte[] mask)
    {
        var pickle = new TinyPickle().Op("}").Text("a").Global("numpy.ma.core", "_mareconstruct").Op("(")
            .Global("numpy.ma.core", "MaskedArray").Global("numpy", "ndarray").Numbers(0).Text("b").Op("tR(")
            .Number(1).Numbers(2, 3);
        return Bytes(Bytes(Dtype(pickle, "f4", "<").Raw(0x89), s_bytes), mask).Op("Ntbs");
    }

    private static void AssertObjects(Checkpoint checkpoint)
    {
        var unread = Assert.Single(checkpoint.Unread);
        Assert.Equal(("a", "|O8", new TensorShape(1)), (unread.Name, unread.Encoding, unread.Shape));
        Assert.Contains("array of Python objects", unread.Unread, StringComparison.Ordinal);
    }

    private static TinyPickle Dtype(TinyPickle pickle, string dtype, string order) =>
        pickle.Global("numpy", "dtype").Op("(").Text(dtype).Raw(0x89, 0x88).Op("tR(").Number(3).Text(order)
            .Op("NNN").Number(-1).Number(-1).Number(0).Op("tb");

    private static TinyPickle Bytes(TinyPickle pickle, byte[] bytes) =>
        pickle.Op("B").Raw(BitConverter.GetBytes(bytes.Length)).Raw(bytes);

    private static TinyPickle Encoded(TinyPickle pickle, byte[] bytes) => pickle.Global("_codecs", "encode").Op("(")
        .Text(Encoding.Latin1.GetString(bytes)).Text("latin1").Op("tR");

    private static void Reads(TinyPickle pickle, double[] expected)
    {
        using var folder = new TempFolder();
        using var checkpoint = Open(folder, pickle);
        Assert.Equal(expected, checkpoint.Read("a"));
    }

    private static Checkpoint Open(TempFolder folder, TinyPickle pickle, params (string Key, byte[] Data)[] storages) =>
        Checkpoint.Open(folder.Write("m.pt", TinyTorch.Zip(pickle.Stop(), storages)));

    private static void Refuse(TinyPickle pickle, params string[] facts) =>
        Refused.Bytes("m.pt", TinyTorch.Zip(pickle.Stop()), ["`a`", .. facts]);
}
