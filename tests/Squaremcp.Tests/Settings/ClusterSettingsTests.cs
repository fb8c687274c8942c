using Microsoft.Extensions.Configuration;
using Squaremcp.Settings;

namespace Squaremcp.Tests.Settings;

public sealed class ClusterSettingsTests
{
    [Fact]
    public void Every_mistake_of_the_cluster_is_told_at_once()
    {
        var (_, mistakes) = Read(("Cluster:ClusterId", "a b"), ("Cluster:SiloPort", "0"), ("Cluster:AdvertisedAddress", "0.0.0.0"), ("Cluster:Gateways", "silo:http"), ("CursorKey", "c2hvcnQ="));

        Assert.Collection(
            mistakes,
            mistake => Assert.StartsWith("SQUAREMCP__Cluster__ClusterId is \"a b\"", mistake, StringComparison.Ordinal),
            mistake => Assert.StartsWith("SQUAREMCP__Cluster__SiloPort is 0", mistake, StringComparison.Ordinal),
            mistake => Assert.StartsWith("SQUAREMCP__Cluster__AdvertisedAddress is \"0.0.0.0\"", mistake, StringComparison.Ordinal),
            mistake => Assert.StartsWith("SQUAREMCP__Cluster__Gateways is \"silo:http\"", mistake, StringComparison.Ordinal),
            mistake => Assert.StartsWith("SQUAREMCP__CursorKey is not base64 of 32 bytes", mistake, StringComparison.Ordinal));
    }

    [Fact]
    public void What_a_cluster_needs_is_taken()
    {
        var key = Enumerable.Range(0, 32).Select(number => (byte)(number * 8)).ToArray();

        var (settings, mistakes) = Read(("Cluster:Gateways", "silo.example.svc.cluster.local"), ("Cluster:AdvertisedAddress", "10.1.2.3"), ("CursorKey", Convert.ToBase64String(key)));

        Assert.Empty(mistakes);
        Assert.Equal(key, settings.CursorKeyBytes);
    }

    [Fact]
    public void A_cursor_key_copied_from_a_data_folder_is_taken()
    {
        var key = Enumerable.Repeat((byte)0xfb, 32).ToArray();

        var (settings, mistakes) = Read(("CursorKey", System.Buffers.Text.Base64Url.EncodeToString(key)));

        Assert.Empty(mistakes);
        Assert.Equal(key, settings.CursorKeyBytes);
    }

    [Theory]
    [InlineData("silo", "silo:30000")]
    [InlineData("silo:31000", "silo:31000")]
    [InlineData("10.0.0.1, 10.0.0.2:5", "10.0.0.1:30000 10.0.0.2:5")]
    [InlineData("fd00::1", "fd00::1:30000")]
    [InlineData("[fd00::1]:31000", "fd00::1:31000")]
    [InlineData("", null)]
    [InlineData("silo:0", null)]
    [InlineData("http://silo", null)]
    public void Gateways_are_names_or_addresses_with_a_port(string text, string? expected) =>
        Assert.Equal(expected, GatewayNames.Read(text, 30_000) is { } names ? string.Join(' ', names.Select(name => $"{name.Host}:{name.Port}")) : null);

    private static (GatewaySettings Settings, IReadOnlyList<string> Mistakes) Read(params (string Name, string Value)[] settings) =>
        SettingsCheck.Read(new ConfigurationBuilder().AddInMemoryCollection(settings.Select(one => new KeyValuePair<string, string?>($"Squaremcp:{one.Name}", one.Value))).Build());
}
