namespace Heavytail.Formats.Unrecognized;

/// <summary>Bytes that identify a kind of file that is not read.</summary>
/// <param name="Offset">Offset of the bytes; of texts, after blanks, ignoring case.</param>
/// <param name="Bytes">The bytes, one character each.</param>
/// <param name="What">Description of such a file.</param>
/// <param name="Hint">Next step for the user.</param>
internal sealed record UnknownKind(int Offset, string Bytes, string What, string Hint);

/// <summary>The end of a name that says what a file was meant to be, where its bytes say nothing.</summary>
internal sealed record UnknownName(string Suffix, string Hint);

/// <summary>Files that people hand over for weights, and what to do with each.</summary>
internal static class UnknownKinds
{
    private const string Picture = "this is a picture, not a weight file; pass the file that contains the weights";
    private const string Program = "this is a program, not a weight file; pass the file that contains the weights";
    private const string Table =
        "this is a table, not a weight file; pass the file that contains the weights; "
        + "`heavytail trend` reads a table of models and their scores";

    private const string Unpack = "unpack it and pass the file that contains the weights";
    private const string Gguf = "convert it to GGUF with a script of llama.cpp of 2023 (convert-llama-ggml-to-gguf.py)";
    private const string Engine =
        "an engine is compiled for one device, and its weights cannot be identified; "
        + "pass the model that it was built from";

    private const string SavePlainly =
        "load it with the library that wrote it, and save the weights as safetensors or .npz";
    private const string Mobile = "save the model it was made from with `torch.save(model.state_dict(), …)`";
    private const string Source = "this is source code, not a weight file; pass the file that contains the weights";
    private const string Damaged =
        "the file looks damaged or cut off; compare its size with the source and download it again";

    /// <summary>What to do with a distributed checkpoint.</summary>
    public const string JoinPieces =
        "make one file of its folder: `python -m torch.distributed.checkpoint.format_utils dcp_to_torch FOLDER "
        + "model.pt`";

    /// <summary>By their bytes; the first that fits.</summary>
    public static IReadOnlyList<UnknownKind> Signatures { get; } =
    [
        new(0, "\u0089PNG", "a PNG picture", Picture),
        new(0, "\u00ff\u00d8\u00ff", "a JPEG picture", Picture),
        new(0, "GIF8", "a GIF picture", Picture),
        new(0, "%PDF", "a PDF document",
            "this is a document, not a weight file; pass the file that contains the weights"),
        new(0, "\u007fELF", "an ELF program or library", Program),
        new(0, "MZ", "a Windows program or library", Program),
        new(0, "\u00cf\u00fa\u00ed\u00fe", "a macOS program or library", Program),
        new(0, "ftrt", "a TensorRT engine", Engine),
        new(0, "ptrt", "a TensorRT engine", Engine),
        new(0, "lmgg", "a GGML file from before GGUF", Gguf),
        new(0, "fmgg", "a GGML file from before GGUF", Gguf),
        new(0, "tjgg", "a GGML file from before GGUF", Gguf),
        new(0, "algg", "a GGML adapter from before GGUF", Gguf),
        new(0, "ggml", "a GGML file from before GGUF", Gguf),
        new(0, "ggjt", "a GGML file from before GGUF", Gguf),
        new(0, "7z\u00bc\u00af\u0027\u001c", "a 7z archive", Unpack),
        new(0, "\u00fd7zXZ\0", "compressed with xz", Unpack),
        new(0, "BZh", "compressed with bzip2", Unpack),
        new(0, "\u0028\u00b5\u002f\u00fd", "compressed with zstd", Unpack),
        new(0, "\u0004\u0022\u004d\u0018", "compressed with lz4", Unpack),
        new(0, "Rar!\u001a\u0007", "a RAR archive", Unpack),
        new(0, "PK\u0005\u0006", "an empty zip archive", Damaged),
        new(0, "PAR1", "a Parquet table", Table),
        new(0, "ARROW1", "an Arrow table", "pass the file that contains the weights"),
        new(0, "SQLite format 3", "a SQLite database", "pass the file that contains the weights"),
        new(0, "MATLAB 5.0 MAT-file", "a MATLAB file of version 5",
            "in MATLAB, save it with `-v7.3`, or write .npy files"),
        new(0, "RDX2\n", "R data", SavePlainly),
        new(0, "RDX3\n", "R data", SavePlainly),
        new(0, "X\n\0\0\0", "R data", SavePlainly),
        new(4, "PTMF", "a PyTorch mobile model (.ptl as a FlatBuffer)", Mobile),
        new(4, "ET12", "an ExecuTorch program (.pte)", Mobile),
        new(4, "ORTM", "an ONNX Runtime model (.ort)", "pass the .onnx that it was made from"),
        new(4, "TFL", "a TFLite model of another schema", "convert it again with a TensorFlow of 2018 or later"),
        new(0, "LITERTLM", "a LiteRT-LM bundle", "pass one of its .tflite files"),
        new(64, "\u00ef\u00be\u00ad\u00de", "a Core ML weight blob", "convert the model to ONNX or safetensors"),
    ];

