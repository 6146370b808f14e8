namespace Heavytail.Tests.Support;

/// <summary>Bytes as a checkpoint, with what tests ask of it.</summary>
internal sealed class TinyFile : IDisposable
{
    private readonly TempFolder _folder = new();

    public TinyFile(string name, byte[] bytes, params (string Name, byte[] Bytes)[] beside)
    {
        foreach (var (other, content) in beside)
        {
            _folder.Write(other, content);
        }

        Checkpoint = Checkpoint.Open(_folder.Write(name, bytes));
    }

    public Checkpoint Checkpoint { get; }

    public TensorInfo this[string name] => Checkpoint.Tensors.Single(tensor => tensor.Name == name);

    /// <summary>A tensor in one line, as <see cref="TensorText"/> writes it, without its name.</summary>
    public string Line(string name) => TensorText.Line(this[name])[(name.Length + 1)..];

    /// <summary>All numbers of a tensor; its stream must end where its bytes do.</summary>
    public double[] Numbers(string name)
    {
        var tensor = this[name];
        double[] numbers = new double[tensor.Shape.ElementCount];
        Checkpoint.Read(tensor, numbers);
        return numbers;
    }

    /// <summary>All bytes of a tensor, read in pieces of uneven length.</summary>
    public byte[] Bytes(string name)
    {
        using var stream = Checkpoint.OpenRead(this[name]);
        using var all = new MemoryStream();
        byte[] piece = new byte[7];
        for (int read; (read = stream.Read(piece)) > 0;)
        {
            all.Write(piece, 0, read);
        }

        return all.ToArray();
    }

    public void Dispose()
    {
        Checkpoint.Dispose();
        _folder.Dispose();
    }
}
