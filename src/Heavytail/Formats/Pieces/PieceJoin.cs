// Specifications: https://github.com/facebookresearch/fairscale/blob/main/fairscale/nn/model_parallel/layers.py and
// https://github.com/NVIDIA/Megatron-LM/blob/main/megatron/core/tensor_parallel/layers.py
using System.Globalization;
using Heavytail.Files;
using Heavytail.Formats.Contract;

namespace Heavytail.Formats.Pieces;

/// <summary>The tensors of a network, from files that each hold a piece of its matrices.</summary>
/// <param name="file">The file that errors name.</param>
/// <param name="scheme">How they are cut.</param>
/// <param name="files">What each file holds, by rank.</param>
internal sealed class PieceJoin(ByteSource file, ParallelScheme scheme, IReadOnlyList<CheckpointContents> files)
{
    /// <summary>Bytes of a tensor that are compared between files.</summary>
    private const int ComparedBytes = 1 << 14;

    private readonly List<Dictionary<string, StoredTensor>> _byName =
    [
        .. files.Select(contents => contents.Tensors
            .DistinctBy(tensor => tensor.Info.Name, StringComparer.Ordinal)
            .ToDictionary(tensor => tensor.Info.Name, StringComparer.Ordinal)),
    ];

    /// <summary>All tensors: those of one file, joined with the others' pieces, then what only others have.</summary>
    /// <param name="rank">The rank of the file whose order they have.</param>
    /// <exception cref="InvalidCheckpointException">The files are not of one model.</exception>
    public IReadOnlyList<StoredTensor> Join(int rank)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var joined = new List<StoredTensor>();
        foreach (var tensor in files.Skip(rank).Take(1).Concat(files).SelectMany(contents => contents.Tensors))
        {
            if (names.Add(tensor.Info.Name))
            {
                var whole = Join(tensor);
                joined.Add(whole with { Info = whole.Info with { Index = joined.Count } });
            }
        }

        return joined;
    }

    private StoredTensor Join(StoredTensor first)
    {
        var info = first.Info;
        StoredTensor[] pieces = [.. _byName.Select(names => names.GetValueOrDefault(info.Name)).OfType<StoredTensor>()];
        if (pieces.Length == 1 && info.Name.Contains("expert", StringComparison.OrdinalIgnoreCase))
        {
            return first;
        }

        int? axis = Axis(info);
        if (info.Shape.Rank < 2 && axis is null)
        {
            return first;
        }

        bool fit = Array.TrueForAll(
            pieces, piece => piece.Info.Type == info.Type && piece.Info.Shape.Equals(info.Shape));
        if (!fit || (pieces.Length < files.Count && axis is not null))
        {
            throw file.InvalidTensor(
                info.Name, "is not in all files of the model with the same type and shape", "the files may be of "
                + "different models, or damaged; compare them with their source");
        }

        if (pieces.Length > 1 && AreEqual(pieces))
        {
            return first;
        }

        if (pieces.Length < files.Count)
        {
            string some = string.Create(CultureInfo.InvariantCulture, $"in {pieces.Length} of {files.Count} files");
            return Piece.Mark(first, $"a piece of a matrix, or of a stack of them, {some}", scheme.NextStep);
        }

        return axis is not null && info.Type.Bits() % 8 == 0
            ? Join(info, pieces, axis.Value)
            : Piece.Mark(
                first, "a piece of a matrix, and its name does not say along which dimension it was cut",
                scheme.NextStep);
    }

    private static StoredTensor Join(TensorInfo info, StoredTensor[] pieces, int axis)
    {
        long[] sides = [.. info.Shape.Dimensions];
        sides[axis] = checked(sides[axis] * pieces.Length);
        int elementBytes = info.Type.Bits() / 8;
        long outer = info.Shape.Dimensions[..axis].Aggregate(1L, (product, side) => product * side);
        long segment = outer == 0 ? 0 : info.Shape.ElementCount / outer * elementBytes;
        var whole = info with
        {
            Shape = new TensorShape(sides),
            StoredByteCount = pieces.Aggregate(Int128.Zero, (sum, piece) => sum + piece.Info.StoredByteCount),
        };
        return new StoredTensor(
            whole,
            () => new JoinedStream(
                [.. pieces.Select(piece => piece.OpenRead())], [.. pieces.Select(_ => segment)], outer));
    }

    /// <summary>
    /// Layers that are cut by outputs have them first; those by inputs have them last. Embeddings are cut by their
    /// dimension in Llama 1 and 2, by entries in Llama 3: then they have as many columns as the norm has elements.
    /// </summary>
    private int? Axis(TensorInfo tensor)
    {
        if (tensor.Shape.Rank is 0 or > 2)
        {
            return null;
        }

        if (scheme.IsLlama && tensor.Name == "tok_embeddings.weight")
        {
            var norm = _byName[0].GetValueOrDefault("norm.weight")?.Info.Shape;
            return norm is not { Rank: 1 } || tensor.Shape.Rank != 2 ? null : tensor.Shape[1] == norm[0] ? 0 : 1;
        }

        return scheme.ByOutputs!.IsMatch(tensor.Name) ? 0
            : tensor.Shape.Rank == 2 && scheme.ByInputs!.IsMatch(tensor.Name) ? 1 : null;
    }

    /// <summary>
    /// Whether all files have the same matrix, and not pieces of one: routers and tables are in each. Equal starts show
    /// it, unless all of their bytes are the same.
    /// </summary>
    private static bool AreEqual(StoredTensor[] pieces)
    {
        byte[] first = Start(pieces[0]);
        return first.AsSpan().ContainsAnyExcept(first.FirstOrDefault())
            && Array.TrueForAll(pieces[1..], piece => Start(piece).AsSpan().SequenceEqual(first));
    }

    private static byte[] Start(StoredTensor tensor)
    {
        using var stream = tensor.OpenRead();
        byte[] start = new byte[(int)Int128.Min(ComparedBytes, tensor.Info.ByteCount)];
        stream.ReadExactly(start);
        return start;
    }
}
