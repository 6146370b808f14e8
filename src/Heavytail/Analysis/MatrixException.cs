namespace Heavytail;

/// <summary>The matrices that were asked for cannot be made of a layer.</summary>
public sealed class MatrixException : CheckpointException
{
    internal MatrixException(string path, string tensor, string problem, string hint)
        : base(path, tensor, problem, hint, null)
    {
    }
}
