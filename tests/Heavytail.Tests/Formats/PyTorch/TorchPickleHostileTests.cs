using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.PyTorch;

/// <summary>Pickles that want to run code, or to exhaust who reads them.</summary>
public sealed class TorchPickleHostileTests
{
    private const string NotExecuted = "nothing was executed";

    [Theory]
    [InlineData("os", "system")]
    [InlineData("posix", "system")]
    [InlineData("nt", "system")]
    [InlineData("builtins", "eval")]
    [InlineData("builtins", "exec")]
    [InlineData("__builtin__", "eval")]
    [InlineData("subprocess", "Popen")]
    [InlineData("runpy", "_run_code")]
    [InlineData("webbrowser", "open")]
    [InlineData("torch", "load")]
    [InlineData("torch.hub", "load")]
    [InlineData("os.path", "os.system")]
    [InlineData("socket", "create_connection")]
    [InlineData("builtins", "open")]
    [InlineData("io", "open")]
    [InlineData("marshal", "loads")]
    [InlineData("importlib", "import_module")]
    [InlineData("urllib.request", "urlretrieve")]
    [InlineData("dill._dill", "_eval_repr")]
    [InlineData("types", "FunctionType")]
    [InlineData("torch", "serialization.os.system")]
    [InlineData("torch.serialization", "os")]
    [InlineData("numpy", "core.multiarray.__class__")]
    public void Reduce_calls_what_a_weight_file_does_not_need(string module, string name) =>
        Refuse(
            new TinyPickle().Global(module, name).Op("(").Text("echo gotcha").Op("tR"), $"`{module}.{name}`",
            NotExecuted);

    /// <summary>Harmless by their names, but not with these arguments.</summary>
    [Theory]
    [InlineData("builtins", "getattr", "system")]
    [InlineData("builtins", "getattr", "os.system")]
    [InlineData("__builtin__", "getattr", "__subclasses__")]
    [InlineData("builtins", "getattr", "__globals__")]
    [InlineData("dill._dill", "_get_attr", "system")]
    public void Getattr_reaches_for_a_dangerous_name(string module, string name, string attribute)
    {
        Refuse(
            new TinyPickle().Global(module, name).Op("(").Global("torch", "nn").Text(attribute).Op("tR"), attribute,
            NotExecuted);
        Refuse(
            new TinyPickle().Global(module, name).Op("(").Global("m", "f").Op(")R").Text(attribute).Op("tR"), attribute,
            NotExecuted);
    }

    /// <summary>An object that gets attributes is inert; of these it would be a way to the system.</summary>
    [Theory]
    [InlineData("operator", "attrgetter", "os.system")]
    [InlineData("_operator", "attrgetter", "a.__globals__")]
    [InlineData("operator", "methodcaller", "eval")]
    [InlineData("_operator", "methodcaller", "__reduce__")]
    public void Operator_reaches_for_a_dangerous_name(string module, string name, string attribute) => Refuse(
        new TinyPickle().Global(module, name).Op("(").Text(attribute).Op("tR"), attribute, NotExecuted);

    [Theory]
    [InlineData("dill._dill", "_import_module")]
    [InlineData("cloudpickle.cloudpickle", "subimport")]
    public void Importer_is_given_a_dangerous_module(string module, string name) => Refuse(
        new TinyPickle().Global(module, name).Op("(").Text("os").Op("tR"), $"`{module}.{name}`", "`os`", NotExecuted);

    [Fact]
    public void Call_of_a_function_that_the_pickle_brings_along() => Refuse(
        new TinyPickle().Global("dill._dill", "_create_function").Op("(").Text("code").Op("tR)R"),
        "a function that it brings along", NotExecuted);

    [Fact]
    public void Inst_calls_os_system() => Refuse(
        new TinyPickle().Op("(").Text("echo gotcha").Op("i").Raw("os\nsystem\n"u8), "`os.system`", NotExecuted);

    [Fact]
    public void Obj_calls_os_system() => Refuse(
        new TinyPickle().Op("(").Global("os", "system").Text("echo gotcha").Op("o"), "`os.system`", NotExecuted);

    [Fact]
    public void Stack_global_calls_os_system() => Refuse(
        new TinyPickle().Text("os").Text("system").Raw(0x93).Op("(").Text("echo gotcha").Op("tR"), "`os.system`",
        NotExecuted);

    [Fact]
    public void New_object_of_subprocess_Popen() => Refuse(
        new TinyPickle().Global("subprocess", "Popen").Op(")").Raw(0x81), "`subprocess.Popen`", NotExecuted);

    [Fact]
    public void Copyreg_reconstructs_os_system() => Refuse(
        new TinyPickle().Global("copyreg", "_reconstructor").Op("(").Global("os", "system")
            .Global("builtins", "object").Op("NtR"),
        "`os.system`",
        NotExecuted);

    [Fact]
    public void Tensor_subclass_rebuilds_by_os_system() => Refuse(
        new TinyPickle().Global("torch._tensor", "_rebuild_from_type_v2").Op("(").Global("os", "system")
            .Global("torch", "Tensor").Op("(").Text("echo gotcha").Op("t}tR"),
        "`os.system`",
        NotExecuted);

