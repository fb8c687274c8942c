using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;

namespace Squaremcp.Tests.Cluster.Processes;

/// <summary>What the processes of a cluster are told, so that they find each other and seal with the same keys; names as in the section Squaremcp.</summary>
internal sealed class ClusterSetup
{
    private readonly (int Silo, int Gateway)[] ports;
    private readonly Dictionary<string, string> common;
    private readonly string connectionString, keyFile;

    /// <param name="folder">The vault's key is made in it.</param>
    /// <param name="silos">How many there may be.</param>
    internal ClusterSetup(string connectionString, string folder, string vaults, string origin, int silos)
    {
        (this.connectionString, keyFile) = (connectionString, Path.Combine(folder, "vault.key"));
        ports = [.. Enumerable.Range(0, silos).Select(_ => (FreePort.Next(), FreePort.Next()))];
        File.WriteAllText(keyFile, Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)));
        common = new()
        {
            ["Cluster__ClusterId"] = "tests",
            ["CursorKey"] = Convert.ToBase64String(CursorKey),
            ["Platforms__Obsidian__VaultRoot"] = vaults,
            ["PublicOrigin"] = origin,
        };
    }

    internal byte[] CursorKey { get; } = RandomNumberGenerator.GetBytes(32);

    internal Dictionary<string, string> OfFrontend => new(common)
    {
        ["Cluster__Gateways"] = string.Join(',', ports.Select(port => $"127.0.0.1:{port.Gateway}")),
        ["AdminApiKey"] = ClusterRun.AdminKey,
    };

    internal Dictionary<string, string> OfSiloVerb => new(common) { ["Cluster__ConnectionString"] = connectionString, ["Vault__KeyFile"] = keyFile };

    /// <param name="number">From 0.</param>
    internal Dictionary<string, string> OfSilo(int number) => new(OfSiloVerb)
    {
        ["Cluster__AdvertisedAddress"] = "127.0.0.1",
        ["Cluster__SiloPort"] = ports[number].Silo.ToString(CultureInfo.InvariantCulture),
        ["Cluster__GatewayPort"] = ports[number].Gateway.ToString(CultureInfo.InvariantCulture),
    };
}
