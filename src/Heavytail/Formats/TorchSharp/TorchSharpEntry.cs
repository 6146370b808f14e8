namespace Heavytail.Formats.TorchSharp;

/// <summary>A tensor of a TorchSharp file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The type of its elements.</param>
/// <param name="Shape">Its dimensions.</param>
/// <param name="Offset">Offset of its first element in the file.</param>
internal readonly record struct TorchSharpEntry(string Name, ElementType Type, TensorShape Shape, long Offset);
