using Heavytail.Formats.Contract;

namespace Heavytail.Formats.PyTorch;

/// <summary>A tensor that can be read, however it is stored.</summary>
/// <param name="Shape">Its dimensions.</param>
/// <param name="Type">The type of its elements as they are read.</param>
internal abstract record TorchContent(TensorShape Shape, ElementType Type)
{
    /// <summary>How its elements are stored, where their type does not say it.</summary>
    public virtual string? Encoding => null;

    /// <summary>Whether its elements are computed from quantized ones.</summary>
    public virtual bool IsQuantized => false;

    /// <summary>Bytes that it takes in the file; 0 where they are those of its elements.</summary>
    public virtual Int128 StoredBytes => 0;

    /// <summary>Bytes that it takes in the file.</summary>
    public Int128 ByteCount => StoredBytes > 0 ? StoredBytes : ((Int128)Shape.ElementCount * Type.Bits() + 7) / 8;

    /// <summary>Where its elements lie, where two tensors can share them.</summary>
    public virtual object? Place => null;

    /// <summary>Checks it against the bytes that are there.</summary>
    /// <exception cref="InvalidCheckpointException">They are not there, or it contradicts itself.</exception>
    public abstract void Check(TorchFile file, string name);

    /// <summary>Opens its elements, row-major and little-endian.</summary>
    public abstract Stream OpenRead(TorchFile file);

    /// <summary>The listing's entry.</summary>
    public StoredTensor ToStored(int index, string name, TorchFile file)
    {
        var info = new TensorInfo(index, name, Type, Shape, file.Source.Path)
        {
            Encoding = Encoding ?? Type.Name(),
            IsQuantized = IsQuantized,
            StoredByteCount = StoredBytes,
        };
        return new StoredTensor(info, () => OpenRead(file)) { Place = Place };
    }
}

/// <summary>A tensor whose elements lie in a storage as they are.</summary>
internal sealed record TorchDense(TorchTensor Tensor, ElementType Element)
    : TorchContent(Tensor.Layout.Shape, Element)
{
    public override object Place => (
        Tensor.StorageId.Key, Tensor.StorageId.ViewOffset, Tensor.Layout.Offset,
        string.Join(',', Tensor.Layout.Strides));

    public override void Check(TorchFile file, string name) =>
        Tensor.Check(file.FindStorage(Tensor.StorageId.Key), file.Source, name);

    public override Stream OpenRead(TorchFile file) => Tensor.OpenRead(file.FindStorage(Tensor.StorageId.Key));
}
