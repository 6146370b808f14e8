// Specification: https://github.com/facebookresearch/fairscale/blob/main/fairscale/nn/model_parallel/layers.py
using System.Globalization;
using System.Text.RegularExpressions;
using Heavytail.Files;
using Heavytail.Formats.Contract;

namespace Heavytail.Formats.Pieces;

/// <summary>
/// Matrices that are cut for several processors, a piece in each file: joined where all files are there, else listed as
/// pieces. The spectrum of a piece is not that of its matrix.
/// </summary>
internal static partial class ParallelPieces
{
    private const string Hint = "put all files of the model into one folder, with their original names";

    /// <summary>Other files whose pieces the first one stands for.</summary>
    public static IEnumerable<string> NamesBeside(ByteSource file) =>
        ModelParallelNames.Number(file.Path) == 0 && ModelParallelNames.Beside(file) is { Count: > 1 } names
        && ModelParallelNames.IsComplete(names)
            ? names.Values.Skip(1)
            : [];

    /// <summary>The model of a file and those beside it.</summary>
    /// <param name="file">One of them.</param>
    /// <param name="contents">What it has.</param>
    /// <param name="read">Reads another one.</param>
    /// <exception cref="InvalidCheckpointException">The files are not of one model.</exception>
    public static CheckpointContents Join(
        ByteSource file, CheckpointContents contents, Func<ByteSource, CheckpointContents> read)
    {
        if (ModelParallelNames.Number(file.Path) is not { } number)
        {
            return contents;
        }

        var names = ModelParallelNames.Beside(file);
        names.TryAdd(number, Path.GetFileName(file.Path));
        if (!ModelParallelNames.IsComplete(names) || (names.Count == 1 && IsCut(contents.Tensors)))
        {
            string found = string.Join(", ", names.Values.Take(4));
            return MarkPieces(contents, $"a piece of a matrix: the folder has only {found} of the model");
        }

        if (names.Count == 1)
        {
            return contents;
        }

        using var opened = new Opened<ByteSource>();
        var pieces = new List<CheckpointContents>();
        foreach (var (other, name) in names)
        {
            if (other == number)
            {
                pieces.Add(contents);
                continue;
            }

            var sibling = opened.Add(file.OpenBeside(name) ?? throw file.Invalid($"`{name}` is not beside it", Hint));
            var its = read(sibling);
            opened.AddRange(its.Shards);
            pieces.Add(its);
        }

        var tensors = contents.Tensors.Select(tensor => Join(file, tensor, pieces)).ToList();
        var metadata = new Dictionary<string, string>(contents.Metadata, StringComparer.Ordinal)
        {
            ["pieces"] = string.Create(CultureInfo.InvariantCulture, $"joined from {names.Count} files"),
        };
        return contents with
        {
            Tensors = tensors,
            Metadata = metadata,
            Shards = [.. contents.Shards, .. opened.Release()],
        };
    }

    /// <summary>An embedding with fewer columns than the norm after it has elements is a piece.</summary>
    private static bool IsCut(IReadOnlyList<StoredTensor> tensors) =>
        tensors.FirstOrDefault(tensor => tensor.Info.Name == "norm.weight") is { Info.Shape: { Rank: 1 } norm }
        && tensors.Any(tensor => tensor.Info is { Name: "tok_embeddings.weight", Shape.Rank: 2 }
            && tensor.Info.Shape[1] < norm[0]);

    private static CheckpointContents MarkPieces(CheckpointContents contents, string reason) => contents with
    {
        Tensors =
        [
            .. contents.Tensors.Select(tensor => tensor.Info.Shape.Rank < 2
                ? tensor
                : MarkPiece(tensor, reason)),
        ],
    };

    private static StoredTensor MarkPiece(StoredTensor tensor, string reason) => tensor with
    {
        Info = tensor.Info with { Unread = reason, Role = new TensorRole(TensorPurpose.Piece, reason) },
    };

    private static StoredTensor Join(ByteSource file, StoredTensor first, List<CheckpointContents> all)
    {
        var info = first.Info;
        if (info.Shape.Rank < 2)
        {
            return first;
        }

        var pieces = all.Select(contents => contents.Tensors.FirstOrDefault(tensor => tensor.Info.Name == info.Name))
            .OfType<StoredTensor>().ToArray();
        if (pieces.Length != all.Count
            || pieces.Any(piece => piece.Info.Type != info.Type || !piece.Info.Shape.Equals(info.Shape)))
        {
            throw file.InvalidTensor(
                info.Name, "is not in all files of the model with the same type and shape", "the files may be of "
                + "different models, or damaged; compare them with their source");
        }

        if (Axis(info, all[0].Tensors) is not { } axis)
        {
            string reason = "a piece of a matrix, and its name does not say along which dimension it was cut";
            return MarkPiece(first, reason);
        }

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
    private static int? Axis(TensorInfo tensor, IReadOnlyList<StoredTensor> beside)
    {
        if (tensor.Shape.Rank != 2)
        {
            return null;
        }

        if (tensor.Name == "tok_embeddings.weight")
        {
            var norm = beside.FirstOrDefault(other => other.Info is { Name: "norm.weight", Shape.Rank: 1 });
            return norm is null ? null : tensor.Shape[1] == norm.Info.Shape[0] ? 0 : 1;
        }

        return ByOutputs().IsMatch(tensor.Name) ? 0 : ByInputs().IsMatch(tensor.Name) ? 1 : null;
    }

    [GeneratedRegex(@"(^|\.)(wq|wk|wv|w1|w3|output)\.weight$", RegexOptions.CultureInvariant)]
    private static partial Regex ByOutputs();

    [GeneratedRegex(@"(^|\.)(wo|w2)\.weight$", RegexOptions.CultureInvariant)]
    private static partial Regex ByInputs();
}
