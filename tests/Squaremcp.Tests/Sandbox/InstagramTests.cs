using System.Text.Json;
using Squaremcp.Platforms;
using Squaremcp.Platforms.Http;
using Squaremcp.Platforms.Instagram;
using Squaremcp.Platforms.OAuth;

namespace Squaremcp.Tests.Sandbox;

/// <summary>Instagram in the sandbox, through the whole product.</summary>
public sealed class InstagramTests(SandboxGateway gateway) : IClassFixture<SandboxGateway>
{
    private static readonly object Picture = new { images = new[] { new { url = "https://example.org/a.jpg" } }, caption = "Rolls" };

    [Fact]
    public async Task The_account_and_what_it_published_can_be_read()
    {
        Assert.StartsWith("@sandbox_", (await OkAsync("instagram_get_profile", new { })).GetProperty("username").GetString(), StringComparison.Ordinal);
        var first = await OkAsync("instagram_get_media", new { limit = 20 });
        var second = await OkAsync("instagram_get_media", new { limit = 20, cursor = first.GetProperty("next_cursor").GetString() });

        Assert.Equal(20, first.GetProperty("media").GetArrayLength());
        Assert.InRange(second.GetProperty("media").GetArrayLength(), 5, 10);
        Assert.False(second.TryGetProperty("next_cursor", out _));
    }

    [Fact]
    public async Task Pictures_albums_and_reels_are_there_once_they_are_published()
    {
        await OkAsync("instagram_create_post", new { images = new[] { new { url = "https://example.org/a.jpg" } }, dry_run = true });
        var picture = await OkAsync("instagram_create_post", Picture);
        var album = await OkAsync("instagram_create_post", new { images = new[] { new { url = "https://example.org/a.jpg" }, new { url = "https://example.org/b.jpg" } }, caption = "Two" });
        var reel = await OkAsync("instagram_create_reel", new { video = await gateway.FileAsync("video/mp4", 100_000), caption = "How we bake" });

        var media = (await OkAsync("instagram_get_media", new { })).GetRawText();
        Assert.All([picture, album, reel], made => Assert.Contains(made.GetProperty("result").GetProperty("link").GetString()!, media, StringComparison.Ordinal));
        Assert.Equal("invalid_argument", (await gateway.CallAsync("instagram_create_reel", new { video = await gateway.FileAsync("video/mp4", 5) })).Body.GetProperty("kind").GetString());
    }

    [Theory]
    [InlineData("rate_limited", "rate_limited")]
    [InlineData("server_error", "platform_unavailable")]
    [InlineData("truncated", "platform_unavailable")]
    public async Task It_fails_on_demand(string fault, string kind)
    {
        var (_, key) = await gateway.CustomerAsync("sandbox");
        await gateway.FaultAsync("instagram", new { kind = fault, times = 3, retry_after = 60 }, key);

        Assert.Equal(kind, (await gateway.CallAsync("instagram_get_profile", null, key)).Body.GetProperty("kind").GetString());
    }

    [Fact]
    public async Task A_token_is_exchanged_before_it_ends()
    {
        var (_, key) = await gateway.CustomerAsync("sandbox");
        gateway.Pass(TimeSpan.FromDays(2));
        await gateway.FaultAsync("instagram", new { kind = "expired_token" }, key);

        Assert.Equal(200, (await gateway.CallAsync("instagram_get_profile", null, key)).Status);
    }

    [Fact]
    public async Task A_person_signs_in_at_the_simulated_page_and_the_token_works()
    {
        using var http = new OutboundHttp();
        var connector = new InstagramConnector("v26.0", http, TimeProvider.System);
        var app = new OAuthApp("sandbox", Secret.OfText("sandbox-secret"), new(new Uri(gateway.Http.BaseAddress!, "/sandbox/")));
        var code = await SandboxPages.SignInAsync(connector, app, gateway.Http, "anna.example");
        var tokens = await connector.RedeemAsync(app, new(code, SandboxPages.Callback, null), TestContext.Current.CancellationToken);

        Assert.Equal("@anna.example", (await connector.IdentifyAsync(app.Hosts, tokens, TestContext.Current.CancellationToken)).Label);
        await Assert.ThrowsAsync<OAuthException>(() => connector.RedeemAsync(app, new(code, SandboxPages.Callback, null), TestContext.Current.CancellationToken));

        // Younger than a day, it is not exchanged.
        Assert.Equal(OAuthTrouble.Unavailable, (await Assert.ThrowsAsync<OAuthException>(() => connector.RefreshAsync(app, tokens, TestContext.Current.CancellationToken))).Trouble);
    }

    private async Task<JsonElement> OkAsync(string tool, object arguments)
    {
        var (status, body) = await gateway.CallAsync(tool, arguments);
        Assert.True(status == 200, $"{tool} answered {status}: {body}");
        return body;
    }
}
