// The layout is documented by its reader, _legacy_load in
// https://github.com/pytorch/pytorch/blob/main/torch/serialization.py
using System.Buffers.Binary;
using System.Numerics;
using Heavytail.Files;
using Heavytail.Formats.Contract;

namespace Heavytail.Formats.PyTorch;

/// <summary>
/// What <c>torch.save</c> wrote before 1.6: five pickles in a row (magic number, protocol version, system, object,
/// storage keys), then for each storage its element count and its elements.
/// </summary>
internal sealed class PyTorchLegacyFormat : CheckpointFormat
{
    private const int ProtocolVersion = 1001;
    private const int CountBytes = 8;
    private const int TarHeaderBytes = 512;
    private const int TarMagicOffset = 257;

    /// <summary>0x1950a86a20f9469cfc6c.</summary>
    private static readonly BigInteger s_magic = BigInteger.Parse("119547037146038801333356", null);

    /// <summary>LONG1 of ten bytes.</summary>
    private static ReadOnlySpan<byte> MagicInstruction =>
        [(byte)PickleOpCode.Long1, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19];

    public override string Name => "PyTorch (legacy)";

    public override IReadOnlyList<string> Extensions => [".pt", ".pth", ".bin", ".ckpt", ".th"];

    /// <summary>The magic number 0x1950a86a20f9469cfc6c, little-endian in a pickle of protocol 2 or later.</summary>
    public override bool Matches(ReadOnlySpan<byte> head, ByteSource file) =>
        (head.Length > 0 && head[0] == (byte)PickleOpCode.Proto && head.IndexOf(MagicInstruction) is >= 2 and < 16)
        || IsTar(head, file);

    public override CheckpointContents ReadHeader(ByteSource file)
    {
        if (IsTar(file.Head(HeadLength), file))
        {
            throw file.Invalid(
                "a tar archive of PyTorch 0.1; these are not read",
                "load it with an old PyTorch and save it again with `torch.save`");
        }

        using var stream = file.OpenRegion(0, file.Length);
        var input = new PickleInput(stream, file.Length, file, "the pickle");
        var ids = new Dictionary<string, TorchStorageId>(StringComparer.Ordinal);
        if (Run(input, file) is not BigInteger magic || magic != s_magic)
        {
            throw file.Invalid("the magic number of a PyTorch file is wrong");
        }

        if (Run(input, file) is not long version || version != ProtocolVersion)
        {
            throw file.Invalid($"the protocol version is not {ProtocolVersion}");
        }

        // The system's byte order is of no interest: the elements are little-endian whatever it was.
        Run(input, file);
        object? root = new PickleMachine(input, file.Length, id => LoadPersistent(id, input, ids)).Run();
        if (Run(input, file) is not PickleList keys)
        {
            throw file.Invalid("the list of storage keys is not a list");
        }

        var storages = ReadStorages(keys, ids, input.Position, file);
        return new TorchStateDict(new TorchFile(file, storages.GetValueOrDefault, file.OpenRegion)).Read(root);
    }

    /// <summary>What came before the legacy format: a tar whose members have these names.</summary>
    private static bool IsTar(ReadOnlySpan<byte> head, ByteSource file)
    {
        ReadOnlySpan<byte> name = head.IndexOf((byte)0) is >= 0 and var end ? head[..end] : head;
        if (file.Length < TarHeaderBytes
            || !(name.SequenceEqual("sys_info"u8) || name.SequenceEqual("pickle"u8) || name.SequenceEqual("storages"u8)
                || name.SequenceEqual("tensors"u8)))
        {
            return false;
        }

        return file.Head(TarHeaderBytes).AsSpan(TarMagicOffset).StartsWith("ustar"u8);
    }

    private static object? Run(PickleInput input, ByteSource file) =>
        new PickleMachine(
            input, file.Length, _ => throw input.Invalid("a persistent id outside the saved object")).Run();

    private static object LoadPersistent(object? persistent, PickleInput input, Dictionary<string, TorchStorageId> ids)
    {
        object value = TorchStorageId.Load(persistent, input, needsSizes: true);
        if (value is TorchStorageId id && !ids.TryAdd(id.Key, id)
            && (ids[id.Key].Type != id.Type || ids[id.Key].Count != id.Count))
        {
            throw input.Invalid(
                $"storage `{id.Key}` is {id.Count:N0} {id.Type.Name} here and {ids[id.Key].Count:N0} "
                + $"{ids[id.Key].Type.Name} elsewhere");
        }

        return value;
    }

    private static Dictionary<string, TorchStorage> ReadStorages(
        PickleList keys, Dictionary<string, TorchStorageId> ids, long offset, ByteSource file)
    {
        var storages = new Dictionary<string, TorchStorage>(StringComparer.Ordinal);
        Span<byte> countBytes = stackalloc byte[CountBytes];
        foreach (object? item in keys.Items)
        {
            if (item is not string key || !ids.TryGetValue(key, out var id))
            {
                throw file.Invalid(
                    $"storage key `{item}` belongs to no tensor, so the size of its elements is unknown");
            }

            file.ReadExactly(offset, countBytes);
            offset += CountBytes;
            long count = BinaryPrimitives.ReadInt64LittleEndian(countBytes);
            if (count != id.Count)
            {
                throw file.Invalid($"storage `{key}` has {count:N0} elements, its tensors say {id.Count:N0}");
            }

            Int128 bytes = (Int128)count * id.Type.Bytes;
            if (bytes > file.Length - offset)
            {
                throw file.Truncated(
                    $"storage `{key}` has {bytes:N0} bytes at offset {offset:N0} but the file has {file.Length:N0} "
                    + "bytes");
            }

            long start = offset;
            var storage = new TorchStorage((long)bytes, false, (from, length) => file.OpenRegion(start + from, length));
            if (!storages.TryAdd(key, storage))
            {
                throw file.Invalid($"storage `{key}` occurs twice");
            }

            offset += (long)bytes;
        }

        return storages;
    }
}
