using System.CommandLine;
using Heavytail.Cli.Output;

namespace Heavytail.Cli.Commands.Plan;

/// <summary>
/// The files of <c>--output</c> that other tools read: made before the work, whole or not there. JSON is the plan
/// unless <c>--emit</c> names a file of the kind; other extensions of a kind are those files.
/// </summary>
internal sealed class PlanFiles : IDisposable
{
    private readonly List<(AtomicFile File, string Name)> _files = [];

    private PlanFiles(string? onOutput) => OnOutput = onOutput;

    /// <summary>The name of the file that goes to standard output; null where a table or document does.</summary>
    public string? OnOutput { get; }

    /// <summary>The option that names the file.</summary>
    public static Option<string> Option(PlanKind kind) => new("--emit")
    {
        Description = "The file for another tool that is written to -o, or else to standard output: "
            + string.Join(", ", kind.Files.Select(file => $"{file.Name} ({file.Extension})")),
        HelpName = string.Join('|', kind.Files.Select(file => file.Name)),
    };

    /// <summary>Which file of the kind a path gets; null where it gets the plan.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="emit">The name that was asked for; null for none.</param>
    /// <param name="path">The path.</param>
    public static string? For(PlanKind kind, string? emit, string path) => emit
        ?? kind.Files.FirstOrDefault(file => file.Extension != OutputFormat.Json.Extension
            && file.Extension.Equals(Path.GetExtension(path), StringComparison.OrdinalIgnoreCase)).Name;

    /// <summary>Makes the files under their temporary names.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="emit">The name that was asked for; null for none.</param>
    /// <param name="paths">All paths of <c>--output</c>.</param>
    /// <exception cref="UsageException">A file cannot be written.</exception>
    public static PlanFiles Create(PlanKind kind, string? emit, IReadOnlyList<string> paths)
    {
        if (emit is not null && paths.Count > 1)
        {
            throw new UsageException(
                $"`--emit {emit}` writes one file, and `--output` names {paths.Count}", "run the command for each");
        }

        var files = new PlanFiles(paths.Count == 0 ? emit : null);
        try
        {
            foreach (string path in paths)
            {
                if (For(kind, emit, path) is string name)
                {
                    files._files.Add((AtomicFile.Create("--output", path), name));
                }
            }

            return files;
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    /// <summary>Refuses to write what is read.</summary>
    /// <exception cref="UsageException">A file is an input.</exception>
    public void Keep(IEnumerable<string> inputs)
    {
        foreach (string input in inputs)
        {
            if (_files.FirstOrDefault(file => RealPath.Comparer.Equals(RealPath.Of(input), file.File.Path)).File
                is { } same)
            {
                throw new UsageException(
                    $"{same.Label} is an input, `{input}`, and would be overwritten", "choose another file");
            }
        }
    }

    /// <summary>Writes the files, and gives them their names.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="fail">Receives the error of a file; the others are written.</param>
    public void Write(Heavytail.Plan plan, Action<UsageException> fail)
    {
        foreach (var (file, name) in _files)
        {
            try
            {
                var content = Find(plan, name).Content;
                file.Try(() => file.Stream.Write(content.Span));
                file.Rename();
            }
            catch (UsageException error)
            {
                fail(error);
            }
        }
    }

    /// <summary>A file of a plan.</summary>
    /// <exception cref="UsageException">This plan has no such file.</exception>
    public static PlanFile Find(Heavytail.Plan plan, string name) =>
        plan.Files.FirstOrDefault(file => file.Name == name) ?? throw new UsageException(
            $"this plan has no file for {name}: "
                + (plan.Refused.FirstOrDefault(refused => refused.Name == name)?.Why ?? "it makes none"),
            "docs/plans.md says what each file needs; `-f json` has the plan itself");

    public void Dispose()
    {
        foreach (var (file, _) in _files)
        {
            file.Dispose();
        }
    }
}
