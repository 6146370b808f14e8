// What:      multipliers by the names of parameters, as JSON and as a function that makes PyTorch's parameter groups.
// Reference: torch.optim.Optimizer: `params` is a list of dictionaries with options of their own (PyTorch 2.x).
using System.Text;

namespace Heavytail.Plans;

/// <summary>The files of <see cref="MultiplierPlan"/>.</summary>
internal static class MultiplierFiles
{
    public static IReadOnlyList<PlanFile> Of(IReadOnlyList<PlanRow> rows, string kind)
    {
        (string Tensor, double Multiplier)[] tensors =
        [
            .. rows.GroupBy(row => row.Layer.Tensor, StringComparer.Ordinal)
                .Select(group => (group.Key, group.Average(row => row.Allocation))),
        ];
        return
        [
            PlanText.File(
                "torch", ".py",
                kind == MultiplierPlan.WeightDecay
                    ? "`torch.optim.AdamW(param_groups(model, weight_decay=0.1))`"
                    : "`torch.optim.AdamW(param_groups(model, lr=1e-3))`",
                Snippet(tensors, kind)),
            PlanText.JsonFile("multipliers", "multipliers by the names of parameters", json =>
            {
                json.WriteStartObject();
                foreach (var (tensor, multiplier) in tensors)
                {
                    json.WriteNumber(tensor, multiplier);
                }

                json.WriteEndObject();
            }),
        ];
    }

    private static string Snippet((string Tensor, double Multiplier)[] tensors, string kind)
    {
        string option = kind == MultiplierPlan.WeightDecay ? "weight_decay" : "lr";
        var text = new StringBuilder($"\"\"\"Multipliers of {option} by parameter: `heavytail plan {kind}`.\"\"\"\n\n");
        text.Append("MULTIPLIERS = {\n");
        foreach (var (tensor, multiplier) in tensors)
        {
            text.Append("    ").Append(PlanText.Quoted(tensor)).Append(": ");
            text.Append(PlanText.Exact(multiplier)).Append(",\n");
        }

        return text.Append("}\n\n\n").Append($$""""
            def param_groups(model, {{option}}):
                """Groups for torch.optim; a bias follows its weight, other parameters keep `{{option}}`."""
                planned = {name.removeprefix("module."): value for name, value in MULTIPLIERS.items()}
                parameters = {name.removeprefix("module."): value for name, value in model.named_parameters()}
                missing = [name for name in planned if name not in parameters]
                if missing:
                    raise KeyError(f"the model lacks {len(missing)} planned parameters, such as {missing[0]}")
                groups = {}
                for name, parameter in parameters.items():
                    if not parameter.requires_grad:
                        continue
                    stem, _, last = name.rpartition(".")
                    weight = f"{stem}.weight" if last == "bias" and stem else name
                    multiplier = planned.get(name, planned.get(weight, 1.0))
                    groups.setdefault(multiplier, []).append(parameter)
                return [
                    {"params": members, "{{option}}": {{option}} * multiplier}
                    for multiplier, members in sorted(groups.items())
                ]

            """").ToString();
    }
}
