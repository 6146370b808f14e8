// What:      the positions that a permutation of Fisher & Yates exchanges with, some steps at once.
// Formula:   a draw of 0 … k is the upper half of k + 1 times 64 random bits: no position is off its probability by
//            more than k/2⁶⁴ of it. The bits are SplitMix64's: a counter, mixed.
// Reference: Lemire, ACM TOMACS 29 (2019) 3; Steele, Lea & Flood, OOPSLA (2014) 453.
// Not done:  draws of 2³² positions and more are not made in vectors.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Heavytail.Traps;

/// <summary>The draws of a permutation, the same on every CPU.</summary>
internal static unsafe class PermutationDraws
{
    /// <summary>Draws that are made at once.</summary>
    public const int Block = 32;

    private const ulong Step = 0x9E3779B97F4A7C15;
    private const ulong FourSteps = unchecked(4 * Step);
    private const ulong BlockSteps = unchecked(Block * Step);
    private const ulong First = 0xBF58476D1CE4E5B9;
    private const ulong Second = 0x94D049BB133111EB;

    /// <summary>Draws one of 0 … k for k = last, last − 1, …</summary>
    /// <param name="state">The generator's counter; receives that after the draws.</param>
    /// <param name="last">The first k, at least as large as <paramref name="count"/>.</param>
    /// <param name="count">How many draws.</param>
    /// <param name="draws">Receives them: <see cref="Block"/> or fewer.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Make(ref ulong state, long last, int count, long* draws)
    {
        if (Avx2.IsSupported && count == Block && last < uint.MaxValue)
        {
            Vectors(ref state, last, draws);
        }
        else
        {
            Scalars(ref state, last, count, draws);
        }
    }

    /// <summary>One after the other: the reference.</summary>
    internal static void Scalars(ref ulong state, long last, int count, long* draws)
    {
        for (int k = 0; k < count; k++)
        {
            state += Step;
            ulong bits = state;
            bits = (bits ^ (bits >> 30)) * First;
            bits = (bits ^ (bits >> 27)) * Second;
            draws[k] = (long)Math.BigMul(bits ^ (bits >> 31), (ulong)(last - k) + 1, out _);
        }
    }

    /// <summary>A block, four at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Vectors(ref ulong state, long last, long* draws)
    {
        var counters = Vector256.Create(state)
            + Vector256.Create(Step, unchecked(2 * Step), unchecked(3 * Step), FourSteps);
        ulong most = (ulong)last + 1;
        var sizes = Vector256.Create(most, most - 1, most - 2, most - 3);
        for (int k = 0; k < Block; k += Vector256<ulong>.Count)
        {
            var bits = counters;
            bits = Multiply(bits ^ (bits >>> 30), First);
            bits = Multiply(bits ^ (bits >>> 27), Second);
            bits ^= bits >>> 31;

            // Sizes are below 2³²: the upper half of the product is that of the upper bits, and what the lower carry.
            var lower = Avx2.Multiply(bits.AsUInt32(), sizes.AsUInt32()) >>> 32;
            var product = Avx2.Multiply((bits >>> 32).AsUInt32(), sizes.AsUInt32()) + lower;
            (product >>> 32).AsInt64().Store(draws + k);
            counters += Vector256.Create(FourSteps);
            sizes -= Vector256.Create(4UL);
        }

        state += BlockSteps;
    }

    /// <summary>The lower 64 bits of products.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Multiply(Vector256<ulong> values, ulong factor)
    {
        var lower = Vector256.Create(factor).AsUInt32();
        var upper = Vector256.Create(factor >> 32).AsUInt32();
        var crossed = Avx2.Multiply((values >>> 32).AsUInt32(), lower) + Avx2.Multiply(values.AsUInt32(), upper);
        return Avx2.Multiply(values.AsUInt32(), lower) + (crossed << 32);
    }
}
