using Squaremcp.Platforms;
using Squaremcp.Platforms.OAuth;

namespace Squaremcp.Tests.Grains;

/// <summary>An operator who registered everywhere, or nowhere.</summary>
internal sealed class TestSetup : IPlatformSetup
{
    public bool IsRegistered { get; set; } = true;

    public PlatformHosts Hosts(string platform, bool isSandbox) => PlatformHosts.Official;

    public OAuthApp? App(string platform, bool isSandbox) => IsRegistered ? new("client", Secret.OfText("client secret"), PlatformHosts.Official) : null;
}
