namespace Heavytail;

/// <summary>A rule of the user: the role of tensors whose names match.</summary>
/// <param name="Name">Its name in reports.</param>
/// <param name="Match">Glob on stored names, <c>*</c> and <c>?</c>.</param>
/// <param name="Role">The role of such a tensor; null to leave it out.</param>
/// <param name="Reason">Why it is left out; null if it is not.</param>
/// <param name="Parts">Names of equal matrices along the outputs, where <see cref="Role"/> does not give their
/// sizes.</param>
public sealed record UserRule(string Name, string Match, TensorRole? Role, string? Reason, IReadOnlyList<string> Parts);
