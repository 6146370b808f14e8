using System.Globalization;

namespace Heavytail.Layers.Rules;

/// <summary>
/// Averages and other copies that training keeps of a network. One is a copy only beside the network itself; alone,
/// it is the network.
/// </summary>
internal static class CopyRules
{
    public static Verdict? MovingAverage(TensorInfo tensor, LayerContext context)
    {
        if (context.Copies.Find(tensor) is var (kind, original))
        {
            string what = kind switch
            {
                CopyKind.Follower =>
                    $"a network that follows `{original.Name}`, which is here too, during the training",
                CopyKind.Teacher =>
                    $"the teacher beside its student `{original.Name}`: the same network, as a rule an average over "
                    + "the training; rules of --rules analyze it",
                CopyKind.Snapshot => $"another moment of the training of `{original.Name}`, which is here too",
                _ => $"an average over the training of `{original.Name}`, which is here too",
            };
            return Verdict.Skip(SkipReason.Copy, what + Evidence(tensor, context));
        }

        if (context.TrainedCopyOf(tensor) is { } trained)
        {
            return Verdict.Skip(
                SkipReason.Copy,
                $"the module as it was before the training, of which `{trained.Name}` is the trained one (PEFT's "
                + "modules_to_save)");
        }

        return TensorLists.PrefixOf(tensor.Name) is { } list && !TrainingStateRules.IsTrainingState(tensor.Name)
            && context.Lists.HasShapesOfNetwork(list, context.Copies)
            ? Verdict.Skip(
                SkipReason.Copy, $"`{list[..^1]}` has the shapes of the network's own tensors: {What(list)}")
            : null;
    }

    private static string Evidence(TensorInfo tensor, LayerContext context) =>
        context.Correlate is null ? "; so say names and shapes, and an analysis also compares elements"
        : context.Copies.CorrelationOf(tensor) is { } correlation
            ? string.Create(CultureInfo.InvariantCulture, $"; their elements correlate by {correlation:F2}")
        : "";

    private static string What(string list) =>
        list.Contains("master_params", StringComparison.Ordinal) ? "its weights in the precision of the training"
        : list.Contains("collected_params", StringComparison.Ordinal) ? "its weights, kept aside for an average"
        : "its average over the training";
}
