namespace Heavytail.Files;

/// <summary>How streams report that their bytes are not what they should be.</summary>
internal static class StreamDamage
{
    /// <summary>Whether an exception reports damaged or missing bytes, and not a failure of the program.</summary>
    public static bool Is(Exception e) => e is EndOfStreamException or InvalidDataException;
}
