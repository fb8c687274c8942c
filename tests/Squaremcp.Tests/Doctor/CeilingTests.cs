using Squaremcp.Tests.OAuth;

namespace Squaremcp.Tests.Doctor;

/// <summary>Many people behind one vendor's servers (Q2).</summary>
public sealed class CeilingTests(LowGateway gateway) : IClassFixture<LowGateway>
{
    [Fact]
    public async Task Q2_a_ceiling_that_shared_servers_met_is_the_cause()
    {
        var claude = new AiClient(gateway, "python-httpx/0.28.1", "160.79.104.10");
        Assert.Equal(429, (await claude.TryRegisterAsync(new { client_name = "Claude", redirect_uris = (string[])["https://claude.ai/api/mcp/auth_callback"] })).Status);

        Assert.Contains("CeilingPercent", (await gateway.DiagnoseAsync("failed", "register", "register_too_many")).Text("advice"), StringComparison.Ordinal);
    }
}

/// <summary>Takes no registration at all.</summary>
public sealed class LowGateway : OAuthGateway
{
    protected override string[] More => [.. base.More, "--Squaremcp:OAuth:CeilingPercent=1"];
}
