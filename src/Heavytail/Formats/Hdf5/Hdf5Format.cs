// Specification: https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html (HDF5 file format, version 3.0)

using Heavytail.Files;
using Heavytail.Files.Hdf5;
using Heavytail.Formats.Contract;
using Heavytail.Formats.Keras;

namespace Heavytail.Formats.Hdf5;

/// <summary>
/// HDF5: a tree of groups, in which every numeric dataset is a tensor, named by its path. What Keras writes has an
/// order and layers of its own; MATLAB's .mat since 7.3 is HDF5 behind a user block.
/// </summary>
internal sealed class Hdf5Format : CheckpointFormat
{
    public override string Name => "HDF5";

    public override IReadOnlyList<string> Extensions => [".h5", ".hdf5", ".hdf", ".mat"];

    public override bool Matches(ReadOnlySpan<byte> head, ByteSource file) =>
        head.StartsWith(Hdf5Superblock.Magic) || Hdf5Superblock.Find(file) is not null;

    public override CheckpointContents ReadHeader(ByteSource file)
    {
        var tree = Hdf5Tree.Read(file);
        return new KerasModel(file, tree, null).Read();
    }
}
