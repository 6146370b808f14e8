using Heavytail.Tests.Support;
using Xunit;
using static Heavytail.Tests.Surgery.OperatedModels;

namespace Heavytail.Tests.Surgery;

/// <summary>Planted traps are found, placed, removed by their cause, and gone after.</summary>
public sealed class TrapRemovalTests
{
    private const int Rows = 90;
    private const int Columns = 60;

    [Fact]
    public void An_entry_is_clipped_where_it_lies()
    {
        double[] weights = SplitMix.Normals(1, Rows * Columns);
        double furthest = weights.Max(Math.Abs);
        const int at = (17 * Columns) + 23;
        weights[at] = 40;
        var (layer, after) = Treat(weights);
        var trap = Assert.Single(layer.Traps);
        Assert.Equal((TrapCause.Entry, TrapSurgery.ClipEntries), (trap.Cause, trap.Surgery));
        Assert.Equal((17, 23, 40.0), (trap.Row, trap.Column, trap.Value));
        Assert.True(trap.NewValue > 0 && trap.NewValue <= furthest + 0.1, $"{trap.NewValue}");
        Assert.Equal(trap.NewValue, after[at]);
        Assert.Equal("clipped 1 entry", layer.Done);
        weights[at] = after[at];
        Assert.Equal(weights, after); // nothing else
        Gone(layer);
    }

    [Fact]
    public void Entries_of_a_column_are_clipped_on_both_sides()
    {
        double[] weights = SplitMix.Normals(2, Rows * Columns);
        for (int k = 0; k < 5; k++)
        {
            weights[(k * 11 * Columns) + 7] = k % 2 == 0 ? 30 + k : -30 - k;
        }

        var (layer, after) = Treat(weights);
        Assert.Equal(5, layer.Traps.Count);
        Assert.All(layer.Traps, trap =>
        {
            Assert.Equal((TrapCause.Column, TrapSurgery.ClipEntries, 7), (trap.Cause, trap.Surgery, trap.Column));
            Assert.Equal(Math.Sign(trap.Value), Math.Sign(trap.NewValue));
            Assert.Equal(trap.NewValue, after[(trap.Row!.Value * Columns) + 7]);
        });
        Gone(layer);
    }

    [Fact]
    public void A_mean_is_taken_off()
    {
        double[] weights = [.. SplitMix.Normals(3, Rows * Columns).Select(value => value + 0.9)];
        var (layer, after) = Treat(weights);
        var trap = Assert.Single(layer.Traps);
        Assert.Equal((TrapCause.Mean, TrapSurgery.Recenter), (trap.Cause, trap.Surgery));
        Assert.Equal(weights.Average(), trap.Value, 1e-12);
        Assert.Equal(0, after.Average(), 1e-14);
        Assert.Equal(
            weights.Select(value => value - weights.Average()), after,
            (one, other) => Math.Abs(one - other) < 1e-13);
        Gone(layer);
    }

    [Fact]
    public void A_mean_and_entries_are_both_removed()
    {
        double[] weights = [.. SplitMix.Normals(4, Rows * Columns).Select(value => value + 0.9)];
        weights[100] = -50;
        var (layer, _) = Treat(weights);
        Assert.Equal(
            [TrapCause.Entry, TrapCause.Mean], layer.Traps.Select(trap => trap.Cause).Order().Reverse());
        Gone(layer);
    }

    [Fact]
    public void Of_a_heavy_tail_the_pair_of_the_strongest_entry_is_taken_off_the_matrix_itself()
    {
        double[] weights = Matrices.Pareto(5, Rows, Columns, 1.5).Data;
        var (layer, after) = Treat(weights);
        var taken = Assert.Single(layer.Traps, trap => trap.Surgery == TrapSurgery.RemoveRankOne);
        Assert.Equal(TrapCause.HeavyTail, taken.Cause);
        int largest = Enumerable.Range(0, weights.Length).MaxBy(k => Math.Abs(weights[k]));
        Assert.Equal((largest / Columns, largest % Columns), (taken.Row, taken.Column));
        Assert.True(Math.Abs(after[largest]) < 0.1 * Math.Abs(weights[largest]), $"{after[largest]}");

        // One pair less, and the others as they were: eigenvalues of W − s·u·vᵀ are those of W without one.
        double[] before = layer.Before.Spectrum.Slices[0].SingularValues();
        double[] now = Spectrum.Of(after, Rows, Columns).Slices[0].SingularValues();
        Assert.Equal(0, now[0], 1e-10 * before[^1]);
        Assert.Equal(Columns - 1, before.Count(value => now.Any(other => Math.Abs(value - other) < 1e-9 * before[^1])));
        var (left, same) = Treat(weights, pairs: 0);
        Assert.False(left.IsChanged);
        Assert.Equal(weights, same);
    }

    [Fact]
    public void Wide_matrices_and_slices_of_convolutions_have_their_own_places()
    {
        double[] wide = SplitMix.Normals(6, 40 * 70);
        wide[(31 * 70) + 66] = -45;
        double[] kernel = SplitMix.Normals(7, 30 * 20 * 9);
        kernel[(((12 * 20) + 5) * 9) + 4] = 33;
        byte[] file = Doubles(("wide.weight", [40, 70], wide), ("conv.weight", [30, 20, 3, 3], kernel));
        var (result, written) = Operate(file, new TrapRemoval());
        var one = Assert.Single(result.Of("wide").Traps);
        Assert.Equal((0, 31, 66, -45.0), (one.Slice, one.Row, one.Column, one.Value));
        var other = Assert.Single(result.Of("conv").Traps);
        Assert.Equal((4, 12, 5, 33.0), (other.Slice, other.Row, other.Column, other.Value));
        double[] after = OperatedModels.Numbers(written, "conv.weight");
        Assert.Equal(1, kernel.Zip(after).Count(pair => pair.First != pair.Second));
        Gone(result.Of("wide"));
        Gone(result.Of("conv"));
    }

    [Fact]
    public void A_layer_without_traps_keeps_its_bytes()
    {
        byte[] file = Doubles(("a.weight", [Rows, Columns], SplitMix.Normals(8, Rows * Columns)));
        var (result, written) = Operate(file, new TrapRemoval());
        Assert.Equal(file, written);
        Assert.Equal("unchanged: it has no trap", result.Layers[0].Done);
    }

    private static (SurgeryLayer Layer, double[] After) Treat(double[] weights, int pairs = 1)
    {
        var (result, file) = Operate(
            Doubles(("a.weight", [Rows, Columns], weights)), new TrapRemoval { Pairs = pairs });
        return (result.Layers.Single(), OperatedModels.Numbers(file, "a.weight"));
    }

    private static void Gone(SurgeryLayer layer)
    {
        Assert.True(layer.Before["num_traps"] > 0);
        Assert.Equal(0, layer.After!["num_traps"]);
    }
}
