using System.Text;

namespace Heavytail.Cli.Output;

/// <summary>
/// Standard output while results are written to it piece by piece: a piece goes out when it is flushed. After a failure
/// (the reader has gone, the disk is full) nothing more is written, so that the work can go on for the sake of others.
/// </summary>
/// <param name="inner">Standard output.</param>
internal sealed class ResultWriter(TextWriter inner) : TextWriter
{
    /// <summary>A longer piece goes out in parts.</summary>
    private const int LongestPiece = 1 << 16;

    private readonly StringBuilder _piece = new();
    private Exception? _failure;

    public override Encoding Encoding => inner.Encoding;

    /// <summary>Whether something could not be written.</summary>
    public bool HasFailed => _failure is not null;

    public override void Write(char value) => _piece.Append(value);

    public override void Write(string? value) => FlushLong(_piece.Append(value));

    public override void Write(char[] buffer, int index, int count) => FlushLong(_piece.Append(buffer, index, count));

    public override void Flush()
    {
        try
        {
            if (_failure is null && _piece.Length > 0)
            {
                inner.Write(_piece.ToString());
                inner.Flush();
            }
        }
        catch (Exception e) when (StandardStreams.IsFailure(e))
        {
            _failure = e;
        }

        _piece.Clear();
    }

    /// <summary>Throws what kept results from being written.</summary>
    /// <exception cref="StandardOutputException">Something could not be written.</exception>
    public void ThrowIfFailed()
    {
        if (_failure is not null)
        {
            throw new StandardOutputException(_failure);
        }
    }

    private void FlushLong(StringBuilder piece)
    {
        if (piece.Length > LongestPiece)
        {
            Flush();
        }
    }
}
