namespace Heavytail.Formats.PyTorch;

/// <summary>
/// Globals whose calls mean more than an inert object, because weights may lie in what they return. Nothing is ever
/// called.
/// </summary>
internal static class PickleGlobals
{
    /// <summary>Callees that make a dict, possibly of their last argument.</summary>
    public static bool MakesDict(PickleGlobal callee) => callee switch
    {
        { Module: "collections", Name: "OrderedDict" or "defaultdict" or "Counter" } => true,
        { Module: "builtins" or "__builtin__", Name: "dict" } => true,
        _ => false,
    };

    /// <summary>Callees that make an object of their first argument, a class, without running its code.</summary>
    public static bool MakesObjectOfClass(PickleGlobal callee) => callee is
    {
        Module: "copyreg" or "copy_reg",
        Name: "_reconstructor" or "__newobj__" or "__newobj_ex__",
    };

    /// <summary>TorchScript marks a value with its type; the value is all that matters here.</summary>
    public static bool ReturnsArgument(PickleGlobal callee) =>
        callee is { Module: "torch.jit._pickle", Name: "restore_type_tag" };

    /// <summary>How protocol 2 writes bytes: <c>encode("…", "latin1")</c>.</summary>
    public static bool MakesBytes(PickleGlobal callee) => callee is { Module: "_codecs", Name: "encode" };
}
