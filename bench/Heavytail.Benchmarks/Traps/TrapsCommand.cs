using System.CommandLine;

namespace Heavytail.Benchmarks.Traps;

/// <summary>The verb that checks the closed form of correlation traps against permuted matrices.</summary>
internal static class TrapsCommand
{
    private const string RealModels = "models";

    private static readonly (string Name, Action<string?, TextWriter> Print)[] s_tables =
    [
        ("predicted", (_, output) => PredictedTable.Print(output)),
        ("noise", (_, output) => NoiseTable.Print(output)),
        ("causes", (_, output) => CauseTable.Print(output)),
        ("permuted", (_, output) => PermutedTable.Print(output)),
        ("cost", (_, output) => CostTable.Print(output)),
        (RealModels, (folder, output) => ModelTable.Print(folder, output)),
    ];

    public static Command Create()
    {
        var tables = new Argument<string[]>("TABLE")
        {
            Description = $"{string.Join(", ", s_tables.Select(table => table.Name))} [default: all]",
            Arity = ArgumentArity.ZeroOrMore,
        };
        tables.AcceptOnlyFromAmong([.. s_tables.Select(table => table.Name)]);
        var models = new Option<string?>("--models")
        {
            Description = "Folder of real models; without it that table is left out",
            HelpName = "FOLDER",
        };
        var command = new Command("traps", "Checks correlation traps in closed form: planted, permuted, real");
        command.Arguments.Add(tables);
        command.Options.Add(models);
        command.SetAction(parsed =>
        {
            string[] chosen = parsed.GetValue(tables) ?? [];
            if (chosen.Contains(RealModels) && parsed.GetValue(models) is null)
            {
                Console.Error.WriteLine($"`traps {RealModels}` needs --models FOLDER, such as ../shared/models");
                return 2;
            }

            foreach (var (name, print) in s_tables)
            {
                if (chosen.Length == 0 || chosen.Contains(name))
                {
                    print(parsed.GetValue(models), Console.Out);
                }
            }

            return 0;
        });
        return command;
    }
}
