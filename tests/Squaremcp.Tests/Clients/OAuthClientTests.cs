using System.Text.Json;

namespace Squaremcp.Tests.Clients;

/// <summary>A client nobody here wrote gets in without a key: its person signs up and allows it, it outlives its access token, and it is out when the person says so.</summary>
public sealed class OAuthClientTests(ShortTokenGateway gateway) : IClassFixture<ShortTokenGateway>
{
    private const string Tool = "square_list_connections";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private Uri Mcp => new(gateway.Process.Url, "/mcp");

    [Theory]
    [InlineData("oauth-sdk-v1", "squaremcp-tests-sdk-v1", "2025-11-25")]
    [InlineData("oauth-sdk-v2-legacy", "squaremcp-tests-sdk-v2-legacy", "2025-11-25")]
    [InlineData("oauth-sdk-v2-auto", "squaremcp-tests-sdk-v2-auto", "2026-07-28")]
    public async Task A_real_client_signs_in_outlives_its_token_and_is_put_out(string client, string name, string? protocol)
    {
        NodeClients.SkipWithoutThem();

        var seen = await NodeClients.SignInAsync(client, Mcp, Stop);

        Assert.All(seen.GetProperty("results").EnumerateArray(), result => Assert.Contains("not_connected", result.GetRawText(), StringComparison.Ordinal));
        Assert.Equal([Tool, Tool], Texts(seen, "called"));
        Assert.True(seen.GetProperty("renewed").GetBoolean(), "The access token is the one it began with.");
        Assert.Equal([name], Texts(seen, "clients"));
        Assert.NotEmpty(seen.GetProperty("refused").GetProperty("asks").GetString()!);
        if (seen.GetProperty("refused").TryGetProperty("told", out var told))
        {
            Assert.Contains("access_revoked", told.GetRawText(), StringComparison.Ordinal);
        }

        if (protocol is not null)
        {
            Assert.Equal(protocol, seen.GetProperty("protocol").GetString());
        }
    }

    [Theory]
    [InlineData("oauth-openid-client"), InlineData("oauth-oauth4webapi")]
    public async Task A_strict_library_completes_code_pkce_refresh_and_revocation(string library)
    {
        NodeClients.SkipWithoutThem();

        var seen = await NodeClients.SignInAsync(library, Mcp, Stop);

        Assert.Equal(2, seen.GetProperty("results").GetArrayLength());
        Assert.True(seen.GetProperty("renewed").GetBoolean(), "A token is the one before.");
        Assert.Equal(("invalid_grant", "invalid_grant"), (seen.GetProperty("replayed").GetString(), seen.GetProperty("refreshed").GetString()));
        Assert.Matches("access_revoked|invalid_token", seen.GetProperty("refused").GetString());
    }

    private static IEnumerable<string?> Texts(JsonElement seen, string name) => seen.GetProperty(name).EnumerateArray().Select(text => text.GetString());
}
