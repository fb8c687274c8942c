using Squaremcp.Settings;

namespace Squaremcp.Frontend.Cluster;

/// <summary>What a frontend of a cluster cannot do without: it keeps nothing, so what every process must know comes to it as settings.</summary>
internal static class FrontendMistakes
{
    internal static IEnumerable<string> Of(GatewaySettings settings)
    {
        if (settings.Cluster.Gateways is null)
        {
            yield return "SQUAREMCP__Cluster__Gateways is not set. Name the silos' headless service, for example squaremcp-silo.squaremcp.svc.cluster.local, or host:port with commas between.";
        }

        if (settings.AdminApiKey is null)
        {
            yield return "SQUAREMCP__AdminApiKey is not set. Every frontend has the same one; make it with: openssl rand -base64 32";
        }

        if (settings.CursorKey is null)
        {
            yield return "SQUAREMCP__CursorKey is not set. Every process of a cluster has the same one; make it with: openssl rand -base64 32";
        }

        if (settings.PublicOrigin is null)
        {
            yield return "SQUAREMCP__PublicOrigin is not set. Several frontends are one gateway: name the address that people and clients use, for example https://mcp.example.org.";
        }

        if (settings.Cluster.ConnectionString is not null)
        {
            yield return "SQUAREMCP__Cluster__ConnectionString is set. A frontend never opens the database: take it from this process's environment.";
        }

        if (settings.Sandbox.Enabled)
        {
            yield return ClusterMistakes.NoSandbox;
        }
    }
}
