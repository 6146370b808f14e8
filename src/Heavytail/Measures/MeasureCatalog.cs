using Heavytail.Measures;

namespace Heavytail;

/// <summary>The measures of this library, by the names under which they are asked for.</summary>
public static class MeasureCatalog
{
    /// <summary>Asks for every measure.</summary>
    public const string AllName = "all";

    private static readonly Lazy<MetricTable> s_metrics = new(TableOfAll);

    /// <summary>Asks for permutations.</summary>
    public const string RandomizeName = RandomizeMeasure.OneName;

    /// <summary>Asks for singular vectors.</summary>
    public const string VectorsName = VectorsMeasure.DefaultName;

    /// <summary>Number of largest eigenvalues whose vectors are measured, unless another is asked for.</summary>
    public const int DefaultVectors = VectorsMeasure.DefaultCount;

    /// <summary>Every measure, in the order in which they run: later ones may use the metrics of earlier ones.
    /// </summary>
    public static IReadOnlyList<IMeasure> All { get; } =
    [
        new EntriesMeasure(), new BulkMeasure(), new IntervalMeasure(), new BootstrapMeasure(),
        new RandomizeMeasure(replicates: 1), new TailsMeasure(), new ErgMeasure(), new PhaseMeasure(),
        new VectorsMeasure(DefaultVectors), new HighTemperatureMeasure(), new AdapterMeasure(),
    ];

    /// <summary>The measures of every analysis.</summary>
    public static IReadOnlyList<IMeasure> Default { get; } =
        [.. All.Where(measure => measure is EntriesMeasure or BulkMeasure or IntervalMeasure)];

    /// <summary>The metrics of an analysis with every measure.</summary>
    public static MetricTable Metrics => s_metrics.Value;

    /// <summary>The measures of every analysis and further ones.</summary>
    /// <param name="names">The names of the further ones; <c>all</c> for every measure.</param>
    /// <param name="replicates">Number of permutations of the measure <c>randomize</c>.</param>
    /// <param name="vectors">Number of largest eigenvalues of the measure <c>vectors</c>.</param>
    /// <returns>Each measure once, in the order of <see cref="All"/>.</returns>
    /// <exception cref="UnknownNameException">There is no such measure.</exception>
    public static IReadOnlyList<IMeasure> DefaultAnd(
        IEnumerable<string> names, int replicates = 1, int vectors = DefaultVectors)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentOutOfRangeException.ThrowIfLessThan(replicates, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(vectors, 1);
        var asked = names.ToHashSet(StringComparer.Ordinal);
        bool isAll = asked.Remove(AllName);
        foreach (string name in asked)
        {
            if (!All.Any(measure => measure.Name == name))
            {
                throw UnknownNameException.From(name, [.. All.Select(known => known.Name), AllName], "measure");
            }
        }

        return
        [
            .. All.Where(measure => isAll || Default.Contains(measure) || asked.Contains(measure.Name))
                .Select(measure => measure switch
                {
                    RandomizeMeasure => new RandomizeMeasure(replicates),
                    VectorsMeasure => new VectorsMeasure(vectors),
                    _ => measure,
                }),
        ];
    }

    private static MetricTable TableOfAll() => new MeasureOptions { List = All }.Table();

    /// <summary>The measure that adds a metric; null where none of this library does.</summary>
    /// <param name="metric">The name of the metric.</param>
    public static IMeasure? Owner(string metric) =>
        All.FirstOrDefault(measure => measure.Metrics.Any(added => added.Name == metric));
}
