namespace Squaremcp.Platforms;

/// <summary>Simulated platforms, for customers of the plan sandbox.</summary>
public interface ISandbox
{
    /// <summary>False where the operator wants none: then there are no accounts in it either.</summary>
    bool IsOpen { get; }

    /// <summary>The platforms a customer of the sandbox starts with.</summary>
    IReadOnlyList<string> Platforms { get; }

    /// <summary>Readies a customer's account of one platform, and tells what connects it. Asked again it answers the same.</summary>
    SandboxSettingsOf Account(string platform, string customer);
}

/// <param name="Settings">What <see cref="IConnector.Read"/> takes, or, granted, what comes of an OAuth connect flow; JSON.</param>
/// <param name="IsGranted">True for the latter.</param>
public sealed record SandboxSettingsOf(string Settings, bool IsGranted)
{
    // A record prints all it holds; this one holds a credential.
    public override string ToString() => "***";
}

/// <summary>Where there is none.</summary>
public sealed class NoSandbox : ISandbox
{
    public bool IsOpen => false;

    public IReadOnlyList<string> Platforms => [];

    public SandboxSettingsOf Account(string platform, string customer) => throw new InvalidOperationException("There is no sandbox here.");
}
