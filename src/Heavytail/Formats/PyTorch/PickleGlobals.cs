namespace Heavytail.Formats.PyTorch;

/// <summary>
/// Which names a pickle may call. Nothing is ever called here: a listed name becomes an inert
/// <see cref="PickleObject"/>. A name that is not listed is a file that wants to run code, and is refused, because
/// the same file does run it in any other reader.
/// </summary>
internal static class PickleGlobals
{
    /// <summary>Callees that make a dict, possibly of their last argument.</summary>
    public static bool MakesDict(PickleGlobal callee) => s_dicts.Contains(callee.ToString());

    /// <summary>Callees that make an object of their first argument, a class, without running its code.</summary>
    public static bool MakesObjectOfClass(PickleGlobal callee) => s_reconstructors.Contains(callee.ToString());

    /// <summary>Whether REDUCE, INST and OBJ may name it.</summary>
    public static bool MayCall(PickleGlobal callee) =>
        callee.Module.StartsWith("__torch__.", StringComparison.Ordinal)
        || callee.Module == "__torch__"
        || s_callable.Contains(callee.ToString());

    /// <summary>
    /// Whether NEWOBJ may name it: any class of a user's model, for making an empty object runs none of its code; but
    /// no name of the modules whose only use in a pickle is an attack.
    /// </summary>
    public static bool MayConstruct(PickleGlobal type) =>
        MayCall(type) || !s_refusedModules.Contains(type.Module.Split('.')[0]);

    private static readonly HashSet<string> s_dicts = Names(
        "collections", "OrderedDict defaultdict Counter", "builtins", "dict", "__builtin__", "dict");

    private static readonly HashSet<string> s_reconstructors = Names(
        "copyreg", "_reconstructor __newobj__ __newobj_ex__", "copy_reg", "_reconstructor __newobj__ __newobj_ex__");

    private static readonly HashSet<string> s_callable =
    [
        .. s_dicts,
        .. s_reconstructors,
        .. Names(
            "builtins", "set frozenset list tuple int float complex bool str bytes bytearray object slice range",
            "__builtin__",
            "set frozenset list tuple int long float complex bool str unicode bytearray object slice xrange",
            "collections", "deque",
            "_codecs", "encode",
            "functools", "partial",
            "_functools", "partial",
            "argparse", "Namespace",
            "types", "SimpleNamespace",
            "datetime", "datetime date time timedelta timezone",
            "decimal", "Decimal",
            "fractions", "Fraction",
            "uuid", "UUID",
            "pathlib", "Path PosixPath WindowsPath PurePath PurePosixPath PureWindowsPath",
            "pathlib._local", "Path PosixPath WindowsPath PurePath PurePosixPath PureWindowsPath"),
        .. Names(
            "numpy", "dtype ndarray",
            "numpy.core.multiarray", "scalar _reconstruct",
            "numpy._core.multiarray", "scalar _reconstruct",
            "numpy.core.numeric", "_frombuffer",
            "numpy._core.numeric", "_frombuffer",
            "numpy.random._pickle", "__randomstate_ctor __generator_ctor __bit_generator_ctor"),
        .. Names(
            "torch", "Size device",
            "torch._tensor", "_rebuild_from_type _rebuild_from_type_v2",
            "torch.serialization", "_get_layout",
            "torch.storage", "_load_from_bytes",
            "torch.nn.parameter", "Parameter Buffer",
            "torch.jit._pickle", "build_intlist build_tensorlist build_doublelist build_boollist restore_type_tag",
            "torch._utils", "_rebuild_tensor _rebuild_tensor_v2 _rebuild_tensor_v3 _rebuild_parameter "
                + "_rebuild_parameter_with_state _rebuild_parameter_v2 _rebuild_qtensor _rebuild_sparse_tensor "
                + "_rebuild_sparse_csr_tensor _rebuild_nested_tensor _rebuild_meta_tensor_no_storage "
                + "_rebuild_wrapper_subclass _rebuild_device_tensor_from_numpy "
                + "_rebuild_device_tensor_from_cpu_tensor _rebuild_xla_tensor"),
    ];

    private static readonly HashSet<string> s_refusedModules =
    [
        "os", "posix", "nt", "subprocess", "sys", "builtins", "__builtin__", "runpy", "webbrowser", "importlib", "imp",
        "ctypes", "socket", "shutil", "pty", "commands", "code", "codeop", "pdb", "bdb", "timeit", "pip", "pickle",
        "_pickle", "operator", "_operator", "multiprocessing", "asyncio", "platform", "urllib", "requests", "httplib",
    ];

    private static HashSet<string> Names(params ReadOnlySpan<string> modulesAndNames)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < modulesAndNames.Length; i += 2)
        {
            foreach (string name in modulesAndNames[i + 1].Split(' '))
            {
                names.Add($"{modulesAndNames[i]}.{name}");
            }
        }

        return names;
    }
}
