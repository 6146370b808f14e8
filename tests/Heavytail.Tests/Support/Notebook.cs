using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;

namespace Heavytail.Tests.Support;

/// <summary>
/// A Jupyter notebook of C#. Its cells run as in .NET Interactive, each as a script that goes on where the cell before
/// it ended, but against the library of this build: <c>#r</c> and <c>#i</c> of packages are left out.
/// </summary>
internal sealed class Notebook
{
    private static readonly string[] s_kernelOnly =
        ["#r \"nuget:", "#i \"nuget:", "using Microsoft.DotNet.Interactive."];

    /// <summary>What .NET Interactive imports.</summary>
    private static readonly string[] s_imports =
    [
        "System", "System.Text", "System.Collections.Generic", "System.Linq", "System.Threading.Tasks", "System.IO",
    ];

    /// <summary>As Jupyter writes notebooks.</summary>
    private static readonly JsonSerializerOptions s_json = new()
    {
        WriteIndented = true,
        IndentSize = 1,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly JsonNode _root;

    /// <summary>Those of code.</summary>
    private readonly JsonNode[] _cells;

    public Notebook(string json)
    {
        _root = JsonNode.Parse(json)!;
        _cells = [.. _root["cells"]!.AsArray().OfType<JsonNode>().Where(cell => (string?)cell["cell_type"] == "code")];
    }

    /// <summary>The notebook with the outputs that its cells have here; fails where a cell does.</summary>
    /// <param name="edit">What to change in the code of a cell, such as where files are.</param>
    /// <param name="cancellation">Cancels the run.</param>
    public async Task<string> RunAsync(Func<string, string> edit, CancellationToken cancellation)
    {
        var kernel = new NotebookKernel();
        var options = ScriptOptions.Default.WithImports(s_imports).WithReferences(SampleProgram.References);
        ScriptState<object>? state = null;
        for (int k = 0; k < _cells.Length; k++)
        {
            string code = edit(string.Join('\n', Source(_cells[k]).Split('\n').Where(line =>
                !s_kernelOnly.Any(start => line.StartsWith(start, StringComparison.Ordinal)))));
            state = state is null
                ? await CSharpScript.RunAsync<object>(code, options, kernel, typeof(NotebookKernel), cancellation)
                : await state.ContinueWithAsync<object>(code, cancellationToken: cancellation);
            _cells[k]["execution_count"] = k + 1;
            _cells[k]["outputs"] = kernel.Take(state.ReturnValue, k + 1);
        }

        return _root.ToJsonString(s_json) + "\n";
    }

    private static string Source(JsonNode cell) =>
        string.Concat(cell["source"]!.AsArray().Select(line => (string?)line));
}
