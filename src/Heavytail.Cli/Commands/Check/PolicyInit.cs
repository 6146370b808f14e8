using System.CommandLine;
using System.Globalization;
using Heavytail.Cli.Output;
using Heavytail.Cli.Policies;

namespace Heavytail.Cli.Commands.Check;

/// <summary><c>--init [FILE]</c>: a policy with a comment for everything that it can have.</summary>
internal sealed class PolicyInit
{
    private const string DefaultFile = "policy.yaml";

    private readonly Option<string?> _file = new("--init")
    {
        Description = $"Write a commented policy to begin with, and check nothing [default: {DefaultFile}]",
        HelpName = "FILE",
        Arity = ArgumentArity.ZeroOrOne,
    };

    /// <summary>The text of the policy.</summary>
    public static string Text
    {
        get
        {
            using var stream = typeof(PolicyInit).Assembly.GetManifestResourceStream("Heavytail.Cli.policy.yaml")!;
            using var reader = new StreamReader(stream);
            return reader.ReadToEnd();
        }
    }

    public void AddTo(Command command) => command.Options.Add(_file);

    /// <summary>Whether it is asked for.</summary>
    public bool IsAsked(ParseResult parsed) => parsed.GetResult(_file) is { Implicit: false };

    /// <summary>Writes the policy; one that is there is kept.</summary>
    /// <exception cref="UsageException">The file exists, or cannot be written.</exception>
    public int Write(ParseResult parsed, Session session)
    {
        string path = parsed.GetValue(_file) is { Length: > 0 } given ? given : DefaultFile;
        if (Path.Exists(path))
        {
            throw new UsageException(
                $"`{_file.Name} {path}`: the file exists, and would be overwritten", "choose another name");
        }

        using var file = AtomicFile.Create(_file.Name, path);
        file.Try(() =>
        {
            using var writer = new StreamWriter(file.Stream, leaveOpen: true);
            writer.Write(Text);
        });
        file.Try(file.Rename);
        int rules = PolicyFile.Parse(Text, path).Policy.Rules.Count;
        string count = string.Create(CultureInfo.InvariantCulture, $"{rules} rules are on, others are comments");
        return session.Publish(() =>
        {
            session.Results.WriteLine($"{Printable.Text(path)}: {count}");
            session.Results.WriteLine(
                $"`{HeavytailTool.Name} check MODEL --policy {Printable.Text(path)}` uses it", Tone.Dim);
            return true;
        });
    }
}
