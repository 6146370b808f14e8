namespace Heavytail;

/// <summary>The formats that other tools read findings in.</summary>
public enum FindingFormat
{
    /// <summary>JUnit's XML: a suite a model, a test a rule.</summary>
    JUnit = 0,

    /// <summary>SARIF 2.1.0, as code scanning reads it.</summary>
    Sarif = 1,

    /// <summary>Workflow commands of GitHub: an annotation a finding.</summary>
    GitHub = 2,
}
