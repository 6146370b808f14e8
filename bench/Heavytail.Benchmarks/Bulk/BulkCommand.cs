using System.CommandLine;
using Heavytail.Benchmarks.Solvers;

namespace Heavytail.Benchmarks.Bulk;

/// <summary>The verb that measures how right the fit of a bulk is.</summary>
internal static class BulkCommand
{
    public static Command Create()
    {
        var draws = new Option<int>("--draws")
        {
            Description = "Spectra a figure at most; few are drawn of large matrices",
            DefaultValueFactory = _ => 100_000,
        };
        var only = new Option<string[]>("--only")
        {
            Description = "Some of the tables",
            AllowMultipleArgumentsPerToken = true,
        };
        string[] tables = ["edge", "slices", "spikes", "shape", "times"];
        only.AcceptOnlyFromAmong(tables);
        var command = new Command(
            "bulk", "Measures false spikes, σ and counted spikes on drawn matrices; takes some minutes");
        command.Options.Add(draws);
        command.Options.Add(only);
        command.SetAction(parsed =>
        {
            int most = parsed.GetValue(draws);
            string[] asked = parsed.GetValue(only) is { Length: > 0 } some ? some : tables;
            foreach (string table in asked)
            {
                switch (table)
                {
                    case "edge":
                        EdgeTable.Write(most, Console.Out);
                        break;
                    case "slices":
                        SliceTable.Write(most, Console.Out);
                        break;
                    case "spikes":
                        SpikeTable.Write(Math.Min(most, 400), Console.Out);
                        break;
                    case "shape":
                        ShapeTable.Write(Math.Min(most, 200), Console.Out);
                        break;
                    default:
                        BulkTimes.Write(Clock.Cpu, Console.Out);
                        break;
                }
            }
        });
        return command;
    }
}
