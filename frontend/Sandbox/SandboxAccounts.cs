using Squaremcp.Platforms;
using Squaremcp.Sandbox;

namespace Squaremcp.Frontend.Sandbox;

/// <summary>The simulators as the grains know them.</summary>
internal sealed class SandboxAccounts(Simulators simulators) : ISandbox
{
    public bool IsOpen => true;

    public IReadOnlyList<string> Platforms => simulators.Platforms;

    public SandboxSettingsOf Account(string platform, string customer)
    {
        var account = simulators.Account(platform, customer);
        return new(account.Settings, account.IsGranted);
    }
}
