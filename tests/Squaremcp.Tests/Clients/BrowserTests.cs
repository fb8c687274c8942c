using Squaremcp.Tests.Architecture;
using Squaremcp.Tests.OAuth;

namespace Squaremcp.Tests.Clients;

/// <summary>The pages, in Debian's Chromium. The pictures are in <c>artifacts/screenshots</c>: somebody looks at them.</summary>
[Trait("Category", "Slow")]
public sealed class BrowserTests(OAuthGateway gateway) : IClassFixture<OAuthGateway>
{
    private const string Chromium = "/usr/bin/chromium";

    [Fact]
    public async Task A_person_signs_up_confirms_signs_in_with_a_code_invites_and_the_invited_lets_an_app_in()
    {
        NodeClients.SkipWithoutThem();
        Assert.SkipUnless(File.Exists(Chromium), $"There is no {Chromium}: install Debian's package chromium.");

        var seen = await NodeClients.WalkAsync(
            new { origin = gateway.Origin, outbox = Path.Combine(gateway.DataFolder, "outbox"), now = gateway.Clock.GetUtcNow().ToUnixTimeSeconds(), screenshots = Path.Combine(Repository.Root, "artifacts", "screenshots"), chromium = Chromium, adminKey = OAuthGateway.AdminKey },
            TestContext.Current.CancellationToken);

        Assert.Empty(seen.GetProperty("faults").EnumerateArray().Select(fault => fault.GetString()));
        Assert.True(seen.GetProperty("callback").GetBoolean());
        Assert.Equal("Ada Lovelace (you are its member)", seen.GetProperty("chosen").GetString());

        Assert.All(seen.GetProperty("cookies").EnumerateArray(), cookie => Assert.True(cookie.GetProperty("httpOnly").GetBoolean() && cookie.GetProperty("sameSite").GetString() == "Lax", cookie.ToString()));
        Assert.Contains("square_list_connections", seen.GetProperty("tools").EnumerateArray().Select(tool => tool.GetString()));

        // So does the doctor, to its person and to the operator.
        Assert.All((string[])["own", "all"], look => Assert.Matches("Walking app[\\s\\S]*Connected", seen.GetProperty("doctor").GetProperty(look).GetString()));

        // The inviter sees the app that the invited let in, to read only.
        var grant = Assert.Single(seen.GetProperty("grants").EnumerateArray());
        Assert.Equal("Walking app", grant.GetProperty("client_name").GetString());
        Assert.Equal(["mcp:read"], grant.GetProperty("scopes").EnumerateArray().Select(scope => scope.GetString()));
    }
}
