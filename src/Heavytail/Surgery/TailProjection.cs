// What:      the eigenvalues of the tail moved towards a power law, W with them.
// Formula:   tail: the k = min(k_PL, ⌊(k_PL + k_detX)/2⌋) largest λ; target λ*_r = A·r^−q, q = 1/(α − 1), A such that
//            Σ ln λ* = Σ ln λ; g = ln λ − ln λ*; λ' = λ·clamp((1 − η·g)/(1 + η·g), 0.1, 10), then scaled so that
//            Σ ln λ' = Σ ln λ; W ← (1 − b)·W + b·U·S'·Vᵀ, with η and b times the hardness.
// Reference: WW_PGD of C. H. Martin and H. K. Prakash, project.py: the projection of one epoch.
// Not done:  its floors of 1e-8, which depend on the scale of the weights. Where 1 + η·g is not above 0, its clamp
//            gives 0.1, away from the target; here it is 10. A convolution's tail is that of the matrix out × rest,
//            which is projected, and not of its slices.
using Heavytail.Conventions;
using Heavytail.Surgery;

namespace Heavytail;

/// <summary>WW_PGD's projection of the tail. Its authors call it very experimental.</summary>
public sealed record TailProjection : SurgeryOperation
{
    /// <summary>Shorter tails stay as they are.</summary>
    public const int LeastTail = 5;

    /// <summary>A change of this many times the norm of the weights leaves nothing of them.</summary>
    private const double MostChange = 10;

    private const double LeastRatio = 0.1;
    private const double MostRatio = 10;

    /// <summary>How hard it is, from 0 (nothing) to 1: a training raises it over its first epochs.</summary>
    public double Hardness { get; init; } = 1;

    /// <summary>The step η in ln λ, from 0 to 1; 0 takes the target itself, as in WW_PGD.</summary>
    public double Eta { get; init; } = 0.25;

    /// <summary>The share b of the projected matrix, above 0 and up to 1.</summary>
    public double Blend { get; init; } = 0.5;

    /// <summary>The α of the target, above 1.</summary>
    public double TargetAlpha { get; init; } = 2;

    /// <inheritdoc/>
    public override string Kind => "project";

    /// <inheritdoc/>
    public override string Method => FormattableString.Invariant(
        $"WW_PGD, tails towards alpha {TargetAlpha}: hardness {Hardness}, eta {Eta}, blend {Blend}");

    /// <inheritdoc/>
    public override string Source => "WW_PGD of C. H. Martin and H. K. Prakash";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Notes =>
        ["its authors call WW_PGD very experimental, and use it between epochs of a training, not after one"];

    internal override MatrixKind Matrices => MatrixKind.Unfolded;

    internal override void Validate()
    {
        Check("hardness", Hardness, Hardness is >= 0 and <= 1, "from 0 to 1");
        Check("step eta", Eta, Eta is >= 0 and <= 1, "from 0 to 1");
        Check("blend", Blend, Blend is > 0 and <= 1, "above 0 and up to 1");
        Check("target of alpha", TargetAlpha, TargetAlpha is > 1 and <= 100, "above 1 and up to 100");
    }

    internal override LayerOutcome? Passes(LayerAnalysis row)
    {
        if (Hardness == 0)
        {
            return LayerOutcome.Unchanged("the hardness is 0");
        }

        if (row["num_pl_spikes"] is not (double and >= 1))
        {
            return LayerOutcome.Unchanged("it has no power law");
        }

        int count = TailOf(row);
        return count >= LeastTail ? null : LayerOutcome.Unchanged(FormattableString.Invariant(
            $"its tail has {count} eigenvalues, fewer than {LeastTail}"));
    }

    internal override LayerOutcome Operate(LayerAnalysis row, LayerWeights weights)
    {
        var known = row.Spectrum.Slices[0];
        int count = TailOf(row);
        var tall = weights.Tall(0, known.SingularValues());
        var vectors = tall.Top(count);
        double[] values = vectors.Values[..count];
        double[] moved = Move(values);
        double blend = Hardness * Blend;
        Refuse(row, values, moved, blend);
        weights.Replace(0, tall.Sum(
            tall.Matrix, vectors, 0, count, k => blend * ((moved[k] / values[k]) - 1)));
        return new LayerOutcome(true, FormattableString.Invariant($"moved the {count} largest singular values"))
        {
            Kept = known.Rank,
        };
    }

    /// <summary>The singular values of a tail after one step.</summary>
    /// <param name="values">Those of the tail, descending, above zero.</param>
    internal double[] Move(ReadOnlySpan<double> values)
    {
        double q = 1 / (TargetAlpha - 1);
        double step = Hardness * Eta;
        int count = values.Length;
        double sum = 0;
        double ranks = 0;
        for (int k = 0; k < count; k++)
        {
            sum += 2 * Math.Log(values[k]);
            ranks -= q * Math.Log(k + 1);
        }

        double level = (sum - ranks) / count;
        double[] logarithms = new double[count];
        double after = 0;
        for (int k = 0; k < count; k++)
        {
            double now = 2 * Math.Log(values[k]);
            double target = level - (q * Math.Log(k + 1));
            logarithms[k] = step == 0 ? target : now + Math.Log(Ratio(step * (now - target)));
            after += logarithms[k];
        }

        double shift = (sum - after) / count;
        return Array.ConvertAll(logarithms, logarithm => Math.Exp((logarithm + shift) / 2));
    }

    /// <summary>Refuses a target so far from the tail that the weights would be lost.</summary>
    /// <exception cref="SurgeryException">It is.</exception>
    private void Refuse(LayerAnalysis row, double[] values, double[] moved, double blend)
    {
        // Large numbers overflow where they are squared.
        double change = 0;
        double norm = Math.Sqrt(row.Spectrum.Eigenvalues.Sum());
        for (int k = 0; k < values.Length; k++)
        {
            change = double.Hypot(change, blend * (moved[k] - values[k]) / norm);
        }

        if (!(change <= MostChange))
        {
            string size = double.IsFinite(change)
                ? FormattableString.Invariant($"{change:G3} times the norm of its weights")
                : "more than numbers hold";
            throw new SurgeryException(
                FormattableString.Invariant(
                    $"the projection would change `{row.Name}` by {size}; at most {MostChange} times are projected, ")
                + FormattableString.Invariant($"and the target alpha {TargetAlpha} is too far from its tail"),
                "give a `TargetAlpha` nearer to the alpha of the layer, a smaller `Blend`, an `Eta` above 0, "
                + "or leave it out with `Layers`");
        }
    }

    private static int TailOf(LayerAnalysis row)
    {
        int tail = (int)row["num_pl_spikes"]!.Value;
        int determinant = DeterminantTail.ByLogarithms(row.Spectrum.Eigenvalues, row.Spectrum.Rank).Count;
        return Math.Min(row.Spectrum.Rank, Math.Min(tail, Math.Max(1, (tail + Math.Max(1, determinant)) / 2)));
    }

    private static double Ratio(double way) =>
        1 + way > 0 ? Math.Clamp((1 - way) / (1 + way), LeastRatio, MostRatio) : MostRatio;

    private static void Check(string name, double value, bool isValid, string range)
    {
        if (!isValid)
        {
            throw new SurgeryException(FormattableString.Invariant($"the {name} is {value}; it is {range}"));
        }
    }
}
