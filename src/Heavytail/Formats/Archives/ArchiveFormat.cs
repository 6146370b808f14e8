using Heavytail.Files;
using Heavytail.Formats.Contract;

namespace Heavytail.Formats.Archives;

/// <summary>
/// An archive that holds one model, read as a folder is: what is stored as it is lies where it lies, what is packed is
/// unpacked into a temporary file.
/// </summary>
/// <param name="models">Recognizes the formats that an archive may hold.</param>
internal abstract class ArchiveFormat(IFormatDetector models) : CheckpointFormat
{
    /// <summary>None: a folder's listing names an archive only for what it holds.</summary>
    public override IReadOnlyList<string> Extensions => [];

    public override CheckpointContents ReadHeader(ByteSource file) => Open(file, models).Read(Word);

    public override bool HoldsModel(ByteSource file) => Open(file, models).HoldsModel();

    /// <summary>For people: what the model is in.</summary>
    protected abstract string Word { get; }

    /// <summary>Lists the entries.</summary>
    /// <exception cref="InvalidCheckpointException">The archive is damaged, hostile, or uses what is not
    /// supported.</exception>
    protected abstract Archive Open(ByteSource file, IFormatDetector models);
}
