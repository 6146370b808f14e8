using System.Collections.Frozen;

namespace Heavytail.Formats.PyTorch;

/// <summary>
/// Names that no weight file needs and an attack does: what starts programs, evaluates code, loads modules, opens files
/// or connections. Nothing is ever called here, but the same file would run them in another reader, so it is refused as
/// soon as it names one.
/// </summary>
internal static class PickleDanger
{
    /// <summary>Modules whose every name is refused, submodules included, but for <see cref="s_harmless"/>.</summary>
    private static readonly FrozenSet<string> s_modules = Words(
        "os posix nt subprocess sys runpy webbrowser importlib imp ctypes socket shutil pty commands code codeop pdb "
        + "bdb timeit pip pickle _pickle cPickle marshal multiprocessing asyncio requests httplib ftplib smtplib "
        + "telnetlib "
        + "_posixsubprocess _winapi winreg cProfile profile trace pydoc ensurepip venv setuptools antigravity dl");

    /// <summary>Modules that Python reaches as attributes of others: <c>torch.serialization.os</c>.</summary>
    private static readonly FrozenSet<string> s_attributes = Words(
        "os posix nt subprocess sys runpy importlib ctypes socket shutil pty builtins __builtin__ __builtins__ system "
        + "popen eval exec execfile pickle marshal");

    private static readonly FrozenSet<string> s_builtins = Words(
        "eval exec execfile compile open file __import__ reload input raw_input apply globals locals vars setattr "
        + "delattr breakpoint exit quit help __build_class__");

    private static readonly FrozenSet<string> s_names = Words(
        "torch.load torch.serialization.load torch.jit.load torch.package platform.popen "
        + "urllib.urlopen urllib.urlretrieve io.open "
        + "io.FileIO _io.open _io.FileIO codecs.open numpy.load numpy.fromfile numpy.memmap "
        + "numpy.testing._private.utils.runstring joblib.load pandas.read_pickle dill.loads dill.load dill._dill.loads "
        + "dill._dill.load dill._dill._eval_repr "
        + "cloudpickle.loads cloudpickle.load types.CodeType types.FunctionType types.LambdaType");

    /// <summary>Modules that are refused with all that begins like them.</summary>
    private static readonly string[] s_prefixes =
    [
        "torch.hub", "torch.utils.cpp_extension", "torch._inductor", "numpy.f2py", "numpy.distutils", "urllib.request",
        "urllib2", "distutils", "http.client", "http.server", "xmlrpc",
    ];

    /// <summary>Plain records and enums of refused modules, as descriptions of a run contain them.</summary>
    private static readonly FrozenSet<string> s_harmless = Words(
        "os.uname_result os.stat_result os.terminal_size os.times_result os.PathLike os._Environ posix.uname_result "
        + "posix.times_result nt.stat_result subprocess.CompletedProcess subprocess.CalledProcessError "
        + "subprocess.TimeoutExpired socket.AddressFamily socket.SocketKind socket.gaierror socket.timeout "
        + "sys.version_info sys.flags shutil.Error asyncio.TimeoutError requests.structures.CaseInsensitiveDict");

    /// <summary>Functions that return an attribute of their first argument.</summary>
    private static readonly FrozenSet<string> s_getters = Words("getattr _get_attr _getattr _getattribute");

    /// <summary>Functions that return the module that their argument names.</summary>
    private static readonly FrozenSet<string> s_importers = Words("_import_module import_module subimport");

    /// <summary>Functions of dill and cloudpickle that make functions; data do not need what those return.</summary>
    private static readonly FrozenSet<string> s_functionMakers = Words(
        "_create_function _make_function _make_skel_func _fill_function FunctionType LambdaType");

    /// <summary>Whether a file is refused for naming this.</summary>
    public static bool IsNamed(PickleGlobal global)
    {
        string name = global.ToString();
        string[] parts = global.Name.Split('.');
        if (s_harmless.Contains(name))
        {
            return false;
        }

        string root = global.Module.Split('.')[0];
        return s_modules.Contains(root)
            || s_names.Contains(name)
            || (root is "builtins" or "__builtin__" && s_builtins.Contains(parts[0]))
            || Array.Exists(s_prefixes, prefix => (name + ".").StartsWith(prefix + ".", StringComparison.Ordinal))
            || IsReached(parts);
    }

    /// <summary>Whether a call that is harmless by its name reaches for what is not.</summary>
    /// <param name="callee">The function.</param>
    /// <param name="arguments">Its arguments.</param>
    public static bool IsCalled(PickleGlobal callee, IReadOnlyList<object?> arguments) => callee.Name switch
    {
        var name when s_getters.Contains(name) => arguments is [_, string attribute, ..]
            && IsReached(attribute.Split('.')),
        var name when s_importers.Contains(name) => arguments is [string module, ..]
            && IsNamed(new PickleGlobal(module, "*")),
        "attrgetter" or "methodcaller" when callee.Module is "operator" or "_operator" =>
            arguments.OfType<string>().Any(attribute => IsReached(attribute.Split('.'))),
        "_load_type" => arguments is [string type, ..] && s_functionMakers.Contains(type),
        _ => false,
    };

    /// <summary>Whether calling the result of a call runs code that the pickle brings along.</summary>
    public static bool IsMadeFunction(PickleObject called) => s_functionMakers.Contains(called.Callee.Name);

    /// <summary>Whether a function returns an attribute of its first argument.</summary>
    public static bool IsGetter(PickleGlobal callee) => s_getters.Contains(callee.Name);

    /// <summary>
    /// Names with two underscores lead from any class to every other; only those of plain data are spared.
    /// </summary>
    private static bool IsReached(string[] attributes) => Array.Exists(
        attributes,
        part => s_attributes.Contains(part)
            || (part.StartsWith("__", StringComparison.Ordinal) && part.EndsWith("__", StringComparison.Ordinal)
            && part.Length > 4 && !s_constructors.Contains(part)));

    private static readonly FrozenSet<string> s_constructors = Words(
        "__newobj__ __newobj_ex__ __randomstate_ctor __generator_ctor __bit_generator_ctor __new__ __torch__");

    private static FrozenSet<string> Words(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
