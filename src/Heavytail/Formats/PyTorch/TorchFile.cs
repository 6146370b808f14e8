using Heavytail.Files;

namespace Heavytail.Formats.PyTorch;

/// <summary>Where the bytes of a file's tensors lie.</summary>
/// <param name="Source">The file, which errors name.</param>
/// <param name="FindStorage">From a storage's key to its bytes; null where the file has none.</param>
/// <param name="OpenPickle">Opens so many bytes of the pickle at an offset, for what lies in the pickle itself.</param>
internal sealed record TorchFile(
    ByteSource Source, Func<string, TorchStorage?> FindStorage, Func<long, long, Stream> OpenPickle);
