using MySqlConnector;
using Squaremcp.Settings;

namespace Squaremcp.Silo;

/// <summary>What a silo cannot do without.</summary>
internal static class SiloMistakes
{
    internal static IEnumerable<string> Of(GatewaySettings settings)
    {
        if (Broken(settings.Cluster.ConnectionString) is { } broken)
        {
            yield return $"SQUAREMCP__Cluster__ConnectionString {broken}. It must be one of MySqlConnector's, for example Server=mysql;Database=squaremcp;User ID=squaremcp;Password=….";
        }

        if (settings.PublicOrigin is null)
        {
            yield return "SQUAREMCP__PublicOrigin is not set. Links in answers begin with it: name the address that people and clients use, for example https://mcp.example.org.";
        }

        if (settings.CursorKey is null)
        {
            yield return "SQUAREMCP__CursorKey is not set. Every process of a cluster has the same one; make it with: openssl rand -base64 32";
        }

        if (settings.Vault is { Provider: "local", KeyFile: var file } && (file is null || !File.Exists(file)))
        {
            yield return $"SQUAREMCP__Vault__KeyFile is {(file is null ? "not set" : $"\"{file}\", which is not there")}, and SQUAREMCP__Vault__Provider is local. Every silo reads the same file, 256 bits as base64url; make it with: openssl rand -base64 32 | tr '+/' '-_' | tr -d '='";
        }

        if (settings.Sandbox.Enabled)
        {
            yield return ClusterMistakes.NoSandbox;
        }
    }

    private static string? Broken(string? connectionString)
    {
        if (string.IsNullOrWhiteSpace(connectionString))
        {
            return "is not set";
        }

        try
        {
            var parsed = new MySqlConnectionStringBuilder(connectionString);
            return parsed is { Server.Length: > 0, Database.Length: > 0 } ? parsed.UseAffectedRows ? "sets UseAffectedRows, which Orleans cannot work with" : parsed.ConnectionReset ? null : "switches ConnectionReset off, which would leave transactions open" : "names no server, or no database";
        }
        catch (ArgumentException unreadable)
        {
            // Its message names the option, never a value.
            return $"cannot be read ({unreadable.Message})";
        }
    }
}
