using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Heavytail.Benchmarks.Reports;

namespace Heavytail.Benchmarks.Evidence;

/// <summary>Verbs that draw layers, analyze them, and print what the analysis says of them.</summary>
internal static class EvidenceCommand
{
    /// <summary>What is said of layers that show no training.</summary>
    public static Command Labels() => Create(
        "labels", "Prints the labels of noise and of untrained networks", 200,
        ("noise", NoiseLabelTable.Write), ("networks", NetworkLabelTable.Write));

    /// <summary>How well phases are told apart.</summary>
    public static Command Phases() => Create(
        "phases", "Prints which phases layers of planted ones are said to have", 100,
        ("planted", PhaseTable.Write));

    /// <summary>α of heavy-tailed elements against printed figures.</summary>
    public static Command Pareto() => Create(
        "pareto", "Prints alpha of matrices of Pareto elements against published figures", 20,
        ("alpha", ParetoTable.Write), ("norms", ParetoTable.WriteNorms));

    private static Command Create(
        string name, string description, int most, params (string Name, Action<DrawnLayers, TextWriter> Write)[] tables)
    {
        var chosen = new Argument<string[]>("TABLE")
        {
            Description = $"{string.Join(", ", tables.Select(table => table.Name))} [default: all]",
            Arity = ArgumentArity.ZeroOrMore,
        };
        chosen.AcceptOnlyFromAmong([.. tables.Select(table => table.Name)]);
        var count = new Option<int>("--layers")
        {
            Description = "Layers of a cell",
            DefaultValueFactory = _ => most,
        };
        var seed = new Option<int>("--seed") { Description = "Seed of all draws", DefaultValueFactory = _ => 1 };
        var command = new Command(name, description) { chosen, count, seed };
        command.SetAction(parsed =>
        {
            string[] named = parsed.GetValue(chosen) ?? [];
            var layers = new DrawnLayers(parsed.GetValue(seed), parsed.GetValue(count));
            foreach (var table in tables.Where(table => named.Length == 0 || named.Contains(table.Name)))
            {
                long start = Stopwatch.GetTimestamp();
                table.Write(layers, Console.Out);
                double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
                Console.Out.Write(string.Create(
                    CultureInfo.InvariantCulture,
                    $"\n{Machine.Current.Name}; seed {layers.Seed}, {seconds:F0} s.\n"));
            }
        });
        return command;
    }
}
