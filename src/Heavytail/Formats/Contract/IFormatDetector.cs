using Heavytail.Files;

namespace Heavytail.Formats.Contract;

/// <summary>Recognizes formats, for those whose files contain or name files of other formats.</summary>
internal interface IFormatDetector
{
    /// <summary>The format of a file.</summary>
    /// <exception cref="UnknownFormatException">No format matches.</exception>
    CheckpointFormat Detect(ByteSource file);

    /// <summary>The first format that matches; null if none does.</summary>
    CheckpointFormat? TryDetect(ByteSource file);

    /// <summary>Whether a file's extension is one that weight files usually have.</summary>
    bool HasKnownExtension(string path);
}
