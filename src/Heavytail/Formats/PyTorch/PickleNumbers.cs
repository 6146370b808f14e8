using System.Globalization;
using System.Numerics;

namespace Heavytail.Formats.PyTorch;

/// <summary>
/// The instructions that push a number: a <see cref="long"/> or where that is too small a <see cref="BigInteger"/>, a
/// <see cref="double"/>, a <see cref="bool"/>.
/// </summary>
internal sealed class PickleNumbers(PickleInput input)
{
    /// <summary>Seeds of random generators have up to some hundred bits; shapes and offsets have 64.</summary>
    private const int MaxLongBytes = 1024;

    private const int MaxDigits = 2048;

    private static readonly object s_true = true;
    private static readonly object s_false = false;

    public bool TryRead(PickleOpCode code, out object? number)
    {
        number = code switch
        {
            PickleOpCode.NewTrue => s_true,
            PickleOpCode.NewFalse => s_false,
            PickleOpCode.BinInt1 => (long)input.ReadUnsigned(1),
            PickleOpCode.BinInt2 => (long)input.ReadUnsigned(2),
            PickleOpCode.BinInt => (long)(int)(uint)input.ReadUnsigned(4),
            PickleOpCode.Long1 => ReadLong(input.ReadUnsigned(1)),
            PickleOpCode.Long4 => ReadLong(input.ReadUnsigned(4)),
            PickleOpCode.BinFloat => input.ReadBigEndianDouble(),
            PickleOpCode.Int => ReadIntLine(),
            PickleOpCode.Long => Parse(input.ReadLine(MaxDigits).TrimEnd('L')),
            PickleOpCode.Float => ReadFloatLine(),
            _ => null,
        };
        return number is not null;
    }

    /// <summary>The decimal memo index of protocol 0.</summary>
    public ulong ReadIndexLine()
    {
        string line = input.ReadLine(MaxDigits);
        return ulong.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out ulong index)
            ? index
            : throw input.Invalid("a memo index must be an integer");
    }

    /// <summary>Two's complement, little-endian.</summary>
    private object ReadLong(ulong bytes)
    {
        if (bytes > MaxLongBytes)
        {
            throw input.Invalid($"a whole number of {bytes:N0} bytes, at most {MaxLongBytes:N0} are read");
        }

        return Narrow(new BigInteger(input.ReadBytes((int)bytes)));
    }

    /// <summary>Protocol 0 writes booleans as 01 and 00.</summary>
    private object ReadIntLine() => input.ReadLine(MaxDigits) switch
    {
        "01" => s_true,
        "00" => s_false,
        var digits => Parse(digits),
    };

    private double ReadFloatLine() =>
        double.TryParse(input.ReadLine(MaxDigits), NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            ? value
            : throw input.Invalid("a float that is not a number");

    private object Parse(string digits) =>
        BigInteger.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? Narrow(value)
            : throw input.Invalid("an integer with characters other than digits");

    private static object Narrow(BigInteger value)
    {
        object narrow = value;
        if (value >= long.MinValue && value <= long.MaxValue)
        {
            narrow = (long)value;
        }

        return narrow;
    }
}
