// What:      the spikes of one matrix, counted one after another.
// Formula:   from k = 0: σ̂ and the edge from the eigenvalues below the k largest, as of an (N − k) × (M − k) matrix;
//            while eigenvalue k + 1 is above that edge, k grows to the number of eigenvalues above it. The edge falls
//            as k grows, so this is the sequence of tests in which k grows by one.
// Reference: Kritchman & Nadler, IEEE Trans. Signal Process. 57 (2009) 3930: a test for each next spike, σ̂ estimated
//            anew after each that is found; the estimate is BulkModel's in the place of theirs.
// Not done:  noise whose variance differs between columns has no sharp edge: see GammaBulk.
namespace Heavytail.RandomMatrices;

/// <summary>The sequence of fits that ends where no further eigenvalue is a spike.</summary>
internal sealed class BulkSearch
{
    /// <summary>A score that noise does not get; spikes that hide each other have ten times as much.</summary>
    private const double HidingScore = 5;

    private readonly double[] _ratios;
    private readonly BulkModels _models;

    /// <param name="ratios">λ/λ_max, ascending, positive.</param>
    /// <param name="models">The models of the layer.</param>
    public BulkSearch(double[] ratios, BulkModels models)
    {
        (_ratios, _models) = (ratios, models);
        Model = models.Of(ratios.Length, 0);
        if (!Ascend(0))
        {
            FitMedian();
        }
        else if (Score > HidingScore)
        {
            AscendFromMedian();
        }
    }

    public BulkMethod Method { get; private set; } = BulkMethod.Matching;

    /// <summary>The matrix that the eigenvalues below the spikes are of.</summary>
    public BulkModel Model { get; private set; }

    /// <summary>k.</summary>
    public int Spikes { get; private set; }

    /// <summary>σ̂², of λ/λ_max.</summary>
    public double Variance { get; private set; }

    /// <summary>Eigenvalues that are not spikes.</summary>
    public ReadOnlySpan<double> Bulk => _ratios.AsSpan(0, _ratios.Length - Spikes);

    /// <summary>ν̂ of the middle of the spectrum; null for few eigenvalues.</summary>
    public double? Spread => Model.HasSpread ? Model.Spread(_ratios) : null;

    /// <summary>The matrix that all eigenvalues are of, were there no spike.</summary>
    public BulkModel Whole => _models.Of(_ratios.Length, 0);

    /// <summary>
    /// λ_max/σ̂² of the first test, before any eigenvalue is taken out: the σ̂ that is left when the largest is gone
    /// makes it look larger than it is.
    /// </summary>
    public double LargestRatio => 1 / (Method == BulkMethod.Matching ? Whole.Variance(_ratios) : Variance);

    /// <summary>How far ν̂ is from that of noise.</summary>
    private double Score => Spread is double spread ? (spread - Model.SpreadMean) / Model.SpreadDeviation : 0;

    /// <summary>With more spikes than half of the eigenvalues, their middle is spikes.</summary>
    private int MostSpikes => Math.Min(_ratios.Length / 2, _ratios.Length - 2);

    /// <summary>Fits with k spikes, and with more as long as there are more. False: they are too many.</summary>
    private bool Ascend(int spikes)
    {
        // k only grows, and by one at least.
        do
        {
            Spikes = spikes;
            Model = _models.Of(_ratios.Length, spikes);
            Variance = Model.Variance(_ratios);
            spikes = CountAbove(Variance * Model.Edge);
        }
        while (spikes > Spikes && spikes <= MostSpikes);
        return spikes <= MostSpikes;
    }

    /// <summary>
    /// Where many spikes reach into the middle of the spectrum, σ̂ with k = 0 is so large that it hides them; the
    /// median is less so. What is found from there counts only if the bulk below is flat.
    /// </summary>
    private void AscendFromMedian()
    {
        var (model, spikes, variance) = (Model, Spikes, Variance);
        int start = CountAbove(MedianVariance() * _models.Of(_ratios.Length, 0).Edge);
        if (start > spikes && start <= MostSpikes && Ascend(start)
            && Score <= BulkResult.FlatScore)
        {
            Method = BulkMethod.MatchingFromMedian;
        }
        else
        {
            (Model, Spikes, Variance) = (model, spikes, variance);
        }
    }

    /// <summary>Gavish and Donoho's σ, which half of the eigenvalues may spoil.</summary>
    private void FitMedian()
    {
        Method = BulkMethod.Median;
        Model = _models.Of(_ratios.Length, 0);
        Variance = MedianVariance();
        Spikes = CountAbove(Variance * Model.Edge);
    }

    private double MedianVariance()
    {
        int middle = _ratios.Length / 2;
        double median = _ratios.Length % 2 == 1 ? _ratios[middle] : 0.5 * (_ratios[middle - 1] + _ratios[middle]);
        var model = _models.Of(_ratios.Length, 0);
        return median / (model.Rows * model.Law.Median);
    }

    private int CountAbove(double edge)
    {
        int count = 0;
        while (count < _ratios.Length && _ratios[^(count + 1)] > edge)
        {
            count++;
        }

        return count;
    }
}
