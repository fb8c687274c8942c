using Squaremcp.Platforms.OAuth;

namespace Squaremcp.Platforms;

/// <summary>What the operator set up: where each platform is, and who this installation is there.</summary>
public interface IPlatformSetup
{
    /// <summary>False where accounts of the sandbox cannot be used now, for there is none.</summary>
    bool HasSandbox => true;

    /// <param name="isSandbox">True for a connection that lives in the sandbox.</param>
    PlatformHosts Hosts(string platform, bool isSandbox);

    /// <summary>Null where the operator has registered none.</summary>
    OAuthApp? App(string platform, bool isSandbox);
}
