namespace Heavytail.Tensors;

/// <summary>How the elements of a tensor can be read.</summary>
/// <param name="CanSeek">Whether its stream jumps at the price of a system call; else it is read from front to
/// back.</param>
/// <param name="BufferedBytes">Bytes that its stream keeps in memory while it is read: of a tensor that lies scattered
/// in its storage, that storage.</param>
internal sealed record TensorAccess(bool CanSeek, long BufferedBytes);
