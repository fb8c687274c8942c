using System.Text.Json;
using Squaremcp.Platforms;
using Squaremcp.Platforms.Facebook;
using Squaremcp.Platforms.Http;
using Squaremcp.Platforms.OAuth;

namespace Squaremcp.Tests.Sandbox;

/// <summary>Facebook's pages in the sandbox, through the whole product.</summary>
public sealed class FacebookTests(SandboxGateway gateway) : IClassFixture<SandboxGateway>
{
    [Fact]
    public async Task The_page_and_what_was_posted_on_it_can_be_read()
    {
        Assert.Equal("Sandbox Bakery", (await OkAsync("facebook_get_page", new { })).GetProperty("name").GetString());
        var first = await OkAsync("facebook_get_posts", new { limit = 20 });
        var second = await OkAsync("facebook_get_posts", new { limit = 20, cursor = first.GetProperty("next_cursor").GetString() });

        Assert.Equal(20, first.GetProperty("posts").GetArrayLength());
        Assert.NotEqual(0, second.GetProperty("posts").GetArrayLength());
        Assert.Contains("Is there rye bread", (await OkAsync("facebook_get_posts", new { include_visitors = true })).GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Posts_photos_and_videos_are_there_once_they_are_made()
    {
        await OkAsync("facebook_create_post", new { message = "Rolls! 🥐", dry_run = true });
        var made = await OkAsync("facebook_create_post", new { message = "Rolls! 🥐" });
        var photo = await OkAsync("facebook_create_photo_post", new { photo = "https://example.org/a.jpg", publish = false });
        var album = await OkAsync("facebook_create_post", new { message = "Two", photo_ids = new[] { photo.GetProperty("photo_id").GetString() } });
        var file = await gateway.FileAsync("image/png", 1_000);
        await OkAsync("facebook_create_photo_post", new { photo = file, caption = "By file" });
        var video = await OkAsync("facebook_create_video_post", new { video = await gateway.FileAsync("video/mp4", 100_000), description = "How we bake" });

        Assert.Equal("done", video.GetProperty("status").GetString());
        var posts = (await OkAsync("facebook_get_posts", new { })).GetRawText();
        Assert.All([made.GetProperty("id").GetString()!, album.GetProperty("id").GetString()!, "By file", "How we bake"], part => Assert.Contains(part, posts, StringComparison.Ordinal));
        Assert.Equal("refused", await KindAsync("facebook_create_post", new { message = "Same", idempotency_key = "1" }, first: "Same"));
        Assert.Equal("not_found", await KindAsync("facebook_create_post", new { photo_ids = new[] { "5" } }));
    }

    [Theory]
    [InlineData("rate_limited", "rate_limited")]
    [InlineData("server_error", "outcome_unknown")]
    [InlineData("truncated", "outcome_unknown")]
    [InlineData("lost_answer", "outcome_unknown")]
    public async Task It_fails_on_demand(string fault, string kind)
    {
        var (_, key) = await gateway.CustomerAsync("sandbox");
        await gateway.FaultAsync("facebook", new { kind = fault, retry_after = 60 }, key);

        Assert.Equal(kind, (await gateway.CallAsync("facebook_create_post", new { message = "x" }, key)).Body.GetProperty("kind").GetString());
    }

    [Fact]
    public async Task A_refused_token_is_exchanged_and_the_call_goes_on()
    {
        var (_, key) = await gateway.CustomerAsync("sandbox");
        gateway.Pass(TimeSpan.FromMinutes(2));
        await gateway.FaultAsync("facebook", new { kind = "expired_token" }, key);

        Assert.Equal(200, (await gateway.CallAsync("facebook_get_page", null, key)).Status);
    }

    [Fact]
    public async Task A_person_signs_in_at_the_simulated_page_and_the_tokens_work()
    {
        using var http = new OutboundHttp();
        var connector = new FacebookConnector("v26.0", http, TimeProvider.System);
        var app = new OAuthApp("sandbox", Secret.OfText("sandbox-secret"), new(new Uri(gateway.Http.BaseAddress!, "/sandbox/")));
        var code = await SandboxPages.SignInAsync(connector, app, gateway.Http, "anna");
        var tokens = await connector.RedeemAsync(app, new(code, SandboxPages.Callback, null), TestContext.Current.CancellationToken);

        Assert.Equal("Sandbox Bakery", (await connector.IdentifyAsync(app.Hosts, tokens, TestContext.Current.CancellationToken)).Label);
        await Assert.ThrowsAsync<OAuthException>(() => connector.RedeemAsync(app, new(code, SandboxPages.Callback, null), TestContext.Current.CancellationToken));
        await connector.RevokeAsync(app, tokens, TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<ToolException>(() => connector.IdentifyAsync(app.Hosts, tokens, TestContext.Current.CancellationToken));
    }

    private async Task<string> KindAsync(string tool, object arguments, string? first = null)
    {
        if (first is not null)
        {
            await OkAsync(tool, new { message = first });
        }

        return (await gateway.CallAsync(tool, arguments)).Body.GetProperty("kind").GetString()!;
    }

    private async Task<JsonElement> OkAsync(string tool, object arguments)
    {
        var (status, body) = await gateway.CallAsync(tool, arguments);
        Assert.True(status == 200, $"{tool} answered {status}: {body}");
        return body;
    }
}
