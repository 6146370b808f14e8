namespace Heavytail.Cli.Tests.Support;

/// <summary>The current folder and environment variables of this process, as they were again at the end.</summary>
internal sealed class ProcessState : IDisposable
{
    private readonly string _folder = Environment.CurrentDirectory;
    private readonly Dictionary<string, string?> _variables;

    public ProcessState(string folder, IReadOnlyDictionary<string, string> variables)
    {
        _variables = variables.Keys.ToDictionary(variable => variable, Environment.GetEnvironmentVariable);
        Environment.CurrentDirectory = folder;
        Set(variables!);
    }

    public void Dispose()
    {
        Environment.CurrentDirectory = _folder;
        Set(_variables);
    }

    private static void Set(IEnumerable<KeyValuePair<string, string?>> variables)
    {
        foreach (var (variable, value) in variables)
        {
            Environment.SetEnvironmentVariable(variable, value);
        }
    }
}
