using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Heavytail.Tests.Hostile;

/// <summary>
/// Random damage that a parser is likely to trip over: bits, bytes, numbers, lengths, and the words of a text header.
/// The same generator makes the same damage.
/// </summary>
internal sealed partial class Mutator(Random random)
{
    /// <summary>Beyond this, repeated duplication would only make files long.</summary>
    private const int MaxLength = 1 << 16;

    /// <summary>Most of what is parsed stands at the ends of a file.</summary>
    private const int EdgeBytes = 256;

    private static readonly byte[] s_bytes = [0, 1, 0x7f, 0x80, 0xfe, 0xff, (byte)'{', (byte)'(', (byte)'.', (byte)'"'];

    private static readonly long[] s_numbers =
    [
        0, 1, -1, 2, 64, 65, 255, 256, 65535, 65536, int.MaxValue, int.MinValue, uint.MaxValue, 1L << 32, 1L << 40,
        long.MaxValue, long.MaxValue - 7, long.MinValue, 100_000_001,
    ];

    private static readonly string[] s_words =
    [
        "0", "-1", "1", "1.5", "1e30", "3", "65536", "4294967296", "9223372036854775807", "18446744073709551616",
        "null", "true", "True", "None", "[", "]", "{", "}", "(", ")", ",", ":", "\"", "'", "\"\"", "[]", "{}", "()",
        "../x", "<f4", ">f8", "|O", "F64", "BF16", "F4", "__metadata__", "weight_map", "\\u0000", "\\ud800", "é",
    ];

    /// <summary>One to four damages; mostly one, for a file with many rarely gets past its first bytes.</summary>
    /// <param name="bytes">Left as they are.</param>
    /// <param name="other">What pieces are spliced in from.</param>
    public byte[] Mutate(byte[] bytes, byte[] other)
    {
        byte[] mutated = bytes;
        for (int left = random.Next(1, random.Next(2, 6)); left > 0; left--)
        {
            mutated = MutateOnce([.. mutated], other);
        }

        return mutated;
    }

    private byte[] MutateOnce(byte[] bytes, byte[] other)
    {
        if (bytes.Length == 0)
        {
            return [(byte)random.Next(256)];
        }

        int at = Position(bytes);
        int count = Math.Min(random.Next(1, 65), bytes.Length - at);
        switch (random.Next(12))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 1:
                bytes[at] = s_bytes[random.Next(s_bytes.Length)];
                return bytes;
            case 2 or 3:
                return SetNumber(bytes, at);
            case 4:
                return bytes[..at];
            case 5:
                byte[] noise = new byte[count];
                random.NextBytes(noise);
                return Insert(bytes, at, noise);
            case 6:
                return Insert(bytes, Position(bytes), bytes[at..(at + count)]);
            case 7:
                return [.. bytes[..at], .. bytes[(at + count)..]];
            case 8:
                int from = random.Next(other.Length + 1);
                return Cap([.. bytes[..at], .. other[from..]]);
            case 9:
                return EditNumber(bytes);
            default:
                return EditWord(bytes);
        }
    }

    private int Position(byte[] bytes) => random.Next(4) switch
    {
        0 => random.Next(Math.Min(EdgeBytes, bytes.Length)),
        1 => bytes.Length - 1 - random.Next(Math.Min(EdgeBytes, bytes.Length)),
        _ => random.Next(bytes.Length),
    };

    private byte[] SetNumber(byte[] bytes, int at)
    {
        int width = 1 << random.Next(1, 4);
        if (bytes.Length - at < width)
        {
            return bytes;
        }

        Span<byte> field = stackalloc byte[sizeof(long)];
        field.Clear();
        bytes.AsSpan(at, width).CopyTo(field);
        long stored = BinaryPrimitives.ReadInt64LittleEndian(field);
        long number = random.Next(3) switch
        {
            0 => unchecked(stored + random.Next(-9, 10)),
            1 => bytes.Length + random.Next(-9, 10),
            _ => s_numbers[random.Next(s_numbers.Length)],
        };
        BinaryPrimitives.WriteInt64LittleEndian(field, number);
        field[..width].CopyTo(bytes.AsSpan(at));
        return bytes;
    }

    /// <summary>Replaces, removes, repeats or swaps words and punctuation; one character is one byte.</summary>
    private byte[] EditWord(byte[] bytes)
    {
        string text = Encoding.Latin1.GetString(bytes);
        var words = Word().Matches(text);
        if (words.Count == 0)
        {
            return bytes;
        }

        var word = words[random.Next(words.Count)];
        var another = words[random.Next(words.Count)];
        string replacement = random.Next(5) switch
        {
            0 => "",
            1 => word.Value + word.Value,
            2 => another.Value,
            3 => new string('[', random.Next(1, 2000)),
            _ => s_words[random.Next(s_words.Length)],
        };
        return Cap(Encoding.Latin1.GetBytes(text[..word.Index] + replacement + text[(word.Index + word.Length)..]));
    }

    /// <summary>Sizes and offsets that are written as text.</summary>
    private byte[] EditNumber(byte[] bytes)
    {
        string text = Encoding.Latin1.GetString(bytes);
        var numbers = Number().Matches(text);
        if (numbers.Count == 0)
        {
            return bytes;
        }

        var number = numbers[random.Next(numbers.Count)];
        long replacement = random.Next(3) == 0 && long.TryParse(
            number.Value, CultureInfo.InvariantCulture, out long stored)
            ? unchecked(stored + random.Next(-9, 10))
            : s_numbers[random.Next(s_numbers.Length)];
        string edited = string.Create(
            CultureInfo.InvariantCulture,
            $"{text[..number.Index]}{replacement}{text[(number.Index + number.Length)..]}");
        return Cap(Encoding.Latin1.GetBytes(edited));
    }

    private static byte[] Insert(byte[] bytes, int at, byte[] piece) => Cap([.. bytes[..at], .. piece, .. bytes[at..]]);

    private static byte[] Cap(byte[] bytes) => bytes.Length <= MaxLength ? bytes : bytes[..MaxLength];

    [GeneratedRegex(@"[A-Za-z0-9_.+-]+|[][{}(),:'""<>|]")]
    private static partial Regex Word();

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Number();
}