    /// <summary>By how a text begins.</summary>
    public static IReadOnlyList<UnknownKind> Texts { get; } =
    [
        new(
            0,
            "version https://git-lfs.github.com/spec/",
            "a Git LFS pointer, not the file itself",
            "run `git lfs pull` in the clone, or download the file itself"),
        new(
            0,
            "<!doctype html",
            "an HTML page",
            "the download returned a web page: check the address, and whether it asks for a login"),
        new(0, "<html", "an HTML page",
            "the download returned a web page: check the address, and whether it asks for a login"),
        new(
            0,
            "<net ",
            "an OpenVINO description",
            "its weights are in the .bin beside it, without names: convert the model to ONNX or safetensors"),
        new(
            0,
            "<?xml",
            "XML, possibly an OpenVINO description",
            "their weights are in the .bin beside it, without names: convert the model to ONNX or safetensors"),
        new(0, "<Error>", "an error message of a download", "check the address, and whether it asks for a login"),
        new(
            0,
            "{\"error\"",
            "a JSON error message",
            "the download was refused: check the address, and whether it asks for a login"),
        new(
            0,
            "{\"message\"",
            "a JSON error message",
            "the download was refused: check the address, and whether it asks for a login"),
        new(
            0,
            "{",
            "of an unknown format: JSON, but not the index of a model",
            "a configuration contains no weights; pass the weight file"),
        new(
            0,
            "[",
            "of an unknown format: JSON, but not the index of a model",
            "a configuration contains no weights; pass the weight file"),
        new(
            0,
            "7767517",
            "an ncnn description",
            "its weights are in the .bin beside it: convert the model to ONNX or safetensors"),
        new(0, "#!", "a script", Source),
        new(0, "import ", "Python source", Source),
        new(0, "from ", "Python source", Source),
        new(0, "def ", "Python source", Source),
        new(0, "class ", "Python source", Source),
        new(0, "\"\"\"", "Python source", Source),
        new(0, "# ", "a script or a text", "pass the file that contains the weights"),
    ];

    /// <summary>By name, where the bytes are of no known kind.</summary>
    public static IReadOnlyList<UnknownName> Names { get; } =
    [
        new(".safetensors", "a safetensors file begins with the length of its header and `{`: " + Damaged),
        new(".tflite", "a TFLite model has `TFL3` at byte 4: " + Damaged),
        new(".npy", "a .npy file begins with `NUMPY`: " + Damaged),
        new(".npz", "a .npz file is a zip: " + Damaged),
        new(".pt", "what torch.save writes is a zip or a pickle: " + Damaged),
        new(".pth", "what torch.save writes is a zip or a pickle: " + Damaged),
        new(".pt2", "what torch.export writes is a zip: " + Damaged),
        new(".distcp", JoinPieces),
        new(".ptl", Mobile),
        new(".h5", "an HDF5 file begins with `HDF`: " + Damaged),
        new(".hdf5", "an HDF5 file begins with `HDF`: " + Damaged),
        new(".keras", "a .keras file is a zip: " + Damaged),
        new(".gguf", "a GGUF file begins with `GGUF`: " + Damaged),
        new(".onnx", Damaged),
        new(".zip", Damaged),
        new(".tar", Damaged),
        new(".gz", Damaged),
        new(".bin", "it looks like raw data: open the index or manifest that names it"),
        new(".weights", "Darknet's weights have no names or shapes: convert the model to ONNX or safetensors"),
        new(".mlmodel", "Core ML models are not read: convert the model to ONNX or safetensors"),
        new(".engine", Engine),
        new(".plan", Engine),
        new(".trt", Engine),
        new(".rds", SavePlainly),
        new(".mat", SavePlainly),
        new(".joblib", SavePlainly),
        new(".csv", Table),
        new(".param", "its weights are in the .bin beside it: convert the model to ONNX or safetensors"),
    ];
}
