using System.Globalization;

namespace Heavytail.Cli.Policies;

/// <summary>What a policy file asks for.</summary>
/// <param name="Policy">The rules.</param>
/// <param name="Baseline">The path of its baseline, from the current folder; null where it names none.</param>
internal sealed record PolicyFile(GatePolicy Policy, string? Baseline)
{
    private const long MaxBytes = 256 << 10;

    private const string Example = "`heavytail check --init policy.yaml` writes a policy; docs/check.md explains it";

    /// <summary>Reads a policy.</summary>
    /// <exception cref="UsageException">It cannot be read, or a line of it cannot be followed.</exception>
    public static PolicyFile Read(string path)
    {
        if (RegularFile.IsFolder(path))
        {
            throw new UsageException($"`--policy {path}`: it is a folder, expected a file", Example);
        }

        try
        {
            using var file = new FileStream(RegularFile.OpenRead(path), FileAccess.Read);
            if (file.Length > MaxBytes)
            {
                throw new UsageException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"`--policy {path}`: {file.Length:N0} bytes; the limit is {MaxBytes:N0}"));
            }

            using var text = new StreamReader(file);
            return Parse(text.ReadToEnd(), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            (string problem, string? hint) = e is FileNotFoundException or DirectoryNotFoundException
                ? MissingFile.Describe(path, isModel: false)
                : (e.Message, null);
            throw new UsageException($"`--policy {path}`: {problem}", hint ?? Example);
        }
    }

    /// <summary>The policy of a text.</summary>
    /// <param name="text">YAML.</param>
    /// <param name="path">Its path, for messages and for the baseline beside it.</param>
    /// <exception cref="UsageException">A line of it cannot be followed.</exception>
    internal static PolicyFile Parse(string text, string path)
    {
        try
        {
            var root = YamlReader.Read(text)
                ?? throw new YamlProblemException(1, "the file is empty", Example);
            var (policy, baseline) = PolicyParser.Parse(root);
            string folder = Path.GetDirectoryName(path) ?? "";
            return new PolicyFile(policy, baseline is null ? null : Path.Combine(folder, baseline));
        }
        catch (YamlProblemException e)
        {
            throw new UsageException(
                string.Create(CultureInfo.InvariantCulture, $"`--policy {path}` line {e.Line}: {e.Message}"),
                e.Hint ?? Example);
        }
    }
}
