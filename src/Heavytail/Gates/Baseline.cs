using System.Globalization;
using Heavytail.Gates;

namespace Heavytail;

/// <summary>What models were before: a report of <c>heavytail analyze --json</c>.</summary>
public sealed class Baseline
{
    private readonly IReadOnlyList<BaselineModel> _models;

    internal Baseline(string path, IReadOnlyList<BaselineModel> models) => (Path, _models) = (path, models);

    /// <summary>The path of the report.</summary>
    public string Path { get; }

    /// <summary>The paths of its models.</summary>
    public IReadOnlyList<string> Models => [.. _models.Select(model => model.Path)];

    /// <summary>Reads a report; every claim in it is checked.</summary>
    /// <param name="path">The path of a JSON document.</param>
    /// <exception cref="BaselineException">It cannot be read, or is not a whole report of this schema.</exception>
    public static Baseline Read(string path) => BaselineReader.Read(path);

    /// <summary>Whether a model of it has a layer of this name.</summary>
    internal bool HasLayer(string name) => _models.Any(model => model.Layers.Any(layer => layer.Name == name));

    /// <summary>
    /// The model to compare with: the only one, or that of the same path, or the only one of the same file name.
    /// </summary>
    /// <exception cref="BaselineException">There is none, or it was analyzed in another way.</exception>
    internal BaselineModel Find(ModelAnalysis model)
    {
        string Name(string path) => System.IO.Path.GetFileName(path.TrimEnd('/', '\\'));
        var named = _models.Where(known => Name(known.Path) == Name(model.Path)).ToArray();
        var found = _models.Count == 1 ? _models[0]
            : _models.FirstOrDefault(known => known.Path == model.Path) ?? (named is [var only] ? only : null);
        if (found is null)
        {
            throw new BaselineException(
                Path,
                string.Create(CultureInfo.InvariantCulture, $"none of its {_models.Count} models is `{model.Path}`"),
                "make a baseline of this model, or give both the same file name");
        }

        found.CheckOptions(Path, model.Options);
        return found;
    }
}

/// <summary>A baseline cannot be read, or cannot be compared with a model.</summary>
/// <param name="path">The path of the baseline.</param>
/// <param name="problem">What was found, and what was expected.</param>
/// <param name="hint">The next step.</param>
public sealed class BaselineException(string path, string problem, string? hint)
    : HeavytailException($"baseline `{path}`: {problem}", hint)
{
    /// <summary>The path of the baseline.</summary>
    public string Path { get; } = path;
}
