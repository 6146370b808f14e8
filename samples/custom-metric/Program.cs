// A metric of one's own in every report. From the root of the repository:
//
//     dotnet run --project samples/custom-metric [MODEL…]

using Heavytail;

const string sample = "samples/fashion-mnist";
var options = new AnalysisOptions
{
    Measures = new MeasureOptions { List = [.. MeasureOptions.Default, new SpectralGap()] },
};

// The models, as Markdown, CSV and JSON.
var paths = args.Length > 0 ? args : CheckpointFinder.Find(sample);
var report = new AnalysisDocument([.. paths.Select(Analyze)], []);
report.Write(DocumentFormat.Markdown, Console.Out);
Write(report, DocumentFormat.Csv, "spectral-gap.csv");
Write(report, DocumentFormat.Json, "spectral-gap.json");

// Does the metric track the accuracy of the sample's models?
var trendOptions = new TrendOptions { Table = options.Metrics };
var models = TrendReader.Read($"{sample}/models.csv", trendOptions, Analyze);
var trend = new TrendDocument(TrendAnalysis.Analyze(models, trendOptions));
trend.Write(DocumentFormat.Markdown, Console.Out);

ModelAnalysis Analyze(string path)
{
    using var checkpoint = Checkpoint.Open(path);
    return Analyzer.Analyze(checkpoint, options);
}

static void Write(Document document, DocumentFormat format, string path)
{
    using var file = new StreamWriter(path);
    document.Write(format, file);
}
