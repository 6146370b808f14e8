using Heavytail.Tensors;

namespace Heavytail.Layers;

/// <summary>A rule of the user's own: what tensors of some names are.</summary>
/// <param name="Name">What reports call it.</param>
/// <param name="Match">Glob on stored names, <c>*</c> and <c>?</c>.</param>
/// <param name="Role">What such a tensor is; null where it is to be left out.</param>
/// <param name="Reason">Why it is left out; null where it is not.</param>
/// <param name="Parts">Names of equal matrices along the outputs, where <see cref="Role"/> does not give their sizes.</param>
public sealed record UserRule(string Name, string Match, TensorRole? Role, string? Reason, IReadOnlyList<string> Parts);