    [Fact]
    public void Call_of_a_made_object() => Refuse(
        new TinyPickle().Global("functools", "partial").Op("(").Global("os", "system").Op("tR)R"), NotExecuted);

    [Fact]
    public void State_is_set_on_a_class() => Refuse(
        new TinyPickle().Global("torch", "Size").Op("}b"), NotExecuted);

    [Fact]
    public void Call_hides_between_the_weights() => Refuse(
        new TinyPickle().Op("}(").Text("fc.weight").Tensor("FloatStorage", "0", 2, 3).Text("fc.bias")
            .Global("os", "system").Op("(").Text("echo gotcha").Op("tRu"),
        "`os.system`",
        NotExecuted);

    [Fact]
    public void Call_hides_in_a_legacy_file() => Refused.Bytes(
        "m.pt",
        TinyTorch.Legacy(new TinyPickle().Global("os", "system").Op("(").Text("id").Op("tR").Stop()),
        "`os.system`",
        NotExecuted);

    [Fact]
    public void Call_hides_in_place_of_the_legacy_magic_number()
    {
        byte[] file = TinyTorch.Legacy(new TinyPickle().Op("}").Stop());

        // The magic number stays where it is recognised, and is then thrown away.
        Refused.Bytes(
            "m.pt",
            [.. file[..14], .. "0"u8, .. new TinyPickle().Global("os", "system").Op("(").Text("id").Op("tR").Stop()],
            "`os.system`",
            NotExecuted);
    }

    [Theory]
    [InlineData(0x82)] // EXT1: a number that stands for a global
    [InlineData(0x97)] // NEXT_BUFFER
    [InlineData(0xff)]
    [InlineData(0x00)]
    public void Instruction_is_unknown(byte code) =>
        Refuse(new TinyPickle().Raw(code), $"0x{code:x2}", "byte 3");

    [Fact]
    public void Protocol_is_unknown() => Refuse(new TinyPickle().Raw(0x80, 9), "protocol 9");

    [Fact]
    public void Pickle_is_cut_off() =>
        RefuseBytes(new TinyPickle().Op("}").Text("a").Tensor("FloatStorage", "0", 6).ToArray(), "ends early");

    [Theory]
    [InlineData("0")]
    [InlineData("a")]
    [InlineData("R")]
    [InlineData("(0R")]
    [InlineData("}s")]
    public void Stack_underflows(string instructions) => Refuse(new TinyPickle().Op(instructions), "stack underflow");

    [Theory]
    [InlineData("t")]
    [InlineData("}u")]
    [InlineData("o")]
    public void Mark_is_missing(string instructions) => Refuse(new TinyPickle().Op(instructions), "a mark");

    [Fact]
    public void Memo_entry_was_never_set() =>
        Refuse(new TinyPickle().Op("j").Raw(0xff, 0xff, 0xff, 0x7f), "memo entry 2147483647");

    /// <summary>Put at 2^32 − 1 is odd but harmless where the memo is no array.</summary>
    [Fact]
    public void Memo_index_is_huge() =>
        Refuse(new TinyPickle().Op("}r").Raw(0xff, 0xff, 0xff, 0xff).Op("g").Raw("7\n"u8), "memo entry 7");

    [Fact]
    public void Text_is_longer_than_the_pickle() =>
        Refuse(new TinyPickle().Op("X").Raw(0xff, 0xff, 0xff, 0x7f), "2,147,483,647 bytes");

    [Fact]
    public void Bytes_are_longer_than_the_pickle() =>
        Refuse(
            new TinyPickle().Raw(0x8e, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff),
            "18,446,744,073,709,551,615 bytes");

    [Fact]
    public void Number_has_two_billion_bytes() =>
        Refuse(new TinyPickle().Raw(0x8b, 0xff, 0xff, 0xff, 0x7f), "whole number of 2,147,483,647 bytes");

    [Fact]
    public void Dict_has_a_key_without_a_value() =>
        Refuse(new TinyPickle().Op("}(").Text("key").Op("u"), "without a value");

    [Fact]
    public void Persistent_id_is_no_storage() => Refuse(new TinyPickle().Text("/etc/passwd").Op("Q"), "not a storage");

    /// <summary>Levels of lists, each a list of the one before.</summary>
    [Fact]
    public void Nested_a_hundred_thousand_levels()
    {
        var pickle = new TinyPickle();
        for (int i = 0; i < 100_000; i++)
        {
            pickle.Op("]");
        }

        for (int i = 1; i < 100_000; i++)
        {
            pickle.Op("a");
        }

        Refuse(pickle, "nested deeper than 1,000 levels");
    }

    /// <summary>Every value costs one byte of the pickle and some hundred of memory.</summary>
    [Fact]
    public void Makes_two_million_values_at_once()
    {
        byte[] marks = new byte[2_000_000];
        Array.Fill(marks, (byte)'N');
        Refuse(new TinyPickle().Raw(marks), "values on the stack");
    }

    private static void Refuse(TinyPickle pickle, params string[] facts) => RefuseBytes(pickle.Stop(), facts);

    private static void RefuseBytes(byte[] pickle, params string[] facts) =>
        Refused.Bytes("m.pt", TinyTorch.Zip(pickle, ("0", TinyTorch.Counting(6))), facts);
}
