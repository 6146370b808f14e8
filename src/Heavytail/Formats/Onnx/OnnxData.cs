using Heavytail.Files;
using Heavytail.Files.Protobuf;
using Heavytail.Formats.Expressions;

namespace Heavytail.Formats.Onnx;

/// <summary>The elements of tensors, in the model's file and in those beside it.</summary>
/// <param name="file">The model's file.</param>
/// <param name="opened">Receives the files beside it that are opened.</param>
internal sealed class OnnxData(ByteSource file, Opened<ByteSource> opened)
{
    /// <summary>Some writers give each tensor a file of its own.</summary>
    private const int MaxFiles = 10_000;

    /// <summary>Shapes, axes, and starts and ends of slices.</summary>
    private const int MaxIntegers = 64;

    private readonly Dictionary<string, ByteSource> _beside = new(StringComparer.Ordinal);

    /// <summary>Lengths of files beside the model; null of one that is not there.</summary>
    private readonly Dictionary<string, long?> _lengths = new(StringComparer.Ordinal);

    /// <summary>Why a tensor cannot be read: its elements are in a file that is not there; else null.</summary>
    public string? Missing(OnnxTensor tensor)
    {
        if (tensor.Computed is { } computed)
        {
            return computed.Tensors().Select(Missing).FirstOrDefault(reason => reason is not null);
        }

        if (tensor.Damage is var (problem, advice))
        {
            return advice is null ? problem : $"{problem}; {advice}";
        }

        if (tensor.External is not { } external)
        {
            return null;
        }

        string location = external.Location;
        if (!_lengths.TryGetValue(location, out long? length))
        {
            using var beside = file.OpenBeside(location);
            _lengths.Add(location, length = beside?.Length);
        }

        return length is { } found
            ? Beyond(tensor, external, found)
            : $"its elements are in `{location}`, which is not beside the file; copy that file into the model's folder";
    }

    /// <summary>The file that holds a tensor's numbers.</summary>
    /// <exception cref="InvalidCheckpointException">It is not there, or ends before the elements do.</exception>
    public ByteSource FileOf(OnnxTensor tensor)
    {
        if (tensor.Computed is { } computed)
        {
            // All are opened, so that no thread opens files later.
            return computed.Tensors().Select(FileOf).ToArray()[0];
        }

        if (tensor.Damage is var (damage, advice))
        {
            throw file.InvalidTensor(tensor.Name, damage, advice);
        }

        if (tensor.External is not { } external)
        {
            return file;
        }

        if (!_beside.TryGetValue(external.Location, out var beside))
        {
            if (_beside.Count == MaxFiles)
            {
                throw file.Invalid($"elements are in more than {MaxFiles:N0} files beside it");
            }

            beside = file.OpenBeside(external.Location) ?? throw file.InvalidTensor(
                tensor.Name,
                $"its elements are in `{external.Location}`, which is not beside the file",
                "copy that file into the model's folder");
            _beside.Add(external.Location, opened.Add(beside));
        }

        return Beyond(tensor, external, beside.Length) is not { } problem ? beside
            : external.Length is { } given && given != tensor.ByteCount ? throw file.InvalidTensor(tensor.Name, problem)
            : throw beside.Truncated(problem, tensor.Name);
    }

    /// <summary>Why the bytes that a tensor says it has in another file are not there; null where they are.</summary>
    private static string? Beyond(OnnxTensor tensor, OnnxExternalData external, long found)
    {
        long length = external.Length ?? (long)Int128.Min(tensor.ByteCount, long.MaxValue);
        return length != tensor.ByteCount
            ? $"shape {tensor.Shape} of {tensor.Type?.Name} needs {tensor.ByteCount:N0} bytes, `length` of its "
                + $"external data is {length:N0}"
            : external.Offset <= found - length ? null
            : $"needs {length:N0} bytes at offset {external.Offset:N0} but the file has {found:N0} bytes";
    }

    /// <summary>Its elements, packed as <c>raw_data</c> has them.</summary>
    public Stream Open(OnnxTensor tensor)
    {
        if (tensor.Computed is { } computed)
        {
            return new ExpressionStream(computed, tensor.Type!.Element!.Value);
        }

        if (tensor.Sparse is not null)
        {
            return OnnxSparseReader.Open(tensor, this);
        }

        if (tensor.External is { } external)
        {
            return FileOf(tensor).OpenRegion(external.Offset, (long)tensor.ByteCount);
        }

        if (tensor.Region is { } region)
        {
            return file.OpenRegion(region.Offset, region.Length);
        }

        var type = tensor.Type!;
        return new RepeatedFieldStream(
            file.OpenRegion(tensor.Message.Offset, tensor.Message.Length),
            (long)tensor.ByteCount,
            tensor.Field,
            type.NumberBytes,
            type.IsVarint);
    }

    /// <summary>All elements of a tensor of scales or zero points.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="codeType">The type of codes that are packed in its bytes; null if its own type says it.</param>
    public float[] ReadAll(OnnxTensor tensor, OnnxDataType? codeType)
    {
        using var stream = Open(tensor);
        var type = codeType ?? tensor.Type!;
        long count = codeType is null ? tensor.Shape.ElementCount : (long)(tensor.ByteCount * 8 / codeType.Bits);
        return OnnxCodes.ReadAll(stream, type, count);
    }

    /// <summary>The elements of a constant that may say axes or dimensions; null where it cannot.</summary>
    public IReadOnlyList<long>? ReadIntegers(OnnxTensor tensor)
    {
        if (tensor.Sparse is not null || tensor.Damage is not null || tensor.Type?.Name is not ("I64" or "I32")
            || tensor.Shape.Rank > 1
            || tensor.Shape.ElementCount > MaxIntegers
            || tensor.External is not null)
        {
            return null;
        }

        using var stream = Open(tensor);
        return OnnxCodes.ReadIntegers(stream, tensor.Type.Bits / 8, (int)tensor.Shape.ElementCount);
    }
}
