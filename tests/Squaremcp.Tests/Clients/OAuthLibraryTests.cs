namespace Squaremcp.Tests.Clients;

/// <summary>Libraries nobody here wrote, as a program of anybody's uses them: nothing but the address of <c>/mcp</c>, and a person to ask.</summary>
public sealed class OAuthLibraryTests(ShortTokenGateway gateway) : IClassFixture<ShortTokenGateway>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("oauth-sdk-v1", "squaremcp-tests-sdk-v1", "2025-11-25")]
    [InlineData("oauth-sdk-v2-legacy", "squaremcp-tests-sdk-v2-legacy", "2025-11-25")]
    [InlineData("oauth-sdk-v2-auto", "squaremcp-tests-sdk-v2-auto", "2026-07-28")]
    public async Task An_SDK_signs_in_outlives_its_token_and_is_put_out(string sdk, string name, string protocol)
    {
        NodeClients.SkipWithoutThem();

        var seen = await NodeClients.SignInAsync(sdk, gateway.Mcp, Stop);

        SignInStory.HoldsFor(seen, name);
        Assert.Equal(protocol, seen.GetProperty("protocol").GetString());
    }

    [Theory]
    [InlineData("oauth-openid-client"), InlineData("oauth-oauth4webapi")]
    public async Task A_strict_library_completes_code_pkce_refresh_and_revocation(string library)
    {
        NodeClients.SkipWithoutThem();

        var seen = await NodeClients.SignInAsync(library, gateway.Mcp, Stop);

        Assert.Equal(2, seen.GetProperty("results").GetArrayLength());
        Assert.True(seen.GetProperty("renewed").GetBoolean(), "A token is the one before.");
        Assert.Equal(("invalid_grant", "invalid_grant"), (seen.GetProperty("replayed").GetString(), seen.GetProperty("refreshed").GetString()));
        Assert.Matches("access_revoked|/mcp answered 401", seen.GetProperty("refused").GetString());
    }
}
