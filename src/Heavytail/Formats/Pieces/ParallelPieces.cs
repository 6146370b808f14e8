using System.Globalization;
using Heavytail.Files;
using Heavytail.Formats.Contract;

namespace Heavytail.Formats.Pieces;

/// <summary>
/// Matrices that are cut for several processors, a piece in each file: joined where all files are there and it is known
/// how they are cut, else listed as pieces. The spectrum of a piece is not that of its matrix.
/// </summary>
internal static class ParallelPieces
{
    /// <summary>Why a file is not all of its model, among its metadata.</summary>
    public const string PartKey = "part";

    /// <summary>Each is an open file; no network is known that is cut into more than some hundred.</summary>
    private const int MaxFiles = 1024;

    /// <summary>Other files whose pieces the first one stands for, as paths from its folder on.</summary>
    public static IEnumerable<string> NamesBeside(ByteSource file) =>
        ParallelFile.Of(file) is { Rank: 0 } ? NamesOfModel(file) : [];

    /// <summary>The files of the other pieces that are joined with one, as paths from its folder on.</summary>
    public static IEnumerable<string> NamesOfModel(ByteSource file) =>
        ParallelFile.Of(file) is { IsComplete: true, Names.Count: > 1 and <= MaxFiles } piece
        && piece.Scheme.ByOutputs is not null
            ? piece.Names.Keys.Where(rank => rank != piece.Rank).Select(piece.PathOf)
            : [];

    /// <summary>The model of a file and those beside it.</summary>
    /// <param name="file">One of them.</param>
    /// <param name="contents">What it has.</param>
    /// <param name="read">Reads another one.</param>
    /// <exception cref="InvalidCheckpointException">The files are not of one model.</exception>
    public static CheckpointContents Join(
        ByteSource file, CheckpointContents contents, Func<ByteSource, CheckpointContents> read)
    {
        if (ParallelFile.Of(file) is not { } piece)
        {
            return contents;
        }

        contents = piece.Stages == 1 ? contents : WithMetadata(
            contents, PartKey, string.Create(
                CultureInfo.InvariantCulture,
                $"one of {piece.Stages} parts of a network (stages or layers), each in files of its own; "
                + $"{piece.Scheme.NextStep}"));
        int there = piece.Names.Count;
        int count = Math.Max(piece.Count ?? 1, CountIn(contents.Metadata));
        if (!piece.IsComplete || count > there || (there == 1 && piece.Scheme.IsLlama && IsCut(contents.Tensors)))
        {
            string found = string.Join(", ", piece.Names.Values.Take(4));
            return MarkPieces(
                contents, $"a piece of a matrix: the folder has only {found} of the model",
                piece.Scheme.StepWithoutAll);
        }

        if (there == 1)
        {
            return contents;
        }

        if (piece.Scheme.ByOutputs is null || there > MaxFiles)
        {
            return MarkPieces(
                contents,
                $"a piece of a matrix: the file is one of {there} that {piece.Scheme.Framework} wrote tensor-parallel",
                piece.Scheme.NextStep);
        }

        using var opened = new Opened<ByteSource>();
        var pieces = new List<CheckpointContents>();
        foreach (var (other, name) in piece.Names)
        {
            if (other == piece.Rank)
            {
                pieces.Add(contents);
                continue;
            }

            var sibling = opened.Add(
                piece.Open(other) ?? throw file.Invalid($"`{name}` is not beside it", ParallelScheme.PutTogether));
            var its = read(sibling);
            opened.AddRange(its.Shards);
            pieces.Add(its);
        }

        var tensors = new PieceJoin(file, piece.Scheme, pieces).Join(piece.Rank);
        string joined = string.Create(CultureInfo.InvariantCulture, $"joined from {there} files");
        return WithMetadata(contents, "pieces", joined) with
        {
            Tensors = tensors,
            Joined = joined,
            Unread = [.. pieces.SelectMany(its => its.Unread).DistinctBy(tensor => tensor.Name)],
            Damage = [.. pieces.SelectMany(its => its.Damage)],
            Shards = [.. contents.Shards, .. opened.Release()],
        };
    }

    private static int CountIn(IReadOnlyDictionary<string, string> metadata) =>
        metadata.TryGetValue(TrainerState.TensorParallelKey, out string? text)
        && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? count : 1;

    private static CheckpointContents WithMetadata(CheckpointContents contents, string key, string value) =>
        contents with
        {
            Metadata = new Dictionary<string, string>(contents.Metadata, StringComparer.Ordinal) { [key] = value },
        };

    /// <summary>An embedding with fewer columns than the norm after it has elements is a piece.</summary>
    private static bool IsCut(IReadOnlyList<StoredTensor> tensors) =>
        tensors.FirstOrDefault(tensor => tensor.Info.Name == "norm.weight") is { Info.Shape: { Rank: 1 } norm }
        && tensors.Any(tensor => tensor.Info is { Name: "tok_embeddings.weight", Shape.Rank: 2 }
            && tensor.Info.Shape[1] < norm[0]);

    private static CheckpointContents MarkPieces(CheckpointContents contents, string reason, string nextStep) =>
        contents with
        {
            Tensors =
            [
                .. contents.Tensors.Select(tensor => tensor.Info.Shape.Rank < 2
                    ? tensor
                    : Piece.Mark(tensor, reason, nextStep)),
            ],
        };
}
